"""Words of the street for what the Act calls otherwise."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.fields import SortKeyField


class Synonym(models.Model):
    """What people write and what is meant by it; the office adds to it as it learns what was not found."""

    words = models.TextField(
        _("how people say it"),
        help_text=_("Words and phrases divided by commas, for example: helper for grandma, meals at home."),
    )
    service_types = models.ManyToManyField(
        "services_catalog.ServiceType", verbose_name=_("kinds of services"), related_name="+", blank=True
    )
    situations = models.ManyToManyField(
        "services_catalog.LifeSituation", verbose_name=_("life situations"), related_name="+", blank=True
    )
    target_groups = models.ManyToManyField(
        "services_catalog.TargetGroup", verbose_name=_("target groups"), related_name="+", blank=True
    )
    services = models.ManyToManyField(
        "services_catalog.Service", verbose_name=_("services"), related_name="+", blank=True
    )
    means = models.CharField(
        _("means the same as"), max_length=200, blank=True, help_text=_("Other words that are looked for as well.")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    sort_key = SortKeyField("words")

    class Meta:
        verbose_name, verbose_name_plural = _("word of the street"), _("words of the street")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(words=""),
                name="synonym_has_words",
                violation_error_message=_("Write at least one word."),
            ),
        ]

    def __str__(self) -> str:
        return self.words[:80]

    @property
    def phrases(self) -> list[str]:
        """Words and phrases one by one."""
        return [phrase.strip() for phrase in self.words.replace("\n", ",").split(",") if phrase.strip()]
