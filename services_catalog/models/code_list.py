"""Code lists of the Act and its register; versioned, since the Act changes."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import in_order, known_choice
from kpss_portal.fields import SortKeyField
from services_catalog.enums import ServiceGroup


class CodeListQuerySet(models.QuerySet):
    """Rows of a code list."""

    def valid_on(self, day: date | None = None) -> "CodeListQuerySet":
        """Rows that the Act knows on the day (today by default)."""
        on = day or timezone.localdate()
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=on))


class CodeListRow(models.Model):
    """A row with its code in the register and the time in which it is valid."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    portal_id = models.PositiveIntegerField(_("number on the portal of the ministry"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=150)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    sort_key = SortKeyField("name")

    objects = CodeListQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name


class ServiceType(CodeListRow):
    """A kind of social service: Act No. 108/2006 Coll., §§ 37 to 70."""

    paragraph = models.CharField(_("section of the Act"), max_length=12)
    group = models.CharField(_("group"), max_length=12, choices=ServiceGroup)
    abbreviation = models.CharField(_("abbreviation"), max_length=12, blank=True)
    usual_forms = models.CharField(
        _("usual forms"),
        max_length=60,
        blank=True,
        help_text=_("As the Act names them; other forms are not forbidden."),
    )
    synonyms = models.TextField(_("how people call it"), blank=True)

    class Meta(CodeListRow.Meta):
        verbose_name, verbose_name_plural = _("kind of service"), _("kinds of services")
        constraints = [
            known_choice("group", ServiceGroup.values, name="service_type_group_known"),
            in_order(
                "valid_from",
                "valid_to",
                name="service_type_dates_in_order",
                message=_("The end is before the beginning."),
            ),
        ]


class TargetGroup(CodeListRow):
    """An official target group, gathered by the office's planning areas."""

    planning_areas = models.ManyToManyField(
        "community.PlanningArea", verbose_name=_("planning areas"), related_name="target_groups", blank=True
    )

    class Meta(CodeListRow.Meta):
        verbose_name, verbose_name_plural = _("target group"), _("target groups")
        constraints = [
            in_order(
                "valid_from",
                "valid_to",
                name="target_group_dates_in_order",
                message=_("The end is before the beginning."),
            )
        ]


class AgeGroup(CodeListRow):
    """An official age group."""

    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name, verbose_name_plural = _("age group"), _("age groups")
        ordering = ["position", "pk"]
        constraints = [
            in_order(
                "valid_from", "valid_to", name="age_group_dates_in_order", message=_("The end is before the beginning.")
            )
        ]
