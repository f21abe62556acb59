"""News, press releases and coverage in media."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.enums import NewsKind
from kpss_portal.constraints import known_choice
from kpss_portal.rich_text import clean_html


class NewsQuerySet(models.QuerySet["NewsItem"]):
    """News."""

    def public(self) -> "NewsQuerySet":
        """Published by today."""
        return self.filter(is_public=True, published_on__lte=timezone.localdate())


class NewsItem(models.Model):
    """Something to announce, or a trace of it in media with the outlet and its date."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=15, choices=NewsKind, default=NewsKind.NEWS)
    title = models.CharField(_("title"), max_length=150)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    published_on = models.DateField(_("date"), default=timezone.localdate)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    outlet = models.CharField(
        _("outlet"), max_length=120, blank=True, help_text=_("Newspaper, radio or web that wrote about it.")
    )
    outlet_url = models.URLField(_("link to the article"), blank=True)
    document = models.ForeignKey(
        "community.Document", models.PROTECT, verbose_name=_("document"), null=True, blank=True, related_name="news"
    )
    is_public = models.BooleanField(_("public"), default=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("news item"), _("news")
        ordering = ["-published_on", "-pk"]
        constraints = [
            known_choice("kind", NewsKind.values, name="news_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=NewsKind.MEDIA_COVERAGE) | ~Q(outlet=""),
                name="news_coverage_has_outlet",
                violation_error_message=_("Media coverage needs the name of the outlet."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The text is cleaned whatever door it comes by."""
        self.body = clean_html(self.body)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Page of the news."""
        return reverse("community:news-item", args=[self.slug])
