"""A person asks about their data: the office finds them, gives them out, or erases what need not stay.

Everything goes by POST, so that neither a name nor an e-mail stands in an address, in logs or in history.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms.person_request import EraseForm, WhoForm
from accounts.freshly import ask_who_is_there
from accounts.models import User
from kpss_portal import audit
from kpss_portal.models import AuditKind
from kpss_portal.privacy import consents, erasing, giving
from kpss_portal.privacy.person import Who, doings, find, mentions


def person_request(request: HttpRequest) -> HttpResponse:
    """The form, and what was found; `step` says what is to be done with it."""
    if not request.user.has_perm("kpss_portal.serve_person"):
        raise PermissionDenied
    form = WhoForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, "admin/privacy/person.html", {"form": form})
    who = Who.of(form.cleaned_data["email"], form.cleaned_data["name"], form.cleaned_data["account"])
    step = STEPS.get(request.POST.get("step", ""), show)
    return step(request, form, who)


def _page(request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
    context = admin.site.each_context(request) | {"title": _("Data of one person"), "opts": User._meta} | facts
    return render(request, template, context)


def show(request: HttpRequest, form: WhoForm, who: Who) -> HttpResponse:
    """What is kept; what bears only the name is to be chosen."""
    audit.note("find person", AuditKind.VIEW, User)
    found = find(who)
    facts = {
        "form": form,
        "is_asked": True,
        "sure": [(one, giving.records_of([one])[0]) for one in found if one.is_sure],
        "unsure": [(one, giving.records_of([one])[0]) for one in found if not one.is_sure],
        "did": doings(who),
        "mentions": mentions(who, found),
        "consents": [(consents.kind_of(one), one) for one in consents.of_person(found, who.email)],
    }
    return _page(request, "admin/privacy/person.html", facts)


def give(request: HttpRequest, form: WhoForm, who: Who) -> HttpResponse:
    """The zip; its name says nobody's name."""
    ask_who_is_there(request)
    data = giving.pack(who, erasing.chosen_of(who, request.POST.getlist("row")))
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="udaje-osoby.zip"'
    return response


def preview(request: HttpRequest, form: WhoForm, who: Who) -> HttpResponse:
    """What would go and what stays, before anything does."""
    return _erase_page(request, form, who, EraseForm(label_suffix=""))


def _erase_page(request: HttpRequest, form: WhoForm, who: Who, erase_form: EraseForm) -> HttpResponse:
    chosen = request.POST.getlist("row")
    facts = {"form": form, "erase_form": erase_form, "chosen": chosen, "outcome": erasing.preview(who, chosen)}
    return _page(request, "admin/privacy/erase.html", facts)


def erase(request: HttpRequest, form: WhoForm, who: Who) -> HttpResponse:
    """Carries it out. A second press finds nothing any more."""
    erase_form = EraseForm(request.POST, label_suffix="")
    if not erase_form.is_valid():
        return _erase_page(request, form, who, erase_form)
    ask_who_is_there(request)
    done = erasing.erase(who, request.POST.getlist("row"), by=request.user, note=erase_form.cleaned_data["note"])
    words = _("Erased records: %(erased)d, kept: %(kept)d. The journal of deletions remembers it without the name.")
    messages.success(request, words % {"erased": len(done.erased), "kept": len(done.kept)})
    return redirect("admin:kpss_portal_erasure_changelist")


STEPS = {"give": give, "preview": preview, "erase": erase}
