"""Searches that found nothing: what people need and the catalogue does not offer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.personal_data import OnRequest, PersonalData, Term


class UnmetSearch(models.Model):
    """How many times on a day somebody found nothing by these words; of the person nothing is kept."""

    personal_data = PersonalData(
        purposes.CATALOGUE,
        terms=(Term(_("searches that found nothing"), 1095, "day", _("after the search")),),
        on_request=OnRequest.KEEP,
        why_kept=_("Nobody can be known from it."),
    )

    leaves_no_line = "nobody is to be told by the log who sought what"

    words = models.CharField(_("words"), max_length=120)
    municipality = models.ForeignKey(
        "community.Municipality",
        models.SET_NULL,
        verbose_name=_("chosen municipality"),
        related_name="+",
        null=True,
        blank=True,
    )
    day = models.DateField(_("day"), db_index=True)
    count = models.PositiveIntegerField(_("how many times"), default=1)

    class Meta:
        verbose_name, verbose_name_plural = _("search without result"), _("searches without result")
        ordering = ["-day", "words"]
        constraints = [
            models.UniqueConstraint(
                fields=["words", "municipality", "day"],
                condition=models.Q(municipality__isnull=False),
                name="unmet_search_once_a_day_there",
            ),
            models.UniqueConstraint(
                fields=["words", "day"],
                condition=models.Q(municipality__isnull=True),
                name="unmet_search_once_a_day_anywhere",
            ),
        ]

    def __str__(self) -> str:
        return self.words
