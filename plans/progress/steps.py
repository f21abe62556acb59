"""Steps of what is approved for a year."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from plans.models.yearly import YearlyDocument


class StepNotOpen(Exception):
    """The document has moved on, or there is no such step."""


@dataclass(frozen=True)
class YearStep:
    """A step: its button, what it does in words, from which states it is open, and where it leads."""

    label: str | Promise
    help: str | Promise
    sources: frozenset[Any]
    target: Any
    is_final: bool = False  # cannot be taken back: the page asks for a typed confirmation
    needs_resolution: bool = False


@dataclass(frozen=True)
class Resolution:
    """A decision that approves: which body, when, under which number."""

    body_kind: str
    body_name: str
    decided_on: date
    number: str = ""


def need_resolution(document: YearlyDocument, resolution: Resolution | None) -> None:
    """Writes the resolution into the document; ValidationError without one."""
    if resolution is None or not resolution.body_name.strip():
        raise ValidationError(_("First write down which body approved it and when."))
    for name, value in vars(resolution).items():
        setattr(document, name, value)


def open_steps(document: Any, steps: dict[str, YearStep], user: Any) -> dict[str, YearStep]:
    """Steps that the user may take now."""
    if not user.has_perm(f"plans.move_{document._meta.model_name}", document):
        return {}
    return {name: step for name, step in steps.items() if document.state in step.sources}
