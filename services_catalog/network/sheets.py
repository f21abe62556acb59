"""Sheets of a network and of contributions, for spreadsheets; whole crowns, unknown stays empty."""

from typing import Any

from django.utils.translation import gettext as _

from kpss_portal.spreadsheets import Table, write_csv
from services_catalog.network import picture
from services_catalog.network.contributions import contributions_in
from services_catalog.network_enums import MoneyItem, MoneyKind


def network_sheet(content: dict[str, Any]) -> bytes:
    """A row for each service and form, a column for each item of plan and of fact."""
    columns = [(item, kind) for kind in MoneyKind for item in MoneyItem]
    header = [
        _("kind of service"),
        _("service"),
        _("provider"),
        _("form"),
        _("number of units"),
        _("unit"),
        _("belongs"),
        _("ends on"),
        _("why it is needed"),
        *(f"{item.label} ({kind.label}, CZK)" for item, kind in columns),
    ]
    rows = [[*_facts(row), *(row.money.get(column, "") for column in columns)] for row in picture.entries(content)]
    return write_csv(Table(str(content["year"]), header, rows))


def _facts(row: picture.Entry) -> list[Any]:
    return [
        row.type,
        row.service,
        row.provider,
        row.form,
        row.amount if row.amount is not None else "",
        row.unit_label,
        row.status_label,
        row.ended_on.isoformat() if row.ended_on else "",
        row.reason,
    ]


def payers_sheet(content: dict[str, Any]) -> bytes:
    """A row for each municipality."""
    header = [
        _("code"),
        _("municipality"),
        _("inhabitants"),
        _("as of"),
        _("months in the year"),
        _("share in CZK"),
        _("correction in CZK"),
        _("contribution in CZK"),
    ]
    rows = [
        [
            row.code,
            row.name,
            row.people if row.people is not None else "",
            row.people_as_of.isoformat() if row.people_as_of else "",
            row.months,
            row.share,
            row.correction,
            row.due,
        ]
        for row in contributions_in(content)
    ]
    return write_csv(Table(str(content["year"]), header, rows))
