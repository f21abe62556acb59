"""The one door of the desk of a municipality: codes by mail, confirmation of the contribution, the yearly question of needs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Office
from kpss_portal.audit import record
from kpss_portal.mailed_codes import CodeBook, Door
from kpss_portal.outbox import queue_mail
from kpss_portal.spreadsheets import Table, write_xlsx
from services_catalog.models import DeskCode, JointFinancing, MunicipalityAddress, MunicipalityDesk, WantedCapacity
from services_catalog.network.steps import StepNotOpen
from services_catalog.network_enums import FinancingState


def address_of(desk: MunicipalityDesk) -> str:
    """The mailbox of the municipality; empty where none is known."""
    found = MunicipalityAddress.objects.filter(municipality=desk.member.municipality_id).first()
    return found.email.strip().lower() if found else ""


def _send_code(desk: MunicipalityDesk, to: str, code: str, useless_at: datetime) -> None:
    """The code stands in the text only, not in the subject that a locked phone shows."""
    context = {"office": Office.load(), "base": settings.BASE_URL, "desk": desk, "code": code}
    text = render_to_string("services_catalog/mails/desk_code.txt", context)
    queue_mail(to, _("Code for the municipality"), text, kind="desk-code", about=desk, useless_at=useless_at)


BOOK = CodeBook(
    purpose="services_catalog.desk",
    model=DeskCode,
    asked=lambda: MunicipalityDesk.objects.select_related("member__municipality"),
    address_of=address_of,
    letter=_send_code,
)
DOOR = Door(BOOK, "desk")


def is_current(desk: MunicipalityDesk) -> bool:
    """Whether what it speaks of holds: a newer approval has its own desks."""
    return desk.member.financing.state == FinancingState.APPROVED


def _locked(desk: MunicipalityDesk) -> MunicipalityDesk:
    rows = MunicipalityDesk.objects.select_related("member__financing", "member__municipality")
    found: MunicipalityDesk = rows.select_for_update(of=("self",)).get(pk=desk.pk)
    if not is_current(found):
        raise StepNotOpen
    return found


@transaction.atomic
def confirm(desk: MunicipalityDesk, name: str) -> bool:
    """The municipality agrees with its contribution; pressed twice the first one holds. Raises StepNotOpen."""
    found = _locked(desk)
    if found.confirmed_at is not None:
        return False
    found.confirmed_at, found.confirmed_by = timezone.now(), name
    found.save(update_fields=["confirmed_at", "confirmed_by"])
    record(None, "desk.confirm", found, {"by": name, "due_czk": found.member.due_czk})
    return True


@transaction.atomic
def answer(desk: MunicipalityDesk, name: str, needs: str, wanted: Iterable[WantedCapacity]) -> None:
    """What people lack and how much of which service the municipality wants; can be mended. Raises StepNotOpen."""
    found = _locked(desk)
    found.needs, found.answered_at, found.answered_by = needs, timezone.now(), name
    found.save(update_fields=["needs", "answered_at", "answered_by"])
    found.wanted.all().delete()
    for row in wanted:
        row.pk, row.desk = None, found
        row.save()
    record(None, "desk.answer", found, {"by": name})


def needs_workbook(financing: JointFinancing) -> bytes:
    """Answers of all municipalities for the region: Act No. 108/2006 Coll., § 94 (e) and (f)."""
    desks = MunicipalityDesk.objects.filter(member__financing=financing, answered_at__isnull=False)
    rows = list(desks.select_related("member__municipality").prefetch_related("wanted__service_type"))
    words = [_("municipality"), _("code"), _("what people lack"), _("answered by"), _("answered on")]
    kinds = [_("municipality"), _("code"), _("kind of service"), _("form"), _("how much more"), _("unit"), _("note")]
    return write_xlsx(
        [
            Table(_("needs"), words, [_needs(desk) for desk in rows], (24, 10, 60, 24, 14)),
            Table(_("capacities"), kinds, [_wanted(desk, row) for desk in rows for row in desk.wanted.all()]),
        ]
    )


def _needs(desk: MunicipalityDesk) -> list[Any]:
    town = desk.member.municipality
    day = timezone.localtime(desk.answered_at).date() if desk.answered_at else ""
    return [town.name, town.code, desk.needs, desk.answered_by or "", day]


def _wanted(desk: MunicipalityDesk, row: WantedCapacity) -> list[Any]:
    town = desk.member.municipality
    kind = row.service_type
    name = f"{kind.name} ({kind.paragraph})"
    return [town.name, town.code, name, row.get_form_display(), row.amount, row.get_unit_display(), row.note]
