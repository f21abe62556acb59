"""Boundaries of municipalities as the office uploaded them."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.models.municipality import Municipality
from kpss_portal.personal_data import done_by

GEOJSON = "application/geo+json"  # RFC 7946, 12


def map_name(_instance: Any, _filename: str) -> str:
    """A generated name: nothing of the one that the file had."""
    return f"maps/{uuid.uuid4().hex}.geojson"


class TerritoryMapQuerySet(models.QuerySet["TerritoryMap"]):
    """Uploaded boundaries."""

    def in_force(self) -> "TerritoryMap | None":
        """The newest ones."""
        return self.order_by("-uploaded_at", "-pk").first()


class TerritoryMap(models.Model):
    """The office's file, and the shapes that were read from it; an upload replaces the older one on the map."""

    personal_data = done_by("uploaded_by")

    file = models.FileField(
        _("file with boundaries"),
        upload_to=map_name,
        max_length=200,
        help_text=_("GeoJSON with municipalities of the territory, in degrees (WGS 84), at most 5 MB."),
    )
    sha256 = models.CharField(_("checksum"), max_length=64, editable=False)
    shapes = models.JSONField(_("shapes"), default=list, editable=False)
    source = models.CharField(
        _("source"), max_length=200, help_text=_("It stands under the map, for example ČÚZK, RÚIAN.")
    )
    as_of = models.DateField(_("as of"))
    is_schematic = models.BooleanField(
        _("schematic"), default=False, help_text=_("The map says that these are not the true boundaries.")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        verbose_name=_("uploaded by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = TerritoryMapQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("map of the territory"), _("maps of the territory")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.source

    def without_boundary(self) -> list[str]:
        """Names of municipalities of the territory of which there is no area in the file."""
        drawn = {shape["code"] for shape in self.shapes if shape["kind"] == "area"}
        return [town.name for town in Municipality.objects.in_territory() if town.code not in drawn]
