"""The office's judgement of its planning."""

from typing import Any

from kpss_portal.editing import GuardedForm
from plans.forms.need import offer_first_versions
from plans.models import SelfAssessment


class SelfAssessmentForm(GuardedForm):
    """Of what day, with whom, and what follows; areas are rows below it."""

    class Meta:
        model = SelfAssessment
        fields = ["plan", "title", "assessed_on", "assessed_with", "conclusion"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_first_versions(self)
