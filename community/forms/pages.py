"""Forms of pages, news and the office."""

from django.utils.translation import gettext_lazy as _

from community.forms.document import PictureField
from community.models import NewsItem, Office, Page, Partner
from kpss_portal.editing import GuardedForm
from kpss_portal.widgets import RichTextField

SLUG_HELP = _("The end of the page's address; it makes itself of the title. Change it only before publishing.")


class PageForm(GuardedForm):
    """A page with the editor of text."""

    body = RichTextField(label=_("text"))

    class Meta:
        model = Page
        fields = ["title", "slug", "section", "summary", "body", "is_public", "position"]
        help_texts = {"slug": SLUG_HELP, "position": _("Lower numbers stand first.")}


class NewsForm(GuardedForm):
    """A news item with the editor of text."""

    body = RichTextField(label=_("text"))

    class Meta:
        model = NewsItem
        fields = [
            "kind",
            "title",
            "slug",
            "published_on",
            "summary",
            "body",
            "outlet",
            "outlet_url",
            "document",
            "is_public",
        ]
        help_texts = {"slug": SLUG_HELP}


class OfficeForm(GuardedForm):
    """The office's profile."""

    logo = PictureField(
        label=_("logo"), required=False, help_text=_("PNG or JPG; the name of the portal stands beside it.")
    )

    class Meta:
        model = Office
        fields = [
            "legal_name",
            "portal_name",
            "tagline",
            "territory_name",
            "ico",
            "data_box",
            "street",
            "postal_code",
            "city",
            "email",
            "phone",
            "web",
            "office_hours",
            "logo",
            "accent_color",
            "related_services_label",
            "funding_sentence",
            "accessibility_url",
            "accessibility_status",
            "accessibility_exceptions",
            "accessibility_burden",
            "accessibility_outside",
            "accessibility_method",
            "accessibility_assessor",
            "accessibility_prepared_on",
            "accessibility_reviewed_on",
            "supervisor_name",
            "supervisor_url",
            "security_email",
            "map_tiles_url",
            "map_tiles_attribution",
            "map_tiles_max_zoom",
        ]


class PartnerForm(GuardedForm):
    """A partner with its logo."""

    logo = PictureField(label=_("logo"), required=False)

    class Meta:
        model = Partner
        fields = ["name", "logo", "logo_alt", "url", "funding_sentence", "position", "is_public"]
