"""What the catalogue's address asks for: words, filters, page; and how many services each filter would leave."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils.translation import gettext as _

from community.models import Municipality, PlanningArea
from kpss_portal.search import matching
from services_catalog.enums import Payment, ServiceForm
from services_catalog.indexing import SERVICE
from services_catalog.models import LifeSituation, OfferedForm, Service, ServiceType

MOST_LETTERS = 300
LISTS_KEY = "services_catalog.lists"


@dataclass
class Choice:
    """One value of a filter: its word for the address, its label, how many services it leaves, whether it is chosen."""

    slug: str
    label: str
    count: int = 0
    is_chosen: bool = False


@dataclass
class Question:
    """The checked query string; unknown values are left out and told."""

    q: str = ""
    situation: LifeSituation | None = None
    areas: list[PlanningArea] = field(default_factory=list)
    types: list[ServiceType] = field(default_factory=list)
    forms: list[ServiceForm] = field(default_factory=list)
    municipality: Municipality | None = None
    payment: str = ""
    unknown: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not (
            self.q or self.situation or self.areas or self.types or self.forms or self.municipality or self.payment
        )


@dataclass(frozen=True)
class Lists:
    """Rows that filters offer; asked once for a page."""

    situations: dict[str, LifeSituation]
    areas: dict[str, PlanningArea]
    types: dict[str, ServiceType]
    municipalities: dict[str, Municipality]

    @classmethod
    def load(cls) -> "Lists":
        """From memory where they are there; a change shows within a minute."""
        lists = cache.get(LISTS_KEY)
        if lists is None:
            lists = cls._ask()
            cache.set(LISTS_KEY, lists, 60)
        return lists

    @classmethod
    def _ask(cls) -> "Lists":
        return cls(
            {row.slug: row for row in LifeSituation.objects.all()},
            {row.slug: row for row in PlanningArea.objects.all()},
            {row.slug: row for row in ServiceType.objects.valid_on()},
            {row.slug: row for row in Municipality.objects.in_territory()},
        )


def read_question(parameters: QueryDict, lists: Lists) -> Question:
    """The question of an address."""
    question = Question(q=_clean(parameters.get("q", "")))
    question.situation = next(iter(_known(parameters.getlist("situace"), lists.situations, question)), None)
    question.areas = _known(parameters.getlist("cilova-skupina"), lists.areas, question)
    question.types = _known(parameters.getlist("druh"), lists.types, question)
    question.forms = _known(parameters.getlist("forma"), {form.slug: form for form in ServiceForm}, question)
    question.municipality = next(iter(_known(parameters.getlist("obec"), lists.municipalities, question)), None)
    payments = _known(parameters.getlist("uhrada"), {"zdarma": Payment.FREE, "za-uhradu": Payment.PAID}, question)
    question.payment = payments[0] if payments else ""
    return question


def _clean(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text[:MOST_LETTERS]).strip()


def _known(values: list[str], rows: dict[str, Any], question: Question) -> list[Any]:
    wanted = list(dict.fromkeys(value for value in values if value))[:20]
    question.unknown += [_clean(value)[:40] for value in wanted if value not in rows]
    return [rows[value] for value in wanted if value in rows]


def services_for(question: Question) -> tuple[QuerySet[Service], bool]:
    """Public services that answer the question, in their order; and whether all its words had to be there."""
    services = Service.objects.public()
    if question.situation:
        branch = [question.situation.pk, *question.situation.children.values_list("pk", flat=True)]
        services = services.filter(
            pk__in=Service.situations.through.objects.filter(lifesituation__in=branch).values("service")
        )
    if question.areas:
        groups = Service.target_groups.through.objects.filter(targetgroup__planning_areas__in=question.areas)
        services = services.filter(pk__in=groups.values("service"))
    if question.types:
        services = services.filter(service_type__in=question.types)
    if question.forms:
        services = services.filter(pk__in=OfferedForm.objects.filter(form__in=question.forms).values("service"))
    if question.payment:
        services = services.filter(payment=question.payment)
    if question.municipality:
        services = services.filter(pk__in=Service.objects.serving(question.municipality).values("pk"))
    return _with_words(services, question.q)


def _with_words(services: QuerySet[Service], q: str) -> tuple[QuerySet[Service], bool]:
    entries: Any = matching(q, SERVICE)
    if entries is None:
        return services.order_by("sort_key", "pk"), True
    rank = entries.filter(object_id=OuterRef("pk")).order_by().values("rank")[:1]
    found = services.filter(pk__in=entries.order_by().values("object_id")).annotate(rank=Subquery(rank))
    return found.order_by("-rank", "sort_key", "pk"), True


@dataclass(frozen=True)
class Facts:
    """What filters need to know of the found services, in three queries whatever their number."""

    types: Counter[int | None]
    payments: Counter[str]
    forms: Counter[str]
    areas: Counter[int]
    count: int


def facts_of(services: QuerySet[Service]) -> Facts:
    """Counts among the found services."""
    rows = list(services.order_by().values_list("pk", "service_type", "payment"))
    keys = services.order_by().values("pk")
    forms = OfferedForm.objects.filter(service__in=keys)
    groups = Service.target_groups.through.objects.filter(service__in=keys)
    areas = (
        groups.filter(targetgroup__planning_areas__isnull=False)
        .values_list("targetgroup__planning_areas", "service")
        .distinct()
    )
    return Facts(
        types=Counter(row[1] for row in rows),
        payments=Counter(row[2] for row in rows),
        forms=Counter(dict(forms.values_list("form").annotate(count=Count("service", distinct=True)).order_by())),
        areas=Counter(area for area, _service in areas),
        count=len(rows),
    )


def form_choices(facts: Facts, question: Question) -> list[Choice]:
    """Forms in people's words."""
    labels = {
        ServiceForm.FIELD: _("they come to you"),
        ServiceForm.OUTPATIENT: _("you come to them"),
        ServiceForm.RESIDENTIAL: _("you live there"),
    }
    return [Choice(form.slug, labels[form], facts.forms[form], form in question.forms) for form in labels]


def area_choices(facts: Facts, question: Question, lists: Lists) -> list[Choice]:
    """Planning areas."""
    return [Choice(area.slug, area.name, facts.areas[area.pk], area in question.areas) for area in lists.areas.values()]


def type_choices(facts: Facts, question: Question, lists: Lists) -> list[Choice]:
    """Kinds of services that are there."""
    rows = [row for row in lists.types.values() if facts.types[row.pk] or row in question.types]
    return [Choice(row.slug, row.name, facts.types[row.pk], row in question.types) for row in rows]


def payment_choices(facts: Facts, question: Question) -> list[Choice]:
    """Free or for a fee."""
    return [
        Choice("zdarma", _("free of charge"), facts.payments[Payment.FREE], question.payment == Payment.FREE),
        Choice("za-uhradu", _("for a fee"), facts.payments[Payment.PAID], question.payment == Payment.PAID),
    ]
