"""Generated rows for measuring: as many and as long as real ones, the same in every run."""

from datetime import date, time
from random import Random
from time import sleep

from community.models import Municipality
from kpss_portal.search.lookups import tidy_index
from plans import tree
from plans.enums import CostKind, FundingGroup, LevelRole, PlanState
from plans.indexing import reindex_plan
from plans.models import Chapter, FundingSource, Plan, PlanCost, PlanItem, PlanLevel
from services_catalog.enums import ContactKind, ServiceForm
from services_catalog.indexing import reindex_services
from services_catalog.models import (
    LifeSituation,
    OfferedForm,
    OpeningHours,
    Place,
    Provider,
    Service,
    ServiceContact,
    ServiceType,
    TargetGroup,
)

WORDS = (
    "komunitní plánování sociálních služeb podpora rodin seniorů osob se zdravotním postižením v obci rozvoj terénní "
    "péče dostupnost bydlení prevence zadlužení dobrovolnictví informovanost veřejnosti spolupráce poskytovatelů "
    "zadavatelů uživatelů financování kapacita odlehčovací pečovatelská služba poradna denní stacionář žluťoučký kůň"
).split()


class Writer:
    """Czech-looking sentences from a fixed seed."""

    def __init__(self, seed: int = 2026) -> None:
        self.random = Random(seed)

    def words(self, count: int) -> str:
        return " ".join(self.random.choice(WORDS) for _ in range(count)).capitalize()

    def sentences(self, count: int) -> str:
        return " ".join(f"{self.words(self.random.randint(8, 18))}." for _ in range(count))


def add_services(count: int) -> None:
    """Published services with a provider, a place and a form each, numbered on from those that exist."""
    writer = Writer(Service.objects.count())
    first, first_provider = Service.objects.count(), Provider.objects.count()
    types = list(ServiceType.objects.all())
    towns = list(Municipality.objects.all())
    providers = Provider.objects.bulk_create(
        Provider(name=f"{writer.words(3)} {first_provider + number}, z. ú.", slug=f"bench-{first_provider + number}")
        for number in range(max(1, count // 8))
    )
    services = Service.objects.bulk_create(
        [
            Service(
                name=f"{writer.words(4)} {first + number}",
                slug=f"bench-{first + number}",
                provider=writer.random.choice(providers),
                service_type=writer.random.choice(types),
                summary=writer.words(14),
                description=writer.sentences(4),
            )
            for number in range(count)
        ],
        batch_size=500,
    )
    forms = list(ServiceForm)
    OfferedForm.objects.bulk_create(
        [OfferedForm(service=service, form=writer.random.choice(forms)) for service in services], batch_size=500
    )
    Place.objects.bulk_create(
        [
            Place(
                service=service,
                street=f"{writer.words(1)} {writer.random.randint(1, 900)}",
                postal_code="41201",
                municipality=writer.random.choice(towns),
            )
            for service in services
        ],
        batch_size=500,
    )


def fill_cards(count: int) -> None:
    """The first services as full as a well-kept catalogue has them: phones, hours, answers, groups, situations."""
    writer = Writer(count)
    services = list(Service.objects.order_by("pk")[:count])
    groups = list(TargetGroup.objects.all())
    situations = list(LifeSituation.objects.filter(parent__isnull=False))
    for service in services:
        service.for_whom, service.how_to_apply = writer.sentences(1), writer.sentences(2)
        service.price_note, service.languages, service.is_barrier_free = writer.words(6), "čeština", True
        service.target_groups.set(writer.random.sample(groups, 2))
        service.situations.set(writer.random.sample(situations, 3))
    Service.objects.bulk_update(services, ["for_whom", "how_to_apply", "price_note", "languages", "is_barrier_free"])
    ServiceContact.objects.bulk_create(
        ServiceContact(service=service, kind=kind, value=value)
        for service in services
        for kind, value in ((ContactKind.PHONE, "416 123 456"), (ContactKind.EMAIL, f"s{service.pk}@example.cz"))
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(offered_form=offered, weekday=day, opens=time(7), closes=time(15, 30))
        for offered in OfferedForm.objects.filter(service__in=services)
        for day in range(5)
    )


def index_everything() -> None:
    """Rows made in bulk are not found until they are indexed."""
    reindex_services()
    for plan in Plan.objects.all():
        reindex_plan(plan.pk)
    sleep(1)  # a cluster that need not survive the measuring writes its commits late, and tidying looks for them
    tidy_index()


def make_plan(slug: str, items: int, *, chapters: int = 6, sentences: int = 3) -> Plan:
    """A published plan of priorities, goals and measures (1 : 3 : 16) with costs of four years from three sources."""
    writer = Writer(items)
    plan = Plan.objects.create(
        slug=slug,
        title=f"Komunitní plán sociálních služeb {slug}",
        starts_on=date(2025, 1, 1),
        ends_on=date(2028, 12, 31),
        vision=writer.sentences(2),
    )
    roles = (LevelRole.GROUPING, LevelRole.GOAL, LevelRole.MEASURE)
    for depth, (name, role) in enumerate(zip(("priorita", "cíl", "opatření"), roles, strict=True), 1):
        PlanLevel.objects.create(plan=plan, depth=depth, name=name, role=role)
    for number in range(chapters):
        Chapter.objects.create(
            plan=plan, title=writer.words(4), position=number + 1, body=f"<p>{writer.sentences(sentences * 8)}</p>"
        )
    _grow(plan, items, writer, sentences)
    tree.renumber(plan)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.IN_CONSULTATION)
    plan.refresh_from_db()
    return plan


def _grow(plan: Plan, items: int, writer: Writer, sentences: int) -> None:
    sources = [
        FundingSource.objects.get_or_create(name=name, defaults={"group": group})[0]
        for name, group in zip(("obec", "kraj", "stát"), FundingGroup, strict=False)
    ]
    made = 0
    while made < items:
        priority = _item(plan, None, writer, sentences)
        made += 1
        for _goal in range(3):
            if made >= items:
                return
            goal = _item(plan, priority, writer, sentences)
            made += 1
            for _measure in range(min(5, items - made)):
                measure = _item(plan, goal, writer, sentences)
                made += 1
                PlanCost.objects.bulk_create(
                    PlanCost(
                        item=measure,
                        year=year,
                        source=source,
                        kind=CostKind.PLANNED,
                        amount_czk=writer.random.randint(10, 4000) * 1000,
                    )
                    for year in range(2025, 2029)
                    for source in sources
                )


def _item(plan: Plan, parent: PlanItem | None, writer: Writer, sentences: int) -> PlanItem:
    return PlanItem.objects.create(
        plan=plan,
        parent=parent,
        depth=parent.depth + 1 if parent else 1,
        position=PlanItem.objects.filter(plan=plan, parent=parent).count() + 1,
        title=writer.words(6),
        description=writer.sentences(sentences),
        justification=writer.sentences(sentences),
        expected_effect=writer.sentences(sentences),
        outputs=writer.sentences(1),
    )
