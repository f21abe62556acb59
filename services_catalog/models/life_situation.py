"""Situations in people's words."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal.fields import SortKeyField


class LifeSituation(models.Model):
    """What somebody would say of their trouble; two levels, editable."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", verbose_name=_("belongs under"), null=True, blank=True
    )
    name = models.CharField(_("in people's words"), max_length=120)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    hint = models.CharField(_("what helps, in short"), max_length=200, blank=True)
    advice = models.TextField(_("advice"), blank=True)
    synonyms = models.TextField(
        _("other words for it"), blank=True, help_text=_("Words by which people look for it, divided by commas.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    sort_key = SortKeyField("name")

    class Meta:
        verbose_name, verbose_name_plural = _("life situation"), _("life situations")
        ordering = ["position", "sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="situation_not_under_itself",
                violation_error_message=_("A situation cannot stand under itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Two levels: what stands under another situation has none under itself. Forms do not ask the constraint."""
        if self.parent is None:
            return
        if self.parent_id == self.pk:
            raise ValidationError({"parent": _("A situation cannot stand under itself.")})
        if self.parent.parent_id is not None:
            raise ValidationError(
                {"parent": _("This one stands under another situation itself; there are two levels.")}
            )
        if self.pk and self.children.exists():
            raise ValidationError({"parent": _("Other situations stand under this one; there are two levels.")})

    def get_absolute_url(self) -> str:
        """Page of the situation."""
        return reverse("services_catalog:situation", args=[self.slug])
