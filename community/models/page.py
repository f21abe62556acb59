"""Pages of text."""

import uuid
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.enums import PageSection
from kpss_portal.constraints import known_choice
from kpss_portal.rich_text import clean_html

DUTY_ADDRESSES = frozenset({"osobni-udaje"})  # pages of duties whose address is given by custom and law


class Page(models.Model):
    """A page about planning or a duty of the office; the text is HTML cleaned on the way in."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=150)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    section = models.CharField(_("where"), max_length=10, choices=PageSection, default=PageSection.ABOUT)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    is_public = models.BooleanField(_("public"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("page"), _("pages")
        ordering = ["section", "position", "pk"]
        constraints = [known_choice("section", PageSection.values, name="page_section_known")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The text is cleaned whatever door it comes by."""
        self.body = clean_html(self.body)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Known duties stand at the root of the portal."""
        if self.section == PageSection.LEGAL and self.slug in DUTY_ADDRESSES:
            return f"/{self.slug}/"
        return reverse("community:page", args=[self.slug])
