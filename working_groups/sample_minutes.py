"""Minutes, decisions and tasks of the sample office: made up, in every state, around today."""

import io
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from odf.opendocument import OpenDocumentText
from odf.text import H, P

from accounts.models import User
from kpss_portal.files import inspect_upload
from services_catalog.models import Service
from working_groups.deciding import add_decision
from working_groups.enums import DecisionMode, MeetingState, MinutesState, TaskState, Verb
from working_groups.minutes import commenting, public_version, taking, workflow, writing
from working_groups.minutes.writing import Typed
from working_groups.models import Decision, EarlierText, Group, Meeting, Membership, Minutes, Task
from working_groups.redaction import digest_of

S = MinutesState
WAY = ("hand_in", "check", "send", "approve", "publish", "withdraw")
HOW_FAR = {
    S.DRAFT: 0,
    S.UPLOADED: 1,
    S.CHECKED: 2,
    S.COMMENTING: 3,
    S.APPROVED: 4,
    S.PUBLISHED: 5,
    S.WITHDRAWN: 6,
}


@dataclass(frozen=True)
class Story:
    """Minutes of one meeting: texts by points of its agenda in their order; `first` are those that a member wrote before."""

    title: str
    state: MinutesState
    texts: tuple[str, ...]
    summary: str = ""
    as_file: bool = False
    first: tuple[str, ...] = ()


STORIES = (
    Story(
        "Stacionář v Dlouhé ulici",
        S.PUBLISHED,
        (
            "<p>Stacionářem nás provedla Eva Nanečistá. Denně přichází 18 lidí, místo je pro 24.</p>",
            "<p>Chybí druhé auto na svoz. Paní Božena Smyšlená připomněla, že ranní autobus nejede.</p>",
        ),
        "Stacionář má volná místa, chybí mu druhé auto na svoz lidí.",
    ),
    Story(
        "Co se povedlo v prvním pololetí",
        S.WITHDRAWN,
        ("<p>Plní se osm opatření z jedenácti.</p>", "<p>Sobotní péče začne na podzim.</p>"),
        "Plní se osm opatření z jedenácti.",
    ),
    Story(
        "Víkendová péče",
        S.PUBLISHED,
        (
            "<p>Od 1. září ji využívá 31 lidí, nejčastěji mezi 17. a 19. hodinou. Paní Božena Smyšlená připomněla, že o změně"
            " řada lidí neví.</p>",
            "<p>Na sobotu jsou dvě pracovnice, na neděli žádná. Město potvrdilo, že peníze na letošní rok jsou vyčleněné.</p>",
            "<p>V anketě je to nejčastější potřeba (407 lidí). Skupina chce znát:</p><ul><li>jízdní řády,</li><li>objednané časy"
            " ordinací v Úštěku a Štětí.</li></ul>",
        ),
        "Skupina doporučila soboty hned a neděle v návrhu na příští rok.",
        first=(
            "<p>Od 1. září ji využívá asi 30 lidí, nejčastěji mezi 17. a 19. hodinou.</p>",
            "<p>Na sobotu jsou dvě pracovnice, na neděli žádná. Město ještě neví, jestli na letošní rok budou peníze.</p>",
        ),
    ),
    Story(
        "Odlehčovací služba",
        S.PUBLISHED,
        (
            "<p>Podle ankety chybí asi 120 hodin týdně.</p>",
            "<p>Návrh opatření připraví vedoucí skupiny s Radkem Neskutečným.</p>",
        ),
        "Chybí asi 120 hodin odlehčovací služby týdně.",
    ),
    Story("Bydlení s podporou", S.APPROVED, ("<p>Zájem má 23 lidí.</p>", "<p>Město nabídne tři byty.</p>")),
    Story(
        "Pomoc rodinám na vesnicích",
        S.CHECKED,
        ("<p>Služby nejezdí do osmi obcí.</p>", "<p>Sdílené auto by stálo 14 000 Kč měsíčně.</p>"),
    ),
    Story(
        "Dluhy a exekuce",
        S.COMMENTING,
        ("<p>Poradna měla 64 nových klientů.</p>", "<p>Leták roznese terénní program.</p>"),
    ),
    Story(
        "Plnění plánu za první pololetí",
        S.UPLOADED,
        ("Řídící skupina vzala zprávu na vědomí.", "Akční plán se předloží radě."),
        "Řídící skupina vzala na vědomí zprávu o plnění plánu.",
        as_file=True,
    ),
    Story(
        "Odpočinek pro pečující",
        S.COMMENTING,
        (
            "<p>Pečující potřebují aspoň dva volné dny v měsíci.</p>",
            "<p>Petr Zkušební zjistí, kolik míst má centrum.</p>",
        ),
    ),
    Story("Asistence ve škole", S.DRAFT, ("<p>Asistenty má devět dětí, šest jich chybí.</p>", "")),
)
RECENT = (  # group, days back, title, agenda; besides the meetings of sample.py
    ("seniori", 20, "Odpočinek pro pečující", ("Co pečující potřebují", "Odlehčovací pobyty")),
    ("zdravotni-postizeni", 11, "Asistence ve škole", ("Kolik asistentů chybí", "Kdo je zaplatí")),
    ("seniori", 8, "Doprava k lékaři", ("Jízdní řády", "Objednané časy ordinací")),  # its minutes are missing
)
DECISIONS: tuple[
    tuple[str, Verb, str, tuple[int, int, int] | None, str], ...
] = (  # meeting, verb, text, votes, service
    ("Stacionář v Dlouhé ulici", Verb.NOTES, "zprávu o provozu stacionáře", None, "stacionář"),
    (
        "Stacionář v Dlouhé ulici",
        Verb.RECOMMENDS,
        "pořídit druhé auto na svoz lidí do stacionáře",
        None,
        "stacionář",
    ),
    (
        "Víkendová péče",
        Verb.RECOMMENDS,
        "zahájit sobotní péči od 1. listopadu a neděle zařadit do návrhu akčního plánu na příští rok",
        None,
        "pečovatelská",
    ),
    ("Odlehčovací služba", Verb.APPROVES, "návrh opatření Odlehčovací služba doma", (7, 0, 1), "odlehčovací"),
    ("Plnění plánu za první pololetí", Verb.NOTES, "zprávu o plnění plánu za první pololetí", (6, 0, 0), ""),
    (
        "Plnění plánu za první pololetí",
        Verb.CHARGES,
        "koordinátorce předložit návrh akčního plánu radě města",
        (6, 0, 0),
        "",
    ),
)
TASKS: tuple[tuple[str, str, str, int, TaskState], ...] = (  # meeting, task, who, days from today, state
    ("Víkendová péče", "Leták o sobotní péči na všechny obecní úřady", "Jana Vzorová", -42, TaskState.DONE),
    ("Víkendová péče", "Spočítat cenu nedělní směny", "Hana Vymyšlená", -23, TaskState.OPEN),
    ("Víkendová péče", "Rozpis ordinačních hodin v Úštěku a Štětí", "Město Úštěk", 5, TaskState.RUNNING),
    ("Odlehčovací služba", "Zjistit, kolik rodin by službu využilo", "Iveta Pomyslná", 20, TaskState.OPEN),
    ("Stacionář v Dlouhé ulici", "Poptat auto s plošinou", "Petr Zkušební", -120, TaskState.CANCELLED),
    ("Odpočinek pro pečující", "Sepsat, kdo nabízí pobyty pro pečující", "Hana Vymyšlená", 14, TaskState.OPEN),
)


def load_minutes(by: User) -> None:
    """Minutes in every state, one missing, decisions, tasks; call it when meetings are loaded."""
    for slug, back, title, points in RECENT:
        _meeting(Group.objects.get(slug=slug), back, title, points, by)
    meetings = {meeting.title: meeting for meeting in Meeting.objects.prefetch_related("groups")}
    for title, verb, text, votes, service in DECISIONS:
        _decision(meetings[title], verb, text, votes, service, by)
    for story in STORIES:
        _tell(story, meetings[story.title], by)
    for title, words, who, days, state in TASKS:
        _task(meetings[title], words, who, days, state, by)


def _meeting(group: Group, back: int, title: str, points: tuple[str, ...], by: User) -> None:
    day = timezone.localdate() - timedelta(days=back)
    day -= timedelta(days={5: 1, 6: 2}.get(day.weekday(), 0))
    starts = timezone.make_aware(datetime.combine(day, time(13)))
    meeting = Meeting.objects.create(
        title=title, starts_at=starts, ends_at=starts + timedelta(hours=2), place="Klub seniorů, Litoměřice",
        state=MeetingState.HELD, held_at=starts + timedelta(hours=2), held_by=by, invited_at=starts - timedelta(days=14),
        invited_by=by,
    )  # fmt: skip
    meeting.groups.add(group)
    for position, point in enumerate(points, start=1):
        meeting.agenda.create(position=position, title=point)


def _decision(
    meeting: Meeting, verb: Verb, text: str, votes: tuple[int, int, int] | None, service: str, by: User
) -> None:
    decision = Decision(group=meeting.main_group, meeting=meeting, decided_on=meeting.day, verb=verb, text=text)
    if votes:
        decision.basis = DecisionMode.VOTE
        decision.votes_for, decision.votes_against, decision.votes_abstained = votes
    add_decision(decision, by=by)
    if service:
        decision.services.add(*Service.objects.public().filter(name__icontains=service).order_by("sort_key")[:1])


def _tell(story: Story, meeting: Meeting, by: User) -> None:
    minutes = _by_file(story, meeting, by) if story.as_file else _written(story, meeting, by)
    passed = WAY[1 if story.as_file else 0 : HOW_FAR[story.state]]
    for name in passed:
        if name == "approve":
            _make_public(minutes, by)
        minutes = workflow.take_step(
            minutes,
            name,
            by=by,
            words="V textu byl omylem údaj o zdraví." if name == "withdraw" else "",
            until=timezone.localdate() + timedelta(days=5) if name == "send" else None,
        )
    if story.state == S.COMMENTING:
        commenting.add(minutes, "K druhému bodu prosím doplňte, že jde jen o všední dny.", by=by)
    _date_back(minutes, meeting)


def _by_file(story: Story, meeting: Meeting, by: User) -> Minutes:
    document = OpenDocumentText()
    for point, text in zip(meeting.agenda.all(), story.texts, strict=True):
        document.text.addElement(H(outlinelevel=1, text=point.title))
        document.text.addElement(P(text=text))
    stream = io.BytesIO()
    document.write(stream)
    facts = inspect_upload(ContentFile(stream.getvalue(), name="zapis.odt"))
    minutes: Minutes = taking.take_file(meeting, facts, by=by, summary=story.summary, attended=6).file.minutes
    return minutes


def _written(story: Story, meeting: Meeting, by: User) -> Minutes:
    minutes = writing.begin(meeting, by=by)
    member = User.objects.exclude(pk=by.pk).filter(memberships__group__meetings=meeting).first()
    if story.first and member is not None:
        _type(minutes, story.first, member)
    _type(minutes, story.texts, by)
    Minutes.objects.filter(pk=minutes.pk).update(summary=story.summary)
    minutes.refresh_from_db()
    return minutes


def _type(minutes: Minutes, texts: tuple[str, ...], by: User) -> None:
    """Texts of points in their order, over what stands there; what somebody else wrote stays among earlier texts."""
    pairs = zip(minutes.items.all(), texts, strict=False)
    writing.save_all(minutes, {item.pk: Typed(text, item.version) for item, text in pairs}, by=by)


def _make_public(minutes: Minutes, by: User) -> None:
    source = public_version.source_of(minutes)
    offers = public_version.offers_of(minutes, source)
    public_version.make(
        minutes, digest_of(source), {number: offer.replacement for number, offer in enumerate(offers)}, by=by
    )


def _date_back(minutes: Minutes, meeting: Meeting) -> None:
    """Steps of a meeting of the spring were not taken today."""
    minutes.refresh_from_db()
    days = {"handed_in": 2, "checked": 4, "sent": 5, "approved": 13, "published": 14, "withdrawn": 30}
    latest = timezone.now() - timedelta(minutes=5)
    for name, later in days.items():
        moment: Any = getattr(minutes, f"{name}_at")
        if moment is not None:
            setattr(minutes, f"{name}_at", min(latest, meeting.ends_at + timedelta(days=later)))
    minutes.save()
    for event in minutes.events.all():
        mark = workflow.STEPS[event.step].mark if event.step in workflow.STEPS else ""
        event.taken_at = getattr(minutes, f"{mark}_at") if mark else meeting.ends_at + timedelta(days=1)
        event.save()
    minutes.items.filter(edited_at__isnull=False).update(edited_at=meeting.ends_at + timedelta(days=1))
    EarlierText.objects.filter(item__minutes=minutes).update(written_at=meeting.ends_at + timedelta(hours=3))


def _task(meeting: Meeting, words: str, who: str, days: int, state: TaskState, by: User) -> None:
    group = meeting.main_group
    owner = Membership.objects.filter(group=group, name=who).first()
    is_settled = state not in TaskState.waiting()
    Task.objects.create(
        group=group,
        meeting=meeting,
        decision=meeting.decisions.order_by("-number").first(),
        title=words,
        owner=owner,
        owner_words="" if owner else who,
        due_on=timezone.localdate() + timedelta(days=days),
        state=state,
        given_at=meeting.ends_at,
        settled_at=timezone.now() - timedelta(days=abs(days) + 1) if is_settled else None,
        settled_by=by if is_settled else None,
    )
