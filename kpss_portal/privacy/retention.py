"""Terms of keeping: what models declare and what apps add, run by one command a night, or only counted."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from kpss_portal.models import RetentionRun
from kpss_portal.personal_data import Term, declaration_of, declared

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Sweep:
    """One rule at work: how many rows are due, and the act that empties or deletes them and gives how many they were."""

    key: str
    label: str
    rule: Callable[[], str]
    count: Callable[[datetime], int]
    run: Callable[[datetime], int]

    @property
    def model(self) -> Any:
        """Whose rows go."""
        return apps.get_model(self.label)


_added: dict[str, Sweep] = {}


def add(sweep: Sweep) -> None:
    """For what is more than deleting rows or emptying fields, called by apps when they start."""
    _added[sweep.key] = sweep


def sweeps() -> list[Sweep]:
    """All rules, in the order of apps."""
    found = [sweep for model, _declaration in declared() for sweep in of_model(model)]
    return [*found, *_added.values()]


def of_model(model: Any) -> list[Sweep]:
    """Rules that the model declares itself."""
    declaration = declaration_of(model)
    terms = declaration.terms if declaration else ()
    return [_sweep(model, number, term) for number, term in enumerate(terms, start=1)]


def _sweep(model: Any, number: int, term: Term) -> Sweep:
    label = model._meta.label
    return Sweep(
        f"{label.lower()}.{number}",
        label,
        lambda: term.words,
        lambda now: term.rows(model, now).count(),
        lambda now: _carry_out(term, model, now),
    )


def _carry_out(term: Term, model: Any, now: datetime) -> int:
    rows = term.rows(model, now)
    if term.blank:
        return rows.update(**dict.fromkeys(term.blank, ""))
    return int(rows.delete()[1].get(model._meta.label, 0))


def rules_of(model: Any) -> list[str]:
    """Rules of a model in words, those that apps add among them."""
    added = [sweep.rule() for sweep in _added.values() if sweep.label == model._meta.label]
    return [*(sweep.rule() for sweep in of_model(model)), *added]


def run_for(model: Any, now: datetime | None = None) -> int:
    """Carries out what one model declares, for doors that need not wait for the night."""
    moment = now or timezone.now()
    return sum(sweep.run(moment) for sweep in of_model(model))


@dataclass(frozen=True)
class Due:
    """What a rule would take, or took."""

    key: str
    kind: str
    rule: str
    count: int
    is_failed: bool = False

    @classmethod
    def of(cls, sweep: Sweep, count: int, is_failed: bool = False) -> "Due":
        """In words of the office."""
        return cls(sweep.key, str(sweep.model._meta.verbose_name_plural), sweep.rule(), count, is_failed)


def due(now: datetime | None = None) -> list[Due]:
    """What would go now; nothing is changed."""
    moment = now or timezone.now()
    return [Due.of(sweep, sweep.count(moment)) for sweep in sweeps()]


def run(now: datetime | None = None) -> RetentionRun:
    """Carries out every rule, each in a transaction of its own, and keeps the counts; a rule that fails stops no other."""
    moment = now or timezone.now()
    began_at = timezone.now()
    done = [_try(sweep, moment) for sweep in sweeps()]
    return RetentionRun.objects.create(
        began_at=began_at,
        ended_at=timezone.now(),
        has_failed=any(one.is_failed for one in done),
        counts=[{"key": one.key, "count": one.count, "failed": one.is_failed} for one in done],
    )


def _try(sweep: Sweep, moment: datetime) -> Due:
    try:
        with transaction.atomic():
            return Due.of(sweep, sweep.run(moment))
    except Exception:  # whatever it was, other people's data still have their terms
        logger.exception("the rule %s failed", sweep.key)
        return Due.of(sweep, 0, is_failed=True)


def report(run_: RetentionRun) -> list[Due]:
    """A past run in words of today; rules that are no more are left out."""
    known = {sweep.key: sweep for sweep in sweeps()}
    return [Due.of(known[row["key"]], row["count"], row["failed"]) for row in run_.counts if row["key"] in known]
