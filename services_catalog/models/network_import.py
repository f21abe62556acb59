"""A workbook read into a draft of a network: kept so that it can be looked at before, and taken back after."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.personal_data import done_by


class NetworkImport(models.Model):
    """What the workbook says, and what stood in the draft before it."""

    personal_data = done_by("created_by")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(
        "services_catalog.Network", models.CASCADE, related_name="imports", verbose_name=_("network of services")
    )
    filename = models.CharField(_("file"), max_length=200)
    rows: Any = models.JSONField(_("rows"), default=list)
    before: Any = models.JSONField(_("before the import"), default=list)
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("uploaded by"), related_name="+"
    )
    applied_at = models.DateTimeField(_("written at"), null=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("import into a network"), _("imports into networks")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.filename
