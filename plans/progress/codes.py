"""Codes by mail for implementers; the same rules as for providers (`kpss_portal.mailed_codes`)."""

from kpss_portal.mailed_codes import CodeBook, Door
from plans.models import EvaluationCode, ImplementerRequest
from plans.progress import letters

BOOK = CodeBook(
    purpose="plans.evaluation",
    model=EvaluationCode,
    asked=lambda: ImplementerRequest.objects.select_related("evaluation__plan"),
    address_of=lambda asked: asked.email.strip().lower(),
    letter=letters.send_code,
)
DOOR = Door(BOOK, "evaluation")
