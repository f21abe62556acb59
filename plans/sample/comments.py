"""Comments of the sample office: a settled round of the plan in force, an open one of the next plan. All made up."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from accounts.models import User
from plans import amending, consulting
from plans.enums import Capacity, CommentChannel, CommentKind, Outcome
from plans.models import Comment, Consultation, Plan

SETTLED_BY = "Řídící skupina komunitního plánování"
WAYS = (
    "Na papíře: podatelna, Mírové náměstí 15/7, Litoměřice.\nE-mailem: planovani@litomericko.example.\n"
    "Telefonicky nebo osobně u koordinátorky."
)


class Sample(NamedTuple):
    """A comment as it came and what became of it."""

    code: str
    text: str
    capacity: Capacity
    channel: CommentChannel
    outcome: Outcome | None = None
    answer: str = ""
    change: str = ""
    kind: CommentKind = CommentKind.CONTENT


SETTLED = (
    Sample(
        "1.1.2",
        "Doplnit i soboty dopoledne, maminka je o víkendu sama.",
        Capacity.USER,
        CommentChannel.WEB,
        Outcome.ACCEPTED,
        "Večerní směna platí pro celý víkend, text jsme upravili.",
        "Název a popis opatření 1.1.2 mluví o víkendech.",
    ),
    Sample(
        "1.2.3",
        "Uveďte kapacitu stacionáře, jinak nejde poznat, zda se něco změní.",
        Capacity.PROVIDER,
        CommentChannel.MAIL,
        Outcome.PARTLY,
        "Kapacita je uvedená jako cílová hodnota ukazatele, ne v popisu.",
        "Ukazatel opatření 1.2.3 má cílovou hodnotu.",
    ),
    Sample(
        "5.3.2",
        "Podle čeho se počítá příspěvek obce?",
        Capacity.MUNICIPALITY,
        CommentChannel.DATA_BOX,
        Outcome.EXPLAINED,
        "Podle skutečného využití služeb lidmi z obce. Vzorec bude v akčním plánu.",
        kind=CommentKind.QUESTION,
    ),
    Sample(
        "2.1.1",
        "Opravte i nádraží, je tam vysoký obrubník.",
        Capacity.USER,
        CommentChannel.SPOKEN,
        Outcome.OUT_OF_SCOPE,
        "Budova nepatří obcím, podnět jsme předali správci.",
    ),
    Sample(
        "4.2.1",
        "Noclehárna by měla být otevřená celý rok.",
        Capacity.PROVIDER,
        CommentChannel.PAPER,
        Outcome.REJECTED,
        "Pro celoroční provoz není prostor ani prokázaná potřeba; vrátíme se k tomu při vyhodnocení.",
    ),
    Sample(
        "",
        "V úvodu je dvakrát slovo „sociálních“.",
        Capacity.CITIZEN,
        CommentChannel.WEB,
        Outcome.INCORPORATED,
        "Děkujeme, opraveno.",
        kind=CommentKind.FORMAL,
    ),
    Sample(
        "1.3.3",
        "Vzdělávání pečujících je skvělé, jen tak dál.",
        Capacity.CITIZEN,
        CommentChannel.WEB,
        Outcome.NOTED,
        "Děkujeme za podporu.",
        kind=CommentKind.SUPPORT,
    ),
)
OPEN = (
    Sample("1.1.1", "Nedělní směna by měla začínat už v šest ráno.", Capacity.USER, CommentChannel.WEB),
    Sample(
        "1.1.2",
        "Doprava k lékaři i z obcí bez autobusu.",
        Capacity.MUNICIPALITY,
        CommentChannel.MAIL,
    ),
    Sample("2.1.2", "Psycholog pro děti je potřeba i v Úštěku.", Capacity.CITIZEN, CommentChannel.WEB),
    Sample("2.1.2", "Přidejte prosím dětského psychologa také do Úštěku.", Capacity.CITIZEN, CommentChannel.PAPER),
)


def load_settled(plan: Plan, by: User) -> None:
    """The round before the approval of the plan, settled and published."""
    first = plan.starts_on - timedelta(days=110)
    round_ = _round(plan, "Co změnit v návrhu plánu?", _at(first, 8), _at(first + timedelta(days=7), 17), by)
    round_.attendance_count = 34
    round_.hearing_programme = "Představení návrhu\nDiskuse podle priorit\nJak podat připomínku"
    round_.save()
    for number, sample in enumerate(SETTLED):
        _settle(_comment(round_, sample, first + timedelta(days=2 * number + 1), by), sample, by)
    consulting.approve_settlement(round_, SETTLED_BY, first + timedelta(days=45), by=by)
    consulting.publish_settlement(round_, by=by)
    Consultation.objects.filter(pk=round_.pk).update(published_at=_at(first + timedelta(days=50), 9))


def load_open(plan: Plan, by: User) -> None:
    """The round that runs now: some comments came, one is settled, two say the same."""
    today = timezone.localdate()
    round_ = _round(
        plan,
        "Co změnit v návrhu plánu na roky 2029–2032?",
        _at(today - timedelta(days=9), 8),
        _at(today + timedelta(days=13), 17),
        by,
    )
    round_.answers_on = today + timedelta(days=60)
    round_.save()
    made = [_comment(round_, sample, today - timedelta(days=5), by) for sample in OPEN]
    made[0].outcome, made[0].answer = Outcome.PARTLY, "Začátek v šest zkusíme ve dvou obcích."
    consulting.settle(made[0], by=by)
    consulting.join_duplicates(Comment.objects.filter(pk__in=[row.pk for row in made[2:]]), by=by)


def _round(plan: Plan, title: str, opens_at: datetime, hearing_at: datetime, by: User) -> Consultation:
    snapshot = amending.take_snapshot(plan, "pracovní verze k připomínkám", by=by)
    return Consultation.objects.create(
        plan=plan,
        snapshot=snapshot,
        title=title,
        opens_at=opens_at,
        closes_at=consulting.closing_of(opens_at, hearing_at),
        hearing_at=hearing_at,
        hearing_place="Hrad Litoměřice",
        other_ways=WAYS,
    )


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _comment(round_: Consultation, sample: Sample, day: date, by: User) -> Comment:
    item = round_.plan.items.filter(code=sample.code).first()
    comment = Comment(
        consultation=round_,
        text=sample.text,
        capacity=sample.capacity,
        channel=sample.channel,
        kind=sample.kind,
        received_on=day,
        place=str(item) if item else "",
        item_lineage=item.lineage if item else None,
    )
    return consulting.write_down(comment, by=by)


def _settle(comment: Comment, sample: Sample, by: User) -> None:
    comment.outcome, comment.answer, comment.change_made = sample.outcome or "", sample.answer, sample.change
    comment.changed_lineage = comment.item_lineage if sample.change else None
    consulting.settle(comment, by=by)
