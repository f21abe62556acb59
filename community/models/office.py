"""The office that runs the portal: one row."""

from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from localflavor.cz.forms import CZICNumberField

from community.enums import AccessibilityStatus, AssessmentMethod
from kpss_portal.accent import contrast_fault
from kpss_portal.constraints import known_choice
from kpss_portal.origins import check_tiles, tiles_origin
from kpss_portal.remembered import forget_key

CACHE_KEY = "community.office"
ONLY_ROW = 1


def check_ico(value: str) -> None:
    """ValidationError for a wrong identification number (the last digit is a check)."""
    CZICNumberField().clean(value)


def check_accent(value: str) -> None:
    """ValidationError for a colour that cannot be read on paper-white."""
    contrast_fault(value)


class Office(models.Model):
    """Who runs the portal, how it is called and how it looks."""

    not_personal = {
        "street": "of the office",
        "email": "of the office",
        "phone": "of the office",
        "security_email": "of the office",
    }

    legal_name = models.CharField(
        _("name of the town"), max_length=150, help_text=_("In full, for example Town of Litoměřice.")
    )
    portal_name = models.CharField(_("name of the portal"), max_length=80)
    tagline = models.CharField(_("line under the name"), max_length=120, blank=True)
    territory_name = models.CharField(
        _("name of the territory"), max_length=80, blank=True, help_text=_("For example Litoměřicko.")
    )
    ico = models.CharField(_("identification number"), max_length=8, blank=True, validators=[check_ico])
    data_box = models.CharField(_("data box"), max_length=7, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=6, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    web = models.URLField(_("web of the town"), blank=True)
    office_hours = models.TextField(_("office hours"), blank=True)
    logo = models.ImageField(
        _("logo"), upload_to="office", blank=True, help_text=_("PNG or JPG; the name of the portal stands beside it.")
    )
    accent_color = models.CharField(
        _("colour of the office"),
        max_length=7,
        default="#2b367a",
        validators=[
            RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour as # and six digits, for example #2b367a.")),
            check_accent,
        ],
    )
    related_services_label = models.CharField(
        _("what related services are called"),
        max_length=40,
        default="související",
        help_text=_("For example related, follow-up, accompanying."),
    )
    seat = models.ForeignKey(
        "community.Municipality", models.PROTECT, verbose_name=_("seat"), null=True, blank=True, related_name="+"
    )
    funding_sentence = models.TextField(_("funding sentence"), blank=True)
    accessibility_url = models.URLField(
        _("the town's own accessibility statement"),
        blank=True,
        help_text=_("If the town has one statement for all its sites, the portal links to it."),
    )
    accessibility_status = models.CharField(
        _("accessibility"), max_length=10, choices=AccessibilityStatus, default=AccessibilityStatus.PARTIAL
    )
    accessibility_exceptions = models.TextField(
        _("what does not meet the standard"),
        blank=True,
        help_text=_("What cannot be used by everybody and why; say how else people get it."),
    )
    accessibility_burden = models.TextField(
        _("what would be a disproportionate burden"),
        blank=True,
        help_text=_("Only what the office has assessed by § 7 of the Act; say how else people get it."),
    )
    accessibility_outside = models.TextField(
        _("what the Act does not cover"),
        blank=True,
        help_text=_("For example documents published before 23 September 2018."),
    )
    accessibility_method = models.CharField(
        _("how it was assessed"), max_length=12, choices=AssessmentMethod, default=AssessmentMethod.SELF
    )
    accessibility_assessor = models.CharField(
        _("who assessed it"), max_length=150, blank=True, help_text=_("Fill in if it was not the office itself.")
    )
    accessibility_prepared_on = models.DateField(_("statement prepared on"), null=True, blank=True)
    accessibility_reviewed_on = models.DateField(_("statement reviewed on"), null=True, blank=True)
    supervisor_name = models.CharField(
        _("who supervises accessibility"), max_length=120, default="Digitální a informační agentura"
    )
    supervisor_url = models.URLField(_("web of the supervising body"), default="https://www.dia.gov.cz/")
    security_email = models.EmailField(
        _("where to report a weakness of the portal"),
        blank=True,
        help_text=_(
            "Published in security.txt for those who look for weaknesses. Empty means the e-mail of the office."
        ),
    )
    map_tiles_url = models.CharField(
        _("address of map tiles"),
        max_length=250,
        blank=True,
        validators=[check_tiles],
        help_text=_(
            "A detailed background for the map, only if you have an agreement for it. A visitor sees it after pressing a button,"
            " since their browser then asks another server. For example https://mapy.example/{z}/{x}/{y}.png."
        ),
    )
    map_tiles_attribution = models.CharField(_("whose the map tiles are"), max_length=150, blank=True)
    map_tiles_max_zoom = models.PositiveSmallIntegerField(
        _("largest zoom of map tiles"), null=True, blank=True, validators=[MinValueValidator(8), MaxValueValidator(22)]
    )
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("office"), _("office")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=ONLY_ROW),
                name="office_only_one",
                violation_error_message=_("There is one office."),
            ),
            models.CheckConstraint(
                condition=models.Q(map_tiles_url="", map_tiles_attribution="", map_tiles_max_zoom__isnull=True)
                | (
                    ~models.Q(map_tiles_url="")
                    & ~models.Q(map_tiles_attribution="")
                    & models.Q(map_tiles_max_zoom__isnull=False)
                ),
                name="office_map_tiles_whole",
                violation_error_message=_(
                    "Map tiles need their address, whose they are, and the largest zoom; or none of it."
                ),
            ),
            known_choice("accessibility_status", AccessibilityStatus.values, name="office_accessibility_known"),
            known_choice("accessibility_method", AssessmentMethod.values, name="office_method_known"),
            models.CheckConstraint(
                condition=models.Q(accessibility_method=AssessmentMethod.SELF) | ~models.Q(accessibility_assessor=""),
                name="office_assessor_named",
                violation_error_message=_("Write who assessed the portal."),
            ),
        ]

    def __str__(self) -> str:
        return self.portal_name

    def clean(self) -> None:
        """Who assessed the portal is named where it was not the office."""
        if self.accessibility_method != AssessmentMethod.SELF and not self.accessibility_assessor:
            raise ValidationError({"accessibility_assessor": _("Write who assessed the portal.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """There is one row, and every page shows it at once."""
        self.pk = ONLY_ROW
        super().save(*args, **kwargs)
        forget_key(CACHE_KEY)

    @classmethod
    def load(cls) -> "Office":
        """The office, from memory where it is there; before the setup an unsaved one with plain words."""
        office = cache.get(CACHE_KEY)
        if office is None:
            office = cls.objects.select_related("seat").first() or cls(
                legal_name="", portal_name=str(_("Social services")), tagline=str(_("Find help and plan together"))
            )
            cache.set(CACHE_KEY, office, 60)
        return office

    @property
    def tiles_origin(self) -> str:
        """Where map tiles come from; empty where there are none."""
        return tiles_origin(self.map_tiles_url) if self.map_tiles_url else ""

    @property
    def is_set_up(self) -> bool:
        """Whether the first-run setup has been done."""
        return self.pk is not None
