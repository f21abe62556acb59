"""Printed slips with one-use codes. Codes exist only while the document is being made: it cannot be made again."""

import io
from typing import Any

import segno
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.audit import record
from kpss_portal.pdf import render_pdf
from surveys.codes import SLIP, digest_of, new_code, shown
from surveys.enums import SurveyState
from surveys.models import AccessCode, CodeBook, Survey

MOST_AT_ONCE, MOST_OF_SURVEY = 500, 10_000
ROWS_ON_PAGE = 4
TEMPLATE = "surveys/pdf/slips.html"


@transaction.atomic
def make_codes(survey: Survey, count: int, *, by: Any) -> list[str]:
    """New codes of the survey, to be printed and forgotten; ValidationError where too many are asked for."""
    if not by.has_perm("surveys.print_codes", survey):
        raise PermissionDenied
    if not survey.has_codes or survey.state not in {SurveyState.DRAFT, SurveyState.OPEN}:
        raise ValidationError(_("This survey takes no answers by codes."))
    if not 1 <= count <= MOST_AT_ONCE:
        raise ValidationError(_("Make 1 to %(most)d slips at once.") % {"most": MOST_AT_ONCE})
    Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    book, _is_new = CodeBook.objects.get_or_create(survey=survey)
    if book.count + count > MOST_OF_SURVEY:
        raise ValidationError(_("A survey has at most %(most)d slips.") % {"most": MOST_OF_SURVEY})
    codes = [new_code(SLIP) for _turn in range(count)]
    digests = sorted(digest_of(code, "slip") for code in codes)  # places follow digests, not the order of printing
    places = book.grow(count)
    AccessCode.objects.bulk_create(
        [AccessCode(survey=survey, number=place, digest=digest) for place, digest in zip(places, digests, strict=True)]
    )
    book.save()
    record(by, "survey.make_codes", survey, {"count": count})
    return codes


def slips_pdf(survey: Survey, codes: list[str]) -> bytes:
    """A4 sheets with slips to be cut: the title, the promise, a QR code and the code in letters."""
    slips = [
        {"code": shown(code), "picture": picture_of(address_of(survey, code)), "name": shown(code)} for code in codes
    ]
    rows = [slips[start : start + 2] for start in range(0, len(slips), 2)]
    pages = [rows[start : start + ROWS_ON_PAGE] for start in range(0, len(rows), ROWS_ON_PAGE)]
    address = settings.BASE_URL.split("://")[-1] + survey.get_absolute_url()
    return render_pdf(TEMPLATE, {"survey": survey, "pages": pages, "address": address}, made_at=timezone.now())


def address_of(survey: Survey, code: str) -> str:
    """Where the picture leads; opening it changes nothing."""
    return settings.BASE_URL + reverse("surveys:slip", args=[survey.slug, shown(code)])


def picture_of(text: str) -> dict[str, Any]:
    """A QR code as one path of an SVG, with the side of its square."""
    code = segno.make(text, error="m", micro=False)
    stream = io.BytesIO()
    code.save(stream, kind="svg", xmldecl=False, svgns=False, border=2, omitsize=True)
    path = stream.getvalue().decode().partition(' d="')[2].partition('"')[0]
    return {"side": code.symbol_size(border=2)[0], "path": path}
