"""The office's own coarse groups of people for whom it plans."""

import uuid

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kpss_portal.czech import fold
from kpss_portal.fields import SortKeyField


class PlanningAreaManager(models.Manager["PlanningArea"]):
    """Makes areas."""

    def create_named(self, name: str) -> "PlanningArea":
        """A new area with an address made of its name."""
        slug = slugify(fold(name))[:60] or "oblast"
        number = self.filter(slug__startswith=slug).count()
        return self.create(name=name[:120], slug=f"{slug}-{number + 1}" if number else slug, position=self.count() + 1)


class PlanningArea(models.Model):
    """A group such as seniors or families; it gathers official target groups of the register."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("address"), max_length=70, unique=True)
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    sort_key = SortKeyField("name")

    objects = PlanningAreaManager()

    class Meta:
        verbose_name, verbose_name_plural = _("planning area"), _("planning areas")
        ordering = ["position", "sort_key", "pk"]

    def __str__(self) -> str:
        return self.name
