"""What search finds: one row for each public thing, and its words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.fields import SortKeyField


class SearchEntry(models.Model):
    """A public thing as search shows it; written by its app and never shown before it is public."""

    kind = models.CharField(_("kind"), max_length=30)
    object_id = models.PositiveBigIntegerField(_("key of the thing"))
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)
    url = models.CharField(_("address"), max_length=300)
    sort_key = SortKeyField("title")

    class Meta:
        verbose_name, verbose_name_plural = _("entry of search"), _("entries of search")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]

    def __str__(self) -> str:
        return self.title


class SearchTerm(models.Model):
    """A folded word or stem of an entry and how much it weighs there; `kind` and `object_id` are those of the entry.

    One index holds all that ranking asks, so that the table itself need not be read.
    """

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="terms", verbose_name=_("entry of search"))
    kind = models.CharField(_("kind"), max_length=30)
    object_id = models.PositiveBigIntegerField(_("key of the thing"))
    term = models.CharField(_("word of search"), max_length=60)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    class Meta:
        verbose_name, verbose_name_plural = _("word of search"), _("words of search")
        constraints = [models.UniqueConstraint(fields=["term", "entry"], name="search_term_once_per_entry")]
        indexes = [
            models.Index(
                fields=["term", "kind", "weight", "object_id"],
                name="search_term_things",
                opclasses=["varchar_pattern_ops", "varchar_ops", "int2_ops", "int8_ops"],  # of PostgreSQL: beginnings
            )
        ]

    def __str__(self) -> str:
        return self.term
