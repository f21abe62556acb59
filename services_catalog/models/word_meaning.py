"""What a word of a foreign sheet means, remembered once somebody has said it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice
from services_catalog.enums import AskedColumn


class WordMeaning(models.Model):
    """`means` is the code or name of what is meant, or the right spelling; empty says that the word is left out."""

    column = models.CharField(_("column"), max_length=20, choices=AskedColumn)
    word = models.CharField(_("word of the sheet"), max_length=250)
    key = models.CharField(_("word without capitals and diacritics"), max_length=250, editable=False)
    means = models.CharField(
        _("means"), max_length=200, blank=True, help_text=_("Empty: the word is left out when a sheet is imported.")
    )
    remembered_on = models.DateField(_("remembered on"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("remembered word"), _("remembered words")
        ordering = ["column", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["column", "key"],
                name="word_meaning_once",
                violation_error_message=_("The meaning of this word is remembered already."),
            ),
            known_choice("column", AskedColumn.values, name="word_meaning_column_known"),
        ]

    def __str__(self) -> str:
        return self.word
