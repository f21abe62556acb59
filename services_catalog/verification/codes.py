"""Codes by mail for providers; how they are made and how long they are good is told in `kpss_portal.mailed_codes`."""

from kpss_portal.mailed_codes import Answer, CannotSend, CodeBook, Door, TooManyCodes, wrong_code
from services_catalog.models import VerificationCode, VerificationRequest
from services_catalog.verification import letters
from services_catalog.verification.addresses import address_of

BOOK = CodeBook(
    purpose="services_catalog.verification",
    model=VerificationCode,
    asked=lambda: VerificationRequest.objects.select_related("service__provider"),
    address_of=lambda asked: address_of(asked.service),
    letter=letters.send_code,
)
DOOR = Door(BOOK, "verification")

__all__ = ["BOOK", "DOOR", "Answer", "CannotSend", "TooManyCodes", "wrong_code"]
