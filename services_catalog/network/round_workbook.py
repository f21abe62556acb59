"""Answers of providers as a workbook: all that was typed, and facts of last year by the columns of a network."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.spreadsheets import Table, write_xlsx
from services_catalog.models import ProviderRound, ServiceRequest
from services_catalog.network.answers import FACTS, KEYS, MONEY_KEYS, REMARK, figures_of, label_of
from services_catalog.network.rounds import answers_of
from services_catalog.network.workbook import columns
from services_catalog.network_enums import NetworkUnit


def exported(round_: ProviderRound) -> bytes:
    """Two sheets; the second one is read by the import into a version of last year's network."""
    answers = list(answers_of(round_).values())
    head = [_("service"), _("form"), _("provider"), _("state"), _("unit"), _("sent by"), _("sent on")]
    names = [_("number of units"), *(label_of(key, NetworkUnit.BED) for key in KEYS[1:])]
    known = columns()
    own = [known[key][0] for key in ("service_uuid", "form", *FACTS)]
    return write_xlsx(
        [
            Table(_("facts of last year"), own, [_facts(row) for row in answers if _has_facts(row)]),
            Table(_("answers"), [*head, *names], [_answer(row) for row in answers], (34, 12, 34, 18)),
        ]
    )


def _answer(row: ServiceRequest) -> list[Any]:
    day = timezone.localtime(row.sent_at).date() if row.sent_at else ""
    who = [str(row.service), row.get_form_display(), row.request.provider.name, row.get_state_display()]
    return [*who, row.get_unit_display(), row.sent_by or "", day, *(_cell(row, key) for key in KEYS)]


def _cell(row: ServiceRequest, key: str) -> Any:
    """A number where it is one, the words as they were typed otherwise."""
    words, figures = row.typed.get(key, ""), figures_of(row.typed)
    if key == REMARK:
        return words
    found = {"amount": figures.amount, "direct_fte": figures.direct, "other_fte": figures.other}
    value = figures.money.get(MONEY_KEYS[key]) if key in MONEY_KEYS else found[key]
    return words if value is None else value


def _has_facts(row: ServiceRequest) -> bool:
    return row.sent_at is not None and any(row.typed.get(key) for key in FACTS)


def _facts(row: ServiceRequest) -> list[Any]:
    money = figures_of(row.typed).money
    return [str(row.service.uuid), row.get_form_display(), *(money.get(MONEY_KEYS[key], "") for key in FACTS)]
