"""Measures of a plan that lives, for `make bench`: comments of a large round, and differences of two versions."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from kpss_portal.canonical import canonical, sha256_of
from plans.compared import compare_last, of_pairs
from plans.content_document import content_of
from plans.enums import CommentChannel, CommentState, Outcome, SettlementState
from plans.models import Comment, Consultation, Plan, PlanItem, PlanSnapshot
from scripts.bench_data import Writer, make_plan

SLUG = "zivy"
PLAN_ITEMS = 200
COMMENTS = 5_000
REWORDED_EVERY, PAID_EVERY, REMOVED, ADDED = 3, 4, 10, 10
LIMIT_MS, LIMIT_QUERIES = 60, 10
ADDRESSES = {
    f"/plany/{SLUG}/pripominky/": f"{COMMENTS:,} comments, their settlement published",
    f"/plany/{SLUG}/pripominky/?strana=60&vysledek=accepted": "a later page of one outcome",
    f"/plany/{SLUG}/zmeny/": f"two versions of {PLAN_ITEMS} items",
}


def measure_plan_life(tell: Callable[..., None], queries: Callable[[str], int], time: Callable[..., float]) -> None:
    """Queries and median time of each address, the first request not counted; of the last one also without memory."""
    make_lively_plan()
    for address, words in ADDRESSES.items():
        tell(f"queries of {address}, {words}", queries(address), LIMIT_QUERIES, "")
        tell(f"median time of {address}", time(address), LIMIT_MS, "ms")
    tell("    in a process that has not compared them", time(address, of_pairs.forget), LIMIT_MS, "ms")


def make_lively_plan() -> Plan:
    """A draft asked about, changed in many places and put out again; every comment of the round is answered."""
    plan, clerk = (
        make_plan(SLUG, PLAN_ITEMS),
        User.objects.create_user("urednice@example.cz", "heslo", full_name="Úřednice Vzorová"),
    )
    first = _snapshot(plan, 1, clerk)
    _change(plan)
    _snapshot(plan, 2, clerk)
    compare_last(plan.slug)  # as the background does when a version appears
    _fill(_round(plan, first, clerk), plan, clerk)
    return plan


def _snapshot(plan: Plan, number: int, clerk: User) -> PlanSnapshot:
    content = canonical(content_of(Plan.objects.get(pk=plan.pk)))
    title, checksum = f"pracovní verze {number}", sha256_of(content)
    return PlanSnapshot.objects.create(
        plan=plan, number=number, title=title, content=content, content_sha256=checksum, taken_by=clerk
    )


def _change(plan: Plan) -> None:
    """A third of items reworded, a quarter with other money, some gone, some new."""
    writer, items = Writer(7), list(plan.items.in_tree_order())
    for item in items[::REWORDED_EVERY]:
        item.description = item.description.replace("podpora", "pomoc", 2) + f" {writer.sentences(1)}"
        item.save()
    for item in items[::PAID_EVERY]:
        item.costs.filter(year=2026).update(amount_czk=1_234_000)
    leaves = [item for item in items if item.depth == max(other.depth for other in items)]
    PlanItem.objects.filter(pk__in=[item.pk for item in leaves[:REMOVED]]).delete()
    for number in range(ADDED):
        near = leaves[-1]
        PlanItem.objects.create(
            plan=plan,
            parent=near.parent,
            depth=near.depth,
            position=900 + number,
            code=f"9.9.{number}",
            path=f"{near.path[:-5]}{900 + number:04d}.",
            title=writer.words(6),
            description=writer.sentences(2),
        )


def _round(plan: Plan, snapshot: PlanSnapshot, clerk: User) -> Consultation:
    now = timezone.now()
    return Consultation.objects.create(
        plan=plan,
        snapshot=snapshot,
        title="Co změnit?",
        opens_at=now - timedelta(days=40),
        closes_at=now - timedelta(days=19),
        settlement_state=SettlementState.PUBLISHED,
        settled_by_body="Řídící skupina",
        settled_on=now.date(),
        published_at=now,
        published_by=clerk,
    )


def _fill(round_: Consultation, plan: Plan, clerk: User) -> None:
    writer, lineages, now = Writer(8), list(plan.items.values_list("lineage", flat=True)), timezone.now()
    Comment.objects.bulk_create(
        (
            Comment(
                consultation=round_,
                number=number,
                channel=CommentChannel.WEB,
                received_on=now.date(),
                item_lineage=lineages[number % len(lineages)],
                place=f"Opatření {number % len(lineages)}",
                text=writer.sentences(3),
                state=CommentState.APPROVED,
                outcome=list(Outcome)[number % len(Outcome)],
                answer=writer.sentences(2),
                changed_lineage=lineages[number % len(lineages)] if number % 3 == 0 else None,
                decided_at=now,
                decided_by=clerk,
            )
            for number in range(1, COMMENTS + 1)
        ),
        batch_size=500,
    )
