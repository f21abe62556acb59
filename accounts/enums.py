"""Roles of people who sign in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is for the office; the value is the name of the group in the database."""

    ADMINISTRATOR = "administrators", _("administrator")
    COORDINATOR = "coordinators", _("coordinator")
    EDITOR = "editors", _("editor")
    READER = "readers", _("reader of drafts")
    MEMBER = "members", _("member of working groups")
