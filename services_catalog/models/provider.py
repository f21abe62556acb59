"""Organisations that provide services."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.models.office import check_ico
from kpss_portal.fields import SortKeyField


class Provider(models.Model):
    """A provider; names of its people are not kept."""

    not_personal = {"name": "of an organisation", "phone": "of an organisation", "email": "of an organisation"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    ico = models.CharField(_("identification number"), max_length=8, blank=True, validators=[check_ico])
    legal_form = models.CharField(_("legal form"), max_length=120, blank=True)
    description = models.TextField(_("description"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    web = models.URLField(_("web"), blank=True)
    data_box = models.CharField(_("data box"), max_length=7, blank=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    sort_key = SortKeyField("name")

    class Meta:
        verbose_name, verbose_name_plural = _("provider"), _("providers")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ico"],
                condition=~models.Q(ico=""),
                name="provider_ico_once",
                violation_error_message=_("Another provider has this identification number."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Page of the provider."""
        return reverse("services_catalog:provider", args=[self.slug])
