"""Codes by mail: only a hash is kept, good for ten minutes and in one browser."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.personal_data import OnRequest, PersonalData, Term


class MailedCode(models.Model):
    """A code sent to an address on file. Whoever uses it adds a foreign key `request` to what it opens. Rows live a day."""

    personal_data = PersonalData(
        purposes.PROTECTION,
        others=("code_hash", "browser_hash", "address_hash"),
        terms=(Term(_("codes sent by e-mail"), 1, "created_at", _("after they were sent")),),
        on_request=OnRequest.KEEP,
        why_kept=_("Only a mark of the address is kept, and that for a day."),
    )

    leaves_no_line = "nobody is to be told by the log when somebody opened a link"

    code_hash = models.CharField(_("checksum of the code"), max_length=64)
    browser_hash = models.CharField(_("checksum of the browser"), max_length=64)
    address_hash = models.CharField(_("checksum of the address"), max_length=64, db_index=True)
    tries_left = models.PositiveSmallIntegerField(_("tries left"), default=5)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("good until"))
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]

    def use(self, moment: Any) -> None:
        """It opens once."""
        self.used_at = moment
        self.save(update_fields=["used_at"])
