"""How often forms for everybody are sent in a day, without knowing by whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.personal_data import OnRequest, PersonalData, Term


class DayKey(models.Model):
    """The key of a day; it is destroyed with the day, so marks of yesterday belong to nobody."""

    personal_data = PersonalData(
        purposes.PROTECTION,
        others=("key",),
        terms=(Term(_("key of marks"), 0, "day", _("when its day is over")),),
        on_request=OnRequest.KEEP,
        why_kept=_("Nobody can be known from it."),
    )

    leaves_no_line = "a secret of one day"

    day = models.DateField(_("day"), unique=True)
    key = models.CharField(_("key"), max_length=64)

    class Meta:
        verbose_name, verbose_name_plural = _("key of a day"), _("keys of days")

    def __str__(self) -> str:
        return f"{self.day}"


class SenderCount(models.Model):
    """How many times one sender, seen only as a keyed mark of the day, has sent a form; an empty mark counts all."""

    personal_data = PersonalData(
        purposes.PROTECTION,
        others=("mark",),
        terms=(Term(_("marks of senders"), 0, "day", _("when their day is over")),),
        on_request=OnRequest.KEEP,
        why_kept=_("Nobody can be known from it."),
    )

    leaves_no_line = "counts of senders without a name, for one day"

    day = models.DateField(_("day"))
    form = models.CharField(_("form"), max_length=40)
    mark = models.CharField(_("mark of the sender"), max_length=64, blank=True)
    count = models.PositiveIntegerField(_("how many times"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("count of senders"), _("counts of senders")
        constraints = [models.UniqueConstraint(fields=["day", "form", "mark"], name="sender_count_once")]

    def __str__(self) -> str:
        return f"{self.form} {self.day}: {self.count}"
