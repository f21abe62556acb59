"""Forms of plans."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpss_portal.editing import GuardedForm
from plans.models import Plan
from plans.models.level import MAX_DEPTH
from plans.outline import guess_level_roles
from plans.tree import validate_code_pattern
from plans.workbook.cells import many_of


class PlanForm(GuardedForm):
    """Facts of a plan; a new one also gets its levels."""

    level_names = forms.CharField(
        label=gettext_lazy("levels"),
        required=False,
        initial="priorita; cíl; opatření",
        help_text=gettext_lazy(
            "Names from the top down, divided by semicolons. They can be changed while the plan has no items."
        ),
    )

    class Meta:
        model = Plan
        fields = [
            "title",
            "short_title",
            "slug",
            "kind",
            "starts_on",
            "ends_on",
            "territory",
            "vision",
            "prepared_by",
            "predecessor",
            "change_note",
            "partners",
            "amount_unit",
            "code_pattern",
            "is_file_only",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and self.instance.is_amendment:  # all versions share one address
            self.fields["slug"].disabled = True
        if self.instance.pk:
            self.initial["level_names"] = "; ".join(
                self.instance.levels.order_by("depth").values_list("name", flat=True)
            )

    def clean_code_pattern(self) -> str:
        """Codes must be possible to make."""
        pattern = self.cleaned_data["code_pattern"]
        validate_code_pattern(pattern)
        return pattern

    def clean_level_names(self) -> tuple[str, ...]:
        """One to five different names; fixed once there are items."""
        names = many_of(self.cleaned_data["level_names"])
        if not 1 <= len(names) <= MAX_DEPTH:
            raise ValidationError(_("A tree has one to five levels."))
        stored = (
            tuple(self.instance.levels.order_by("depth").values_list("name", flat=True)) if self.instance.pk else ()
        )
        if stored and len(names) != len(stored) and self.instance.items.exists():
            raise ValidationError(_("The plan has items already; levels can be renamed, not added or taken away."))
        return names

    def save_levels(self, plan: Plan) -> None:
        """Stores the names; roles of known levels stay, of new ones are guessed."""
        names = self.cleaned_data["level_names"]
        known = {level.depth: level for level in plan.levels.all()}
        for depth, (name, role) in enumerate(zip(names, guess_level_roles(names), strict=True), start=1):
            level = known.pop(depth, None)
            if level is None:
                plan.levels.create(depth=depth, name=name, role=role)
            elif level.name != name:
                level.name = name
                level.save()
        for level in known.values():
            level.delete()
