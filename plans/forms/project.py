"""The card of a project in the pool."""

from typing import Any

from kpss_portal.editing import GuardedForm
from plans.forms.need import offer_first_versions
from plans.models import ProjectIdea


class ProjectForm(GuardedForm):
    """What it is, how far it is, what it costs."""

    class Meta:
        model = ProjectIdea
        fields = [
            "plan",
            "title",
            "description",
            "promoter",
            "area",
            "municipality",
            "readiness",
            "readiness_note",
            "as_of",
            "is_investment",
            "budget_czk",
            "funding_text",
            "starts_year",
            "ends_year",
            "is_public",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_first_versions(self)
