"""Documents for downloading."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal.files import stored_name


class Document(models.Model):
    """A file with what people and machines need to know of it; facts of the file are read from it, not typed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to=stored_name, max_length=200)
    sha256 = models.CharField(_("checksum"), max_length=64, editable=False)
    content_type = models.CharField(_("type"), max_length=100, editable=False)
    extension = models.CharField(_("extension"), max_length=6, editable=False)
    size_bytes = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    text_alternative = models.TextField(
        _("what is in it, in words"), blank=True, help_text=_("For those who cannot read the file; needed for scans.")
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    is_public = models.BooleanField(_("public"), default=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("document"), _("documents")
        ordering = ["-published_on", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where the file is downloaded."""
        return reverse("community:document", args=[self.uuid])

    @property
    def format_name(self) -> str:
        """PDF, DOCX…"""
        return self.extension.upper()
