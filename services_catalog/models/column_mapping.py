"""What the columns of a foreign sheet mean, remembered by the shape of its headings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ColumnMapping(models.Model):
    """Offered again when a sheet with the same headings comes; no row of the sheet itself is kept."""

    shape = models.CharField(_("checksum of the headings"), max_length=64, unique=True)
    headings = models.JSONField(_("headings"), default=list)
    columns = models.JSONField(
        _("meaning of the columns"), default=list, help_text=_("In the order of the headings; empty: left out.")
    )
    taken_over = models.JSONField(_("empty cells taken over from the row above"), default=list, blank=True)
    remembered_on = models.DateField(_("remembered on"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("remembered sheet"), _("remembered sheets")
        ordering = ["-remembered_on", "pk"]

    def __str__(self) -> str:
        return ", ".join(str(heading) for heading in self.headings if heading)[:120]
