"""Tables that people send to be imported: the one door for them. What is in the cells is judged by `spreadsheets`."""

from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kpss_portal.files import refuse_infected
from kpss_portal.spreadsheets import MOST_BYTES, SpreadsheetError

FIELD = "soubor"


class SentTable(NamedTuple):
    """Bytes of the file and the name that the person gave to it."""

    data: bytes
    name: str


def sent_table(request: HttpRequest) -> SentTable:
    """The table of the request. SpreadsheetError says in a sentence that there is none, that it is too large, or infected."""
    file: Any = request.FILES.get(FIELD)
    if file is None:
        raise SpreadsheetError(_("Choose a file first."))
    return let_in(file)


def let_in(file: Any) -> SentTable:
    """As `sent_table`, of a file at hand."""
    if file.size > MOST_BYTES:  # before it is read
        raise SpreadsheetError(_("The file is larger than %(limit)d MB.") % {"limit": MOST_BYTES // 1024 // 1024})
    data = file.read()
    try:
        refuse_infected(data)
    except ValidationError as fault:
        raise SpreadsheetError(" ".join(fault.messages)) from fault
    return SentTable(data, (file.name or "")[:200])
