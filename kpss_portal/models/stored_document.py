"""Documents that the portal made, kept by what they were made of."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice


class DocumentState(models.TextChoices):
    """Where the making of a document stands."""

    WAITING = "waiting", _("waiting")
    RENDERING = "rendering", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


def storage_name(document: "StoredDocument", _filename: str) -> str:
    """Folder by kind, name by the key: nothing of a person's typing."""
    return f"documents/{document.kind}/{document.uuid}.pdf"


class StoredDocument(models.Model):
    """A PDF with the SHA-256 of the content that it was made of and of its own bytes."""

    leaves_no_line = "made by the portal from what left its lines"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=30)
    title = models.CharField(_("title"), max_length=250)
    content_sha256 = models.CharField(_("checksum of the content"), max_length=64)
    template_version = models.PositiveSmallIntegerField(_("version of the template"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=DocumentState, default=DocumentState.WAITING)
    percent = models.PositiveSmallIntegerField(_("done, per cent"), default=0)
    message = models.CharField(_("message"), max_length=300, blank=True)
    file = models.FileField(_("file"), upload_to=storage_name, blank=True, max_length=200)
    file_sha256 = models.CharField(_("checksum of the file"), max_length=64, blank=True)
    size_bytes = models.PositiveBigIntegerField(_("size in bytes"), null=True)
    pages = models.PositiveIntegerField(_("pages"), null=True)
    created_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    ready_at = models.DateTimeField(_("ready at"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("stored document"), _("stored documents")
        ordering = ["-created_at"]
        constraints = [
            known_choice("state", DocumentState.values, name="stored_document_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state=DocumentState.READY)
                | (~models.Q(file="") & models.Q(ready_at__isnull=False)),
                name="stored_document_ready_has_file",
                violation_error_message=_("A document that is ready must have its file."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ready(self) -> bool:
        """Whether its bytes can be given out."""
        return self.state == DocumentState.READY
