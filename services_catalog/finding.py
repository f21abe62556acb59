"""What the catalogue's address asks for: words, filters, page; what answers it, and how many services each filter leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from community.models import Municipality, PlanningArea
from kpss_portal.remembered import Remembered
from kpss_portal.search.scoring import Ranking, rank
from services_catalog.enums import Payment, ServiceForm
from services_catalog.indexing import SERVICE
from services_catalog.models import LifeSituation, ServiceType
from services_catalog.reach import near_by
from services_catalog.snapshot import NONE, Keys, Snapshot, snapshot
from services_catalog.understanding import MOST_LETTERS, Understood, mend, understand

MOST_NEAR = 10  # services near by that are offered below those that serve the municipality


@dataclass
class Choice:
    """One value of a filter: its word for the address, its label, how many services it leaves, whether it is chosen."""

    slug: str
    label: str
    count: int = 0
    is_chosen: bool = False


@dataclass
class Question:
    """The checked query string; unknown values are left out and told. `finds_town`: names of towns are understood."""

    q: str = ""
    situation: LifeSituation | None = None
    areas: list[PlanningArea] = field(default_factory=list)
    types: list[ServiceType] = field(default_factory=list)
    forms: list[ServiceForm] = field(default_factory=list)
    municipality: Municipality | None = None
    payment: str = ""
    finds_town: bool = True
    unknown: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not (
            self.q or self.situation or self.areas or self.types or self.forms or self.municipality or self.payment
        )


@dataclass(frozen=True)
class Lists:
    """Rows that filters offer."""

    situations: dict[str, LifeSituation]
    areas: dict[str, PlanningArea]
    types: dict[str, ServiceType]
    municipalities: dict[str, Municipality]


def _load_lists() -> Lists:
    return Lists(
        {row.slug: row for row in LifeSituation.objects.all()},
        {row.slug: row for row in PlanningArea.objects.all()},
        {row.slug: row for row in ServiceType.objects.valid_on()},
        {row.slug: row for row in Municipality.objects.in_territory()},
    )


lists = Remembered("services_catalog.lists", _load_lists)


def read_question(parameters: QueryDict, offered: Lists) -> Question:
    """The question of an address."""
    question = Question(q=_clean(parameters.get("q", "")), finds_town=parameters.get("slova") != "1")
    question.situation = next(iter(_known(parameters.getlist("situace"), offered.situations, question)), None)
    question.areas = _known(parameters.getlist("cilova-skupina"), offered.areas, question)
    question.types = _known(parameters.getlist("druh"), offered.types, question)
    question.forms = _known(parameters.getlist("forma"), {form.slug: form for form in ServiceForm}, question)
    question.municipality = next(iter(_known(parameters.getlist("obec"), offered.municipalities, question)), None)
    payments = _known(parameters.getlist("uhrada"), {"zdarma": Payment.FREE, "za-uhradu": Payment.PAID}, question)
    question.payment = payments[0] if payments else ""
    return question


def _clean(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text[:MOST_LETTERS]).strip()


def _known(values: list[str], rows: dict[str, Any], question: Question) -> list[Any]:
    wanted = list(dict.fromkeys(value for value in values if value))[:20]
    question.unknown += [_clean(value)[:40] for value in wanted if value not in rows]
    return [rows[value] for value in wanted if value in rows]


@dataclass
class Found:
    """Keys of services that answer a question, the best first, with what is known of the answer.

    near: kilometres to those that would answer it if they served the chosen municipality, the best first.
    """

    keys: Sequence[int]
    facts: Snapshot
    understood: Understood
    in_town: Keys = NONE
    ranking: Ranking = field(default_factory=Ranking)
    near: dict[int, int] = field(default_factory=dict)

    @cached_property
    def _members(self) -> Keys:
        return frozenset(self.keys)

    def left_by(self, keys: Keys) -> int:
        """How many of them a filter would leave."""
        return len(keys & self._members)


def find(question: Question) -> Found:
    """Public services that answer the question; at most two queries, or three if a typing error was mended."""
    facts = snapshot.get()
    around = _fitting(question, facts)
    fitting = around & facts.serving(question.municipality.pk) if question.municipality else around
    understood = understand(question.q, find_town=question.finds_town and question.municipality is None)
    town = understood.town or question.municipality
    in_town = facts.serving(town.pk) if town else NONE
    ranking = _ranking(understood, facts) if understood.words else None
    if ranking:
        found = _ranked(ranking, fitting, understood, in_town, facts)
    else:
        keys = fitting & in_town if understood.town else fitting
        found = Found(sorted(keys, key=facts.order.__getitem__), facts, understood, in_town)
    if question.municipality:
        found.near = _near(question.municipality.pk, around - fitting, ranking, facts)
    return found


def _near(town: int, keys: Keys, ranking: Ranking | None, facts: Snapshot) -> dict[int, int]:
    """Kilometres to the nearest of them that the words fit, the best first."""
    scores = dict.fromkeys(keys, 0.0)
    if ranking:
        scores = {key: score for score, things in ranking.by_score() for key in things}
    near = near_by(town, facts, keys & scores.keys())
    best = sorted(near, key=lambda key: (near[key], -scores[key], facts.order[key]))
    return {key: near[key] for key in best[:MOST_NEAR]}


def _ranking(understood: Understood, facts: Snapshot) -> Ranking:
    ranking = rank(SERVICE, understood.words, understood.meanings, count=len(facts.order))
    if ranking.unanswered and mend(understood, ranking.unanswered):
        return rank(SERVICE, understood.words, understood.meanings, count=len(facts.order))
    return ranking


def _ranked(ranking: Ranking, fitting: Keys, understood: Understood, in_town: Keys, facts: Snapshot) -> Found:
    """Services of the town in the question first, then by score, then by alphabet."""
    first = fitting & in_town if understood.town else fitting
    keys: list[int] = []
    for wanted in (first, fitting - first):
        for _score, things in ranking.by_score():
            keys += sorted(things & wanted, key=facts.order.__getitem__)
    return Found(keys, facts, understood, in_town, ranking)


def _fitting(question: Question, facts: Snapshot) -> Keys:
    """Services that all the chosen filters leave, wherever they are."""
    keys = facts.all
    if question.situation:
        keys &= facts.situations.get(question.situation.pk, NONE)
    if question.areas:
        keys &= _any(facts.areas.get(area.pk, NONE) for area in question.areas)
    if question.types:
        keys &= _any(facts.types.get(row.pk, NONE) for row in question.types)
    if question.forms:
        keys &= _any(facts.forms.get(form.value, NONE) for form in question.forms)
    if question.payment:
        keys &= facts.payments.get(question.payment, NONE)
    return keys


def _any(sets: Iterable[Keys]) -> Keys:
    return frozenset().union(*sets)


# --- filters ------------------------------------------------------------------------------------------------------


def filter_choices(question: Question, offered: Lists) -> list[tuple[str, str, list[Choice]]]:
    """The same filters as plain choices for pages that are not lists: name in the address, label, values."""
    situation = question.situation.pk if question.situation else None
    return [
        ("situace", _("Life situation"), _chosen(offered.situations, {situation})),
        ("cilova-skupina", _("For whom"), _chosen(offered.areas, {area.pk for area in question.areas})),
        ("druh", _("Kind of service"), _chosen(offered.types, {row.pk for row in question.types})),
    ]


def _chosen(rows: dict[str, Any], chosen: set[Any]) -> list[Choice]:
    return [Choice(slug, row.name, is_chosen=row.pk in chosen) for slug, row in rows.items()]


def form_choices(found: Found, question: Question) -> list[Choice]:
    """Forms in people's words."""
    labels = {
        ServiceForm.FIELD: _("they come to you"),
        ServiceForm.OUTPATIENT: _("you come to them"),
        ServiceForm.RESIDENTIAL: _("you live there"),
    }
    return [
        Choice(form.slug, label, found.left_by(found.facts.forms.get(form.value, NONE)), form in question.forms)
        for form, label in labels.items()
    ]


def area_choices(found: Found, question: Question, offered: Lists) -> list[Choice]:
    """Planning areas."""
    return [
        Choice(area.slug, area.name, found.left_by(found.facts.areas.get(area.pk, NONE)), area in question.areas)
        for area in offered.areas.values()
    ]


def type_choices(found: Found, question: Question, offered: Lists) -> list[Choice]:
    """Kinds of services that are there."""
    choices = [
        Choice(row.slug, row.name, found.left_by(found.facts.types.get(row.pk, NONE)), row in question.types)
        for row in offered.types.values()
    ]
    return [choice for choice in choices if choice.count or choice.is_chosen]


def payment_choices(found: Found, question: Question) -> list[Choice]:
    """Free or for a fee."""
    rows = [("zdarma", _("free of charge"), Payment.FREE), ("za-uhradu", _("for a fee"), Payment.PAID)]
    return [
        Choice(slug, label, found.left_by(found.facts.payments.get(payment.value, NONE)), question.payment == payment)
        for slug, label, payment in rows
    ]
