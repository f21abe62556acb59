"""The printed catalogue in its two sizes."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice
from services_catalog.enums import PrintSize
from services_catalog.models.place import Place


class Booklet(models.Model):
    """One size of the booklet: the edition that is given out and the one that is being made.

    `hidden_places` are the keys of places that were secret when the edition was made: an edition that may print an address
    which has become secret since is not given out any more (law 2).
    """

    size = models.CharField(_("size"), max_length=6, choices=PrintSize, unique=True)
    document = models.ForeignKey(
        "kpss_portal.StoredDocument",
        models.PROTECT,
        related_name="+",
        verbose_name=_("edition that is given out"),
        null=True,
        blank=True,
    )
    making = models.ForeignKey(
        "kpss_portal.StoredDocument",
        models.SET_NULL,
        related_name="+",
        verbose_name=_("edition that is being made"),
        null=True,
        blank=True,
    )
    hidden_places = models.JSONField(_("places that were secret"), default=list, blank=True)
    checked_at = models.DateTimeField(_("compared with the catalogue at"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("printed catalogue"), _("printed catalogue")
        ordering = ["-size"]
        constraints = [known_choice("size", PrintSize.values, name="booklet_size_known")]

    def __str__(self) -> str:
        return self.get_size_display()

    @property
    def is_safe(self) -> bool:
        """Whether no address has become secret since the edition was made."""
        hidden: Any = Place.objects.filter(is_address_hidden=True)
        return not hidden.exclude(pk__in=self.hidden_places).exists()
