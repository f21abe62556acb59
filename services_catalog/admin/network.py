"""Networks of years in the administration: a list, services with their money, approval, updates."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rules.contrib.admin import ObjectPermissionsModelAdmin

from kpss_portal.editing import GuardedAdmin
from services_catalog.admin import network_import, provider_round
from services_catalog.admin.network_pages import approve_page, document_for, frame, stored_of, upper
from services_catalog.forms.network import ClientsForm, EntryForm, NetworkForm, StartForm
from services_catalog.models import ClientCount, Network, NetworkEntry, ProviderRound
from services_catalog.network import networks, picture
from services_catalog.network.checking import warnings_of
from services_catalog.network.content import content_of, entries_of, money_of
from services_catalog.network.financing import municipalities_of
from services_catalog.network.printing import facts
from services_catalog.network.steps import StepNotOpen
from services_catalog.network.tasks import make_network_document
from services_catalog.network_enums import MoneyKind

VIEW, CHANGE = "services_catalog.view_network", "services_catalog.change_network"
PAGE = "admin/services_catalog/network/"


@admin.register(Network)
class NetworkAdmin(GuardedAdmin, ObjectPermissionsModelAdmin):
    """Started by a year, approved by a resolution, updated by a new version."""

    form = NetworkForm
    list_display = ["title", "year", "version", "state", "home_link"]
    list_filter = ["year", "state"]
    fieldsets = [(None, {"fields": ["title", "intro", "change_note", "money_note"]})]

    def get_urls(self) -> list[Any]:
        """Own pages."""
        view = self.admin_site.admin_view
        own = [
            path("add/", view(start), name="services_catalog_network_add"),
            path("<int:pk>/prubeh/", view(home), name="services_catalog_network_home"),
            path("<int:pk>/schvalit/", view(approve), name="services_catalog_network_approve"),
            path("<int:pk>/sesit.xlsx", view(network_import.export), name="services_catalog_network_export"),
            path("<int:pk>/sesit/", view(network_import.upload), name="services_catalog_network_import"),
            path(
                "<int:pk>/sesit/<uuid:uuid>/",
                view(network_import.preview),
                name="services_catalog_network_import_preview",
            ),
            path(
                "<int:pk>/sesit/<uuid:uuid>/zpet/",
                view(network_import.undo),
                name="services_catalog_network_import_undo",
            ),
            path("<int:pk>/udaje/", view(provider_round.provider_round), name="services_catalog_network_round"),
            path(
                "<int:pk>/udaje/nastaveni/",
                view(provider_round.settings_of_round),
                name="services_catalog_network_round_settings",
            ),
            path(
                "<int:pk>/udaje/odpovedi.xlsx",
                view(provider_round.workbook),
                name="services_catalog_network_round_workbook",
            ),
            path(
                "<int:pk>/udaje/<int:answer>/",
                view(provider_round.answer_page),
                name="services_catalog_network_round_answer",
            ),
            path("<int:pk>/sluzby/nova/", view(add_entry), name="services_catalog_network_add_entry"),
            path("<int:pk>/sluzby/<int:entry>/", view(write_entry), name="services_catalog_network_entry"),
            path("<int:pk>/sluzby/<int:entry>/vyradit/", view(leave_out), name="services_catalog_network_leave_out"),
            path("<int:pk>/sluzby/<int:entry>/klienti/", view(clients), name="services_catalog_network_clients"),
        ]
        return own + super().get_urls()

    def response_post_save_change(self, request: HttpRequest, obj: Network) -> HttpResponseRedirect:
        """Back to its page."""
        return HttpResponseRedirect(home_of(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft that nothing hangs on may be thrown away."""
        return obj is not None and not obj.is_frozen and super().has_delete_permission(request, obj)

    @admin.display(description=gettext_lazy("next step"))
    def home_link(self, network: Network) -> str:
        """To its page."""
        return format_html('<a href="{}">{}</a>', home_of(network), _("Open"))


def home_of(network: Network) -> str:
    """The page of the network in the workshop."""
    return reverse("admin:services_catalog_network_home", args=[network.pk])


def start(request: HttpRequest) -> HttpResponse:
    """A new year, empty or with services of another one."""
    if not request.user.has_perm("services_catalog.add_network"):
        raise PermissionDenied
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect(home_of(networks.start(**form.cleaned_data, by=request.user)))
    context = {"form": form, "title": _("New network"), "button": _("Begin")}
    return render(request, PAGE + "form.html", frame(request, Network, None, **context))


def home(request: HttpRequest, pk: int) -> HttpResponse:
    """Services with their money and what to look at; a new version and a new try of the PDF by POST."""
    found: Network = document_for(request, Network, pk, VIEW)
    if request.method == "POST":
        return HttpResponseRedirect(_act(request, found))
    told = {} if found.is_frozen else warnings_of(found)
    entries = entries_of(found)
    context = {
        "title": str(found),
        "entries": [
            (entry, picture.amount_words(entry.unit, entry.amount), _planned(entry), told.get(entry.pk, []))
            for entry in entries
        ],
        "warning_count": len(told),
        "may_change": request.user.has_perm(CHANGE, found),
        "has_round": ProviderRound.objects.filter(network=found).exists(),
        "may_renew": found.state == "approved" and request.user.has_perm("services_catalog.add_network"),
        "financings": list(found.financings.all()),
        **facts(content_of(found)),
        **stored_of(found),
    }
    return render(request, PAGE + "home.html", frame(request, Network, found, **context))


def _planned(entry: NetworkEntry) -> dict[str, int]:
    return {item: amount for (item, kind), amount in money_of(entry).items() if kind == MoneyKind.PLAN}


def _act(request: HttpRequest, found: Network) -> str:
    if "dokument" in request.POST and found.is_frozen:
        make_network_document.enqueue(found.pk)
        messages.success(request, _("The document is being made again."))
        return home_of(found)
    return home_of(networks.new_version(found, by=request.user))


def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The resolution, and a typed word, since there is no way back."""
    found = document_for(request, Network, pk, CHANGE)
    return approve_page(request, Network, found, networks.approve, home_of(found))


def _entry(found: Network, key: int) -> NetworkEntry:
    rows = NetworkEntry.objects.select_related("service", "network").prefetch_related("money")
    entry: NetworkEntry = get_object_or_404(rows, network=found, pk=key)
    return entry


def add_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Another service."""
    found = document_for(request, Network, pk, CHANGE)
    return _write(request, found, NetworkEntry(network=found), _("New service in the network"))


@transaction.atomic  # what is compared with the stored row stays as it is until it is saved
def write_entry(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """One service with its money."""
    found = document_for(request, Network, pk, CHANGE)
    row = _entry(found, entry)
    return _write(request, found, row, str(row))


def _write(request: HttpRequest, found: Network, row: NetworkEntry, title: str) -> HttpResponse:
    form = EntryForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            networks.write(form.instance, form.money(), by=request.user)
        except StepNotOpen:
            form.add_error(None, _("Somebody has moved this on meanwhile."))
        else:
            messages.success(request, _("Saved: %(value)s.") % {"value": form.instance})
            return HttpResponseRedirect(home_of(found))
    context = {"form": form, "title": title, "entry": row if row.pk else None}
    return render(request, PAGE + "entry.html", frame(request, Network, found, **context))


def leave_out(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Asks before a service leaves the draft."""
    found = document_for(request, Network, pk, CHANGE)
    row = _entry(found, entry)
    if request.method == "POST":
        try:
            networks.leave_out(row, by=request.user)
        except StepNotOpen:
            messages.error(request, _("Somebody has moved this on meanwhile."))
        else:
            messages.success(request, _("Left out: %(value)s.") % {"value": row})
        return HttpResponseRedirect(home_of(found))
    context = {
        "title": _("Leave out of the network"),
        "text": _("%(entry)s leaves the draft with all its amounts.") % {"entry": row},
        "button": _("Leave out"),
        "back": reverse("admin:services_catalog_network_entry", args=[found.pk, row.pk]),
    }
    return render(request, PAGE + "ask.html", frame(request, Network, found, **context))


def clients(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Clients of the service by municipality; they stay in the office."""
    found: Network = document_for(request, Network, pk, VIEW)
    if not request.user.has_perm("services_catalog.change_clientcount"):
        raise PermissionDenied
    row = _entry(found, entry)
    rows = ClientCount.objects.filter(year=found.year, service=row.service)
    stored = dict(rows.values_list("municipality", "count"))
    form = ClientsForm(request.POST or None, towns=municipalities_of(found.year), stored=stored)
    if request.method == "POST" and form.is_valid():
        networks.count_clients(found.year, row.service, form.counts(), by=request.user)
        messages.success(request, _("Saved: %(value)s.") % {"value": row.service})
        return HttpResponseRedirect(home_of(found))
    context = {
        "form": form,
        "title": upper(_("clients by municipality")),
        "lead": _("%(service)s: people from each municipality in the last year. Only the office sees these numbers.")
        % {"service": row.service},
        "button": _("Save"),
        "is_in_columns": True,
    }
    return render(request, PAGE + "form.html", frame(request, Network, found, **context))
