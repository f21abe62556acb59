"""Pages that the law or custom asks for."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from community.accent_sheet import accent_version, office_stylesheet
from community.models import Office, Page
from community.obstacles import DAYS_TO_ANSWER
from kpss_portal.privacy.register import activities


def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement of Act No. 99/2019 Coll., § 8, or the town's common one."""
    office = Office.load()
    if office.accessibility_url:
        return HttpResponseRedirect(office.accessibility_url)
    return render(request, "community/accessibility.html", {"base_url": settings.BASE_URL, "days": DAYS_TO_ANSWER})


def privacy(request: HttpRequest) -> HttpResponse:
    """What happens with personal data: the office's words, then the register made of what models declare."""
    page = get_object_or_404(Page, slug="osobni-udaje", is_public=True)
    return render(request, "community/privacy.html", {"page": page, "activities": activities()})


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers leave out."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /ucet/",
        "Disallow: /hledat/",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def security(request: HttpRequest) -> HttpResponse:
    """Where to tell about a weakness (RFC 9116); the date moves with the day, so it cannot lapse."""
    office = Office.load()
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    address = office.security_email or office.email
    contact = f"mailto:{address}" if address else f"{settings.BASE_URL}/kontakty/"
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires}",
        "Preferred-Languages: cs, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@cache_control(public=True, max_age=31_536_000)
def office_style(request: HttpRequest) -> HttpResponse:
    """The office's colour; its version stands in the address."""
    response = HttpResponse(office_stylesheet(), content_type="text/css; charset=utf-8")
    response["ETag"] = f'"{accent_version()}"'
    return response
