"""Joint financing in the administration: scenarios side by side, municipalities, approval, payments."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import modelformset_factory
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rules.contrib.admin import ObjectPermissionsModelAdmin

from kpss_portal.spreadsheets import XLSX
from services_catalog.admin.network_pages import approve_page, document_for, frame
from services_catalog.forms.network import MemberForm, PaymentForm, ScenarioForm
from services_catalog.models import FinancingMember, JointFinancing, MunicipalityAddress, Network
from services_catalog.network import desk, financing, scenarios, sending
from services_catalog.network.steps import StepNotOpen

VIEW, CHANGE = "services_catalog.view_jointfinancing", "services_catalog.change_jointfinancing"
PAGE = "admin/services_catalog/network/"


@admin.register(JointFinancing)
class JointFinancingAdmin(ObjectPermissionsModelAdmin):
    """Scenarios of a year stand side by side; one of them is approved."""

    list_display = ["name", "network", "state", "home_link"]
    list_filter = ["network__year", "state"]
    list_select_related = ["network"]

    def get_urls(self) -> list[Any]:
        """Own pages."""
        view = self.admin_site.admin_view
        own = [
            path("add/", view(choose_network), name="services_catalog_jointfinancing_add"),
            path("rok/<int:network>/", view(compare), name="services_catalog_jointfinancing_compare"),
            path("rok/<int:network>/novy/", view(start), name="services_catalog_jointfinancing_start"),
            path("<int:pk>/change/", view(change), name="services_catalog_jointfinancing_change"),
            path("<int:pk>/prubeh/", view(home), name="services_catalog_jointfinancing_home"),
            path("<int:pk>/obce/", view(members), name="services_catalog_jointfinancing_members"),
            path("<int:pk>/schvalit/", view(approve), name="services_catalog_jointfinancing_approve"),
            path("<int:pk>/smazat/", view(throw_away), name="services_catalog_jointfinancing_throw_away"),
            path("<int:pk>/platby/", view(payments), name="services_catalog_jointfinancing_payments"),
            path("<int:pk>/dopisy/", view(letters), name="services_catalog_jointfinancing_letters"),
            path("<int:pk>/potreby.xlsx", view(needs), name="services_catalog_jointfinancing_needs"),
        ]
        return own + super().get_urls()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It has its own door."""
        return False

    @admin.display(description=gettext_lazy("next step"))
    def home_link(self, scenario: JointFinancing) -> str:
        """To its page."""
        return format_html('<a href="{}">{}</a>', home_of(scenario), _("Open"))


@admin.register(MunicipalityAddress)
class MunicipalityAddressAdmin(ObjectPermissionsModelAdmin):
    """Where letters to municipalities go."""

    list_display = ["municipality", "email"]
    list_select_related = ["municipality"]
    search_fields = ["municipality__name", "email"]
    autocomplete_fields = ["municipality"]


def home_of(scenario: JointFinancing) -> str:
    """The page of the scenario in the workshop."""
    return reverse("admin:services_catalog_jointfinancing_home", args=[scenario.pk])


def compare_of(network: Network) -> str:
    """Scenarios of the year side by side."""
    return reverse("admin:services_catalog_jointfinancing_compare", args=[network.pk])


def choose_network(request: HttpRequest) -> HttpResponse:
    """A scenario begins at its network."""
    newest = Network.objects.order_by("-year", "-version").first()
    if newest is None:
        messages.warning(request, _("First begin the network of the year."))
        return HttpResponseRedirect(reverse("admin:services_catalog_network_add"))
    return HttpResponseRedirect(reverse("admin:services_catalog_jointfinancing_start", args=[newest.pk]))


def compare(request: HttpRequest, network: int) -> HttpResponse:
    """What if: all scenarios of the network, municipality by municipality, beside last year."""
    found = document_for(request, Network, network, "services_catalog.view_network")
    context = {
        "title": _("Scenarios of joint financing"),
        "table": scenarios.side_by_side(found),
        "may_add": request.user.has_perm("services_catalog.add_jointfinancing"),
        "network": found,
    }
    return render(request, PAGE + "compare.html", frame(request, Network, found, **context))


def start(request: HttpRequest, network: int) -> HttpResponse:
    """A new scenario, begun as a copy where there is one to follow."""
    found = document_for(request, Network, network, "services_catalog.view_network")
    if not request.user.has_perm("services_catalog.add_jointfinancing"):
        raise PermissionDenied
    return _write(request, scenarios.beginning(found), _("New scenario"))


@transaction.atomic  # what is compared with the stored row stays as it is until it is saved
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The key of a scenario."""
    found = document_for(request, JointFinancing, pk, VIEW)
    if found.is_frozen:
        return HttpResponseRedirect(home_of(found))
    return _write(request, document_for(request, JointFinancing, pk, CHANGE), str(found))


def _write(request: HttpRequest, scenario: JointFinancing, title: str) -> HttpResponse:
    form = ScenarioForm(request.POST or None, instance=scenario)
    if request.method == "POST" and form.is_valid():
        try:
            saved = financing.save_scenario(form.instance, by=request.user)
        except StepNotOpen:
            form.add_error(None, _("Somebody has moved this on meanwhile."))
        else:
            messages.success(request, _("Saved: %(value)s.") % {"value": saved})
            return HttpResponseRedirect(home_of(saved))
    context = {"form": form, "title": title, "button": _("Save and compute")}
    document = scenario if scenario.pk else None
    return render(request, PAGE + "form.html", frame(request, JointFinancing, document, **context))


def home(request: HttpRequest, pk: int) -> HttpResponse:
    """Who bears what, and of what it follows; a copy by POST."""
    found: JointFinancing = document_for(request, JointFinancing, pk, VIEW)
    if request.method == "POST":
        name = request.POST.get("name", "").strip()[:120] or _("Copy of %(name)s") % {"name": found.name}
        return HttpResponseRedirect(home_of(financing.copy(found, name[:120], by=request.user)))
    context = {
        "title": str(found),
        "told": scenarios.told(found),
        "may_change": request.user.has_perm(CHANGE, found),
        "may_add": request.user.has_perm("services_catalog.add_jointfinancing"),
        "compare_url": compare_of(found.network),
    }
    return render(request, PAGE + "scenario.html", frame(request, JointFinancing, found, **context))


def members(request: HttpRequest, pk: int) -> HttpResponse:
    """Months, weights and corrections of all municipalities in one table."""
    found = document_for(request, JointFinancing, pk, CHANGE)
    if "doplnit" in request.POST or "vyradit" in request.POST:
        return _change_members(request, found)
    formset_class = modelformset_factory(FinancingMember, form=MemberForm, extra=0)
    rows = found.members.select_related("municipality", "financing")
    formset = formset_class(request.POST or None, queryset=rows)
    error = ""
    if request.method == "POST" and formset.is_valid():
        try:
            changed = [form.instance for form in formset.forms if form.has_changed()]
            financing.write_members(found, changed, by=request.user)
        except StepNotOpen:
            error = _("Somebody has moved this on meanwhile.")
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(home_of(found))
    context = {"title": _("Municipalities in joint financing"), "formset": formset, "error": error}
    return render(request, PAGE + "members.html", frame(request, JointFinancing, found, **context))


def _change_members(request: HttpRequest, found: JointFinancing) -> HttpResponse:
    """Those who joined the territory come, or one municipality leaves; what else is typed is not stored."""
    if "doplnit" in request.POST:
        count = financing.complete(found, by=request.user)
        words = ngettext("%(count)d municipality was added.", "%(count)d municipalities were added.", count)
        messages.success(request, words % {"count": count})
        return HttpResponseRedirect(request.path)
    key = request.POST["vyradit"]
    member = get_object_or_404(found.members, pk=int(key) if key.isdecimal() and len(key) < 12 else 0)
    financing.leave_out(member, by=request.user)
    messages.success(request, _("Left out: %(value)s.") % {"value": member})
    return HttpResponseRedirect(request.path)


def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The resolution, and a typed word, since there is no way back."""
    found = document_for(request, JointFinancing, pk, CHANGE)
    return approve_page(request, JointFinancing, found, financing.approve, home_of(found))


def throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks before a scenario is deleted."""
    found = document_for(request, JointFinancing, pk, "services_catalog.delete_jointfinancing")
    if request.method == "POST":
        network = found.network
        financing.throw_away(found, by=request.user)
        messages.success(request, _("The scenario is deleted."))
        return HttpResponseRedirect(compare_of(network))
    context = {
        "title": _("Delete the scenario"),
        "text": _("%(name)s is deleted with its municipalities. Nothing was approved by it.") % {"name": found},
        "button": _("Delete"),
        "back": home_of(found),
    }
    return render(request, PAGE + "ask.html", frame(request, JointFinancing, found, **context))


def payments(request: HttpRequest, pk: int) -> HttpResponse:
    """What came, and what is still missing."""
    found = document_for(request, JointFinancing, pk, VIEW)
    if not request.user.has_perm("services_catalog.view_payment") or not found.is_frozen:
        raise PermissionDenied
    form = PaymentForm(request.POST or None, financing=found)
    if request.method == "POST" and form.is_valid() and _paid(request, form):
        return HttpResponseRedirect(request.path)
    context = {
        "title": _("Payments of municipalities"),
        "form": form,
        "table": scenarios.payments(found),
        "may_add": request.user.has_perm("services_catalog.add_payment"),
    }
    return render(request, PAGE + "payments.html", frame(request, JointFinancing, found, **context))


def _paid(request: HttpRequest, form: PaymentForm) -> bool:
    try:
        payment = financing.pay(**form.cleaned_data, by=request.user)
    except ValidationError as refused:
        form.add_error(None, " ".join(refused.messages))
        return False
    messages.success(request, _("Recorded: %(value)s.") % {"value": payment})
    return True


def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Letters to all municipalities: made and, on demand, sent."""
    found = document_for(request, JointFinancing, pk, VIEW)
    if not request.user.has_perm("services_catalog.send_letters") or not found.is_frozen:
        raise PermissionDenied
    if request.method == "POST":
        count = sending.order(found, by=request.user, by_mail="posta" in request.POST)
        words = ngettext("%(count)d letter is being made.", "%(count)d letters are being made.", count)
        messages.success(request, words % {"count": count} if count else _("All letters are made and sent already."))
        return HttpResponseRedirect(request.path)
    context = {"title": _("Letters to municipalities"), "rows": scenarios.letters(found)}
    return render(request, PAGE + "letters.html", frame(request, JointFinancing, found, **context))


def needs(request: HttpRequest, pk: int) -> HttpResponse:
    """What municipalities answered, as a workbook for the region."""
    found = document_for(request, JointFinancing, pk, VIEW)
    if not request.user.has_perm("services_catalog.send_letters"):
        raise PermissionDenied
    response = HttpResponse(desk.needs_workbook(found), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="potreby-obci-{found.network.year}.xlsx"'
    return response
