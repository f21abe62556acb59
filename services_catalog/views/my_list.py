"""My list: services that somebody has chosen, to read, print, take as PDF, send to oneself."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from community.models import Office
from kpss_portal.models import OutgoingMail
from kpss_portal.outbox import queue_mail
from kpss_portal.pdf import PdfUnavailable
from kpss_portal.spam_guard import Verdict, count_sender
from services_catalog import my_list, printing
from services_catalog.details import Details
from services_catalog.enums import PrintSize
from services_catalog.forms.my_list import SendListForm

MAIL = "my-list"
MOST_TO_ONE = 3  # mails a day to one address


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The list of the address; without one, the list that the browser remembers, moved into the address."""
    if my_list.PARAMETER not in request.GET:
        kept = my_list.kept_keys(request)
        if kept:
            return HttpResponseRedirect(my_list.address_of(request.path, kept))
    keys, rows = _asked(request)
    context = {
        "rows": rows,
        "gone": len(keys) - len(rows),
        "words": my_list.words_of(row.service.pk for row in rows),
        "is_kept": {row.service.pk for row in rows} <= set(my_list.kept_keys(request)),
        "share": settings.BASE_URL + my_list.address_of(request.path, [row.service.pk for row in rows]),
        "has_quick_exit": any(row.service.has_quick_exit for row in rows),
    }
    return render(request, "services_catalog/my_list.html", context)


def _asked(request: HttpRequest) -> tuple[tuple[int, ...], list[Details]]:
    keys = my_list.keys_of(request.GET.get(my_list.PARAMETER, ""))
    return keys, my_list.chosen(keys)


@csrf_exempt  # no token: it would cost every reader a cookie. The origin is checked, and the harm is a row in one's own list
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Adds, takes away, takes over or empties; the browser remembers the outcome."""
    back = _way_back(request)
    if not _is_from_us(request):
        return HttpResponseRedirect(back)
    stated = my_list.PARAMETER in request.POST
    before = my_list.keys_of(request.POST.get(my_list.PARAMETER, "")) if stated else my_list.kept_keys(request)
    after = my_list.changed(before, request.POST.dict())
    _say(request, before, after)
    address = my_list.address_of(reverse("services_catalog:my-list"), after) if stated else back
    return my_list.keep(HttpResponseRedirect(address), after)


def _say(request: HttpRequest, before: tuple[int, ...], after: tuple[int, ...]) -> None:
    if len(after) > len(before):
        count = len(after)
        words = ngettext(
            "Added. There is %(count)d service in My list; you find it at the top of the page.",
            "Added. There are %(count)d services in My list; you find it at the top of the page.",
            count,
        )
        messages.success(request, words % {"count": count})
    elif "pridat" in request.POST and len(before) >= my_list.MOST:
        messages.warning(
            request, _("There are %(count)d services in the list, more do not fit.") % {"count": my_list.MOST}
        )
    elif "pridat" in request.POST:
        messages.info(request, _("The service is in your list already."))


def _is_from_us(request: HttpRequest) -> bool:
    """Every browser says where a form comes from; a form of another web may not touch the list."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def _way_back(request: HttpRequest) -> str:
    """The page where the button was pressed, if it is ours."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        parts = urlsplit(came_from)
        way = parts.path + (f"?{parts.query}" if parts.query else "")
        if url_has_allowed_host_and_scheme(
            way, allowed_hosts=None
        ):  # //host is a path of ours and an address elsewhere
            return way
    return reverse("services_catalog:my-list")


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The chosen cards as PDF; nothing of the choice is stored."""
    _keys, rows = _asked(request)
    if not rows:
        return HttpResponseRedirect(reverse("services_catalog:my-list"))
    try:
        data = printing.render_list(rows, PrintSize.by_slug(request.GET.get("velikost")))
    except PdfUnavailable as missing:
        return render(request, "services_catalog/no_pdf.html", {"reason": str(missing)}, status=503)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="muj-seznam.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def send(request: HttpRequest) -> HttpResponse:
    """Asks for an address and mails the list there; robots get the same thanks as people."""
    _keys, rows = _asked(request)
    if not rows:
        return HttpResponseRedirect(reverse("services_catalog:my-list"))
    form = SendListForm(request.POST or None)
    address = my_list.address_of(reverse("services_catalog:my-list"), [row.service.pk for row in rows])
    if request.method == "POST" and form.is_valid():
        count_sender(request, form.guard_name)
        if form.verdict() == Verdict.FINE:
            _mail(form.cleaned_data["email"], rows, address)
        messages.success(
            request, _("We are sending the list. If it does not come within an hour, look among unwanted mail.")
        )
        return HttpResponseRedirect(address)
    return render(request, "services_catalog/send_list.html", {"form": form, "rows": rows, "address": address})


@transaction.atomic
def _mail(to: str, rows: list[Details], address: str) -> None:
    """Not more than a few a day to one address: nobody is pestered through us."""
    today = timezone.now() - timedelta(days=1)
    if OutgoingMail.objects.filter(kind=MAIL, to__iexact=to, created_at__gt=today).count() >= MOST_TO_ONE:
        return
    office = Office.load()
    facts: dict[str, Any] = {"office": office, "rows": rows, "base": settings.BASE_URL, "address": address}
    text = render_to_string("services_catalog/mails/my_list.txt", facts)
    queue_mail(to, _("Your list of services"), text, kind=MAIL, reply_to=office.email)
