"""Municipalities of the territory and their figures."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.enums import FigureKind
from kpss_portal.constraints import in_order, known_choice, not_negative
from kpss_portal.fields import SortKeyField
from kpss_portal.origins import check_origins, origin_of, origins_in


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    """Municipalities."""

    def in_territory(self, on: date | None = None) -> "MunicipalityQuerySet":
        """Those that belong to the planned territory on the day (today by default)."""
        day = on or timezone.localdate()
        not_left = Q(in_territory_to__isnull=True) | Q(in_territory_to__gte=day)
        return self.filter(not_left, in_territory_from__lte=day)


class Municipality(models.Model):
    """A municipality; its code by the statistical office is the key, since names repeat."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(
        _("code"), max_length=6, unique=True, help_text=_("Six digits by the Czech Statistical Office.")
    )
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=90, unique=True)
    status = models.CharField(_("status"), max_length=30, blank=True)
    orp_code = models.CharField(_("code of the district"), max_length=4, blank=True)
    orp_name = models.CharField(_("district"), max_length=80, blank=True)
    county = models.CharField(_("county"), max_length=80, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=6, blank=True)
    office_ico = models.CharField(_("identification number"), max_length=8, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    in_territory_from = models.DateField(_("in the territory from"), null=True, blank=True)
    in_territory_to = models.DateField(_("in the territory to"), null=True, blank=True)
    web = models.URLField(_("web"), blank=True)
    embed_origins = models.TextField(
        _("webs that may show services of the municipality"),
        blank=True,
        validators=[check_origins],
        help_text=_(
            "One a line, for example https://www.obec.cz. The web of the municipality itself may always do so, if it is secure."
        ),
    )
    note = models.TextField(_("note"), blank=True)
    sort_key = SortKeyField("name")

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("municipality"), _("municipalities")
        ordering = ["sort_key", "code"]
        constraints = [
            in_order(
                "in_territory_from",
                "in_territory_to",
                name="municipality_leaves_after_joining",
                message=_("A municipality cannot leave before it joins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Page of what serves its people."""
        return reverse("services_catalog:municipality", args=[self.slug])

    @property
    def framing_origins(self) -> list[str]:
        """Webs that may show the fragment with services: those the office lists, and the municipality's own if it is secure."""
        own = origin_of(self.web)
        return list(dict.fromkeys([*origins_in(self.embed_origins), *([own] if own else [])]))


class FigureQuerySet(models.QuerySet["MunicipalityFigure"]):
    """Figures of municipalities."""

    def newest(self) -> "FigureQuerySet":
        """For each municipality and kind the figure of the latest date."""
        later = MunicipalityFigure.objects.filter(
            municipality=models.OuterRef("municipality"),
            kind=models.OuterRef("kind"),
            as_of__gt=models.OuterRef("as_of"),
        )
        return self.filter(~models.Exists(later))


class MunicipalityFigure(models.Model):
    """One number with its date and source. What is not known has no row."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="figures", verbose_name=_("municipality")
    )
    kind = models.CharField(_("what is counted"), max_length=24, choices=FigureKind)
    as_of = models.DateField(_("as of"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    source = models.CharField(_("source"), max_length=150)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("figure of a municipality"), _("figures of municipalities")
        ordering = ["municipality", "kind", "-as_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "as_of"],
                name="figure_once_per_date",
                violation_error_message=_("This figure of this date stands here already."),
            ),
            known_choice("kind", FigureKind.values, name="figure_kind_known"),
            not_negative("value", name="figure_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.get_kind_display()}"
