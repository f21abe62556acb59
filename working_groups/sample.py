"""Working groups of the sample office: made-up people, meetings around today in every state."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify

from accounts.enums import Role
from accounts.models import User
from community.models import Document, PlanningArea
from kpss_portal.files import inspect_upload
from working_groups import agenda_text, indexing
from working_groups.enums import (
    DocumentKind,
    GroupKind,
    JoinState,
    MeetingState,
    MemberRole,
    NoticeUnit,
    Presence,
    Reply,
    Side,
)
from working_groups.models import Attendance, Group, GroupDocument, JoinRequest, Meeting, MeetingPaper, Membership
from working_groups.sample_minutes import load_minutes

DOMAIN = "litomericko.example"
MEMBER = ("clenka@litomericko.example", "Hana Vymyšlená")  # the demo account of a member
TOWN, CHARITY, CENTRE, HOSPICE = (
    "Město Litoměřice",
    "Charita Litoměřice",
    "Centrum sociální pomoci",
    "Hospic sv. Štěpána",
)
U, P, Z, V = Side.USER, Side.PROVIDER, Side.COMMISSIONER, Side.PUBLIC
LEADS, DEPUTY, KEEPS, SITS, GUEST = (
    MemberRole.MANAGER,
    MemberRole.DEPUTY,
    MemberRole.SECRETARY,
    MemberRole.MEMBER,
    MemberRole.GUEST,
)


@dataclass(frozen=True)
class Person:
    """A made-up member; `is_named` has agreed to show the name."""

    name: str
    organisation: str
    side: Side
    role: MemberRole = SITS
    is_named: bool = True
    function: str = ""
    has_mail: bool = True


COORDINATOR = Person("Jana Vzorová", TOWN, Z, KEEPS, function="koordinátorka plánování")
GROUPS: dict[str, dict[str, Any]] = {
    "ridici-skupina": {
        "name": "Řídící skupina",
        "kind": GroupKind.STEERING,
        "purpose": "Rozhoduje o postupu plánování, vypořádává připomínky a doporučuje plán radě a zastupitelstvu.",
        "minimum_meetings_yearly": 2,
        "notice_number": 7,
        "decision_mode": "vote",
        "convener": "chair",
        "people": [
            Person("Tomáš Cvičný", TOWN, Z, LEADS, function="místostarosta"),
            COORDINATOR,
            Person("Věra Smyšlená", "Město Úštěk", Z, function="starostka"),
            Person("Petr Zkušební", CENTRE, P),
            Person("Lenka Domnělá", CHARITY, P, is_named=False),
            Person("Marie Ukázková", "Klub seniorů Litoměřice", U),
            Person("Josef Příkladný", "pečující", U, is_named=False, has_mail=False),
        ],
    },
    "seniori": {
        "name": "Senioři",
        "purpose": "Navrhuje, co má plán udělat pro starší lidi a pro ty, kdo o ně pečují. Setkání jsou otevřená.",
        "minimum_meetings_yearly": 4,
        "notice_number": 7,
        "is_open_to_guests": True,
        "convener": "either",
        "areas": ["senio"],
        "people": [
            Person("Hana Vymyšlená", CHARITY, P, LEADS),
            Person("Petr Zkušební", CENTRE, P),
            Person("Eva Nanečistá", HOSPICE, P, is_named=False),
            COORDINATOR,
            Person("Tomáš Cvičný", TOWN, Z, function="místostarosta"),
            Person("Marie Ukázková", "Klub seniorů Litoměřice", U),
            Person("Karel Příkladný", "pečuje o manželku", U),
            Person("Božena Smyšlená", "obyvatelka domova", U, is_named=False, has_mail=False),
        ],
    },
    "zdravotni-postizeni": {
        "name": "Lidé se zdravotním postižením",
        "purpose": "Hledá, jak lidem s postižením pomoci žít doma a mezi ostatními.",
        "minimum_meetings_yearly": 4,
        "notice_number": 5,
        "notice_unit": NoticeUnit.WORKING_DAYS,
        "is_open_to_guests": True,
        "areas": ["postiž"],
        "people": [
            Person("Iveta Pomyslná", "Poradna pro lidi s postižením", P, LEADS),
            Person("Radek Neskutečný", "Denní stacionář", P, is_named=False),
            COORDINATOR,
            Person("Alena Ukázková", "rodiče dětí s postižením", U),
            Person("Milan Vzorový", "spolek lidí s postižením", U, is_named=False),
        ],
    },
    "rodiny-a-deti": {
        "name": "Rodiny, děti a mládež",
        "purpose": "Stará se o to, aby rodiny dostaly pomoc dřív, než je pozdě.",
        "minimum_meetings_yearly": 4,
        "notice_number": 7,
        "areas": ["rodin", "dět", "mlád"],
        "people": [
            Person("Simona Domnělá", CHARITY, P, LEADS),
            Person("Dana Zkušební", "oddělení sociálně-právní ochrany dětí", Z, is_named=False),
            COORDINATOR,
            Person("Jiří Nanečistý", "základní škola", V),
            Person("Klára Příkladná", "rodiče", U, is_named=False),
        ],
    },
    "vylouceni-a-krize": {
        "name": "Sociální vyloučení a krize",
        "purpose": "Řeší dluhy, bydlení a chvíle, kdy jde o všechno.",
        "minimum_meetings_yearly": 4,
        "notice_number": 7,
        "areas": ["kriz", "vylou", "ohrož"],
        "people": [
            Person("Pavel Vymyšlený", "občanská poradna", P, LEADS),
            Person("Ivana Cvičná", "terénní program", P),
            Person("Zdeněk Vzorový", "městská policie", V, GUEST, is_named=False),
            COORDINATOR,
        ],
    },
    "doprava-k-lekari": {
        "name": "Úkolová skupina Doprava k lékaři",
        "kind": GroupKind.TASK,
        "parent": "seniori",
        "purpose": "Do konce roku navrhne, jak se lidé z vesnic dostanou k lékaři a zpátky.",
        "is_public": True,
        "people": [
            Person("Karel Příkladný", "pečuje o manželku", U, LEADS),
            Person("Petr Zkušební", CENTRE, P),
            Person("Věra Smyšlená", "Město Úštěk", Z, function="starostka"),
        ],
    },
}
DELEGATES = (
    ("seniori", "Hana Vymyšlená"),
    ("zdravotni-postizeni", "Iveta Pomyslná"),
    ("rodiny-a-deti", "Simona Domnělá"),
)
PAST = (  # groups, days back, number, title, agenda
    (
        ["seniori"],
        258,
        24,
        "Stacionář v Dlouhé ulici",
        "Prohlídka stacionáře\nCo stacionář potřebuje | Charita Litoměřice",
    ),
    (["seniori"], 167, 25, "Co se povedlo v prvním pololetí", "Plnění opatření | koordinátorka\nSobotní péče\nRůzné"),
    (
        ["seniori"],
        69,
        26,
        "Víkendová péče",
        "13:00 Jak běží večerní směna\n13:40 Víkendy | Charita\n14:20 Doprava",
    ),
    (["zdravotni-postizeni"], 120, 11, "Odlehčovací služba", "Kolik hodin chybí\nNávrh opatření"),
    (["zdravotni-postizeni"], 54, 12, "Bydlení s podporou", "Co ukázala anketa\nByty města | Město Litoměřice"),
    (["rodiny-a-deti"], 96, 9, "Pomoc rodinám na vesnicích", "Kam služby nedojedou\nSdílené auto"),
    (["vylouceni-a-krize"], 40, 14, "Dluhy a exekuce", "Kolik lidí přichází\nLeták do schránek"),
    (
        ["ridici-skupina"],
        83,
        18,
        "Plnění plánu za první pololetí",
        "Zpráva o plnění | koordinátorka\nNávrh akčního plánu",
    ),
)
COMING = (  # groups, days ahead, number, title, place, state, agenda
    (
        ["seniori", "zdravotni-postizeni"],
        15,
        27,
        "Víkendová péče a návrh na příští rok",
        "Klub seniorů, Palachova 2, Litoměřice, přízemí bez schodů",
        MeetingState.INVITED,
        "13:00 Kolik bude stát neděle | Charita Litoměřice\n13:40 Návrh akčního plánu | koordinátorka\n14:30 Různé",
    ),
    (
        ["ridici-skupina"],
        22,
        19,
        "Připomínky k návrhu plánu",
        "Radnice Litoměřice, velká zasedací síň",
        MeetingState.INVITED,
        "Vypořádání připomínek\nDoporučení radě",
    ),
    (
        ["rodiny-a-deti"],
        12,
        10,
        "Nízkoprahový klub v Úštěku",
        "Dům dětí Rozmarýn",
        MeetingState.DRAFT,
        "Umístění klubu",
    ),
    (["vylouceni-a-krize"], 9, 15, "Zimní noclehárna", "Radnice Litoměřice", MeetingState.CANCELLED, "Provoz v zimě"),
)


WITH_PAPERS = "Víkendová péče"  # a past meeting, so that the archive of its year has papers
CHARTERS = (  # group, kind, title, version, years since the approval
    ("ridici-skupina", DocumentKind.CHARTER, "Základní listina", "1", 6),
    ("ridici-skupina", DocumentKind.RULES, "Jednací řád řídící skupiny", "2", 2),
    ("ridici-skupina", DocumentKind.RULES, "Jednací řád řídící skupiny", "1", 6),
    ("seniori", DocumentKind.RULES, "Jednací řád skupiny", "1", 3),
)


def load_groups(by: User) -> None:
    """Groups, members and meetings in every state; minutes are added by who looks after them."""
    groups = {slug: _group(slug, position) for position, slug in enumerate(GROUPS, start=1)}
    for slug, facts in GROUPS.items():
        above = facts.get("parent", "ridici-skupina")
        if slug != above:
            Group.objects.filter(pk=groups[slug].pk).update(parent=groups[above])
    member = _member_account()
    for slug, facts in GROUPS.items():
        _members(groups[slug], facts["people"], by, member)
    for slug, name in DELEGATES:
        rows = Membership.objects.filter(group=groups[slug])
        rows.filter(name=name).update(delegated_to=groups["ridici-skupina"])
    _ended(groups["seniori"])
    for keys, back, number, title, agenda in PAST:
        _past([groups[key] for key in keys], back, number, title, agenda, by)
    for keys, ahead, number, title, place, state, agenda in COMING:
        _coming([groups[key] for key in keys], ahead, number, title, place, state, agenda, by)
    _wishes(groups["seniori"], by)
    _charters(groups)
    _papers(Meeting.objects.get(title=WITH_PAPERS))
    load_minutes(by)
    indexing.reindex_all()


def _group(slug: str, position: int) -> Group:
    facts = {key: value for key, value in GROUPS[slug].items() if key not in {"people", "areas", "parent"}}
    group = Group(slug=slug, position=position, founded_on=date(2009, 3, 1), **facts)
    if group.kind == GroupKind.TASK:
        group.founded_on = timezone.localdate() - timedelta(days=60)
    group.save()
    for part in GROUPS[slug].get("areas", ()):
        group.planning_areas.add(*PlanningArea.objects.filter(name__icontains=part))
    return group


def _member_account() -> User:
    email, name = MEMBER
    return User.objects.filter(email=email).first() or User.objects.create_user(
        email, full_name=name, roles=(Role.MEMBER,)
    )


def _members(group: Group, people: list[Person], by: User, member: User) -> None:
    accounts = {by.full_name: by, member.full_name: member}
    start = max(date(2023, 1, 1), group.founded_on or date(2023, 1, 1))
    Membership.objects.bulk_create(
        Membership(
            group=group,
            user=accounts.get(person.name),
            name=person.name,
            email="" if person.name in accounts or not person.has_mail else _mail_of(person.name),
            organisation=person.organisation,
            side=person.side,
            role=person.role,
            starts_on=start,
            name_consented_on=start if person.is_named else None,
            public_function=person.function,
        )
        for person in people
    )


def _mail_of(name: str) -> str:
    return f"{slugify(name).replace('-', '.')}@{DOMAIN}"


def _ended(group: Group) -> None:
    """A member of the past, and one whose time is nearly over."""
    today = timezone.localdate()
    Membership.objects.create(
        group=group,
        name="Ludmila Bývalá",
        organisation="Klub seniorů Litoměřice",
        side=U,
        starts_on=date(2019, 1, 1),
        ends_on=today - timedelta(days=200),
        name_consented_on=date(2019, 1, 1),
    )
    Membership.objects.filter(group=group, name="Eva Nanečistá").update(ends_on=today + timedelta(days=36))


def _moment(days: int, hour: int) -> datetime:
    """Not on a weekend: groups do not meet then."""
    day = timezone.localdate() + timedelta(days=days)
    day += timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _meeting(groups: list[Group], days: int, number: int, title: str, agenda: str, **fields: Any) -> Meeting:
    starts = _moment(days, 13)
    usual = {"place": "Klub seniorů, Litoměřice", "ends_at": starts + timedelta(hours=2)}
    meeting = Meeting.objects.create(title=title, number=number, starts_at=starts, **usual | fields)
    meeting.groups.set(groups)
    agenda_text.write(meeting, agenda_text.points_of(agenda))
    return meeting


def _past(groups: list[Group], back: int, number: int, title: str, agenda: str, by: User) -> None:
    then = _moment(-back, 15)
    meeting = _meeting(
        groups, -back, number, title, agenda, state=MeetingState.HELD, held_at=then, held_by=by,
        invited_at=then - timedelta(days=14), invited_by=by,
    )  # fmt: skip
    habits = (
        Presence.PRESENT,
        Presence.PRESENT,
        Presence.EXCUSED,
        Presence.PRESENT,
        Presence.REPRESENTED,
        Presence.PRESENT,
    )
    rows = [
        Attendance(meeting=meeting, membership=member, presence=habits[(place + number) % len(habits)])
        for place, member in enumerate(_people(groups, meeting))
    ]
    if number % 2:
        rows.append(
            Attendance(
                meeting=meeting, guest_name="Ota Vzorný", guest_organisation="Městská knihovna", presence=Presence.GUEST
            )
        )
    Attendance.objects.bulk_create(rows)


def _people(groups: list[Group], meeting: Meeting) -> list[Membership]:
    found: dict[str, Membership] = {}
    for member in Membership.objects.filter(group__in=groups).current(meeting.day).order_by("pk"):
        found.setdefault(member.name, member)
    return list(found.values())


def _coming(
    groups: list[Group], ahead: int, number: int, title: str, place: str, state: MeetingState, agenda: str, by: User
) -> None:
    now = timezone.now()
    fields: dict[str, Any] = {"place": place, "state": state}
    if state != MeetingState.DRAFT:
        fields |= {"invited_at": now - timedelta(days=2), "invited_by": by}
    if state == MeetingState.CANCELLED:
        fields |= {"cancelled_at": now, "cancelled_by": by, "sequence": 1}
        fields |= {"cancel_reason": "Náhradní termín oznámíme, vedoucí skupiny je nemocný."}
    meeting = _meeting(groups, ahead, number, title, agenda, **fields)
    if state == MeetingState.INVITED:
        _replies(meeting, _people(groups, meeting), now)
        _papers(meeting)


def _replies(meeting: Meeting, members: list[Membership], now: datetime) -> None:
    answers = (Reply.YES, Reply.NONE, Reply.YES, Reply.EXCUSED, Reply.NONE, Reply.YES)
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            membership=member,
            invited_at=now - timedelta(days=2),
            reply=Reply.NONE if member.name == MEMBER[1] else answers[place % len(answers)],
            replied_at=None
            if member.name == MEMBER[1] or answers[place % len(answers)] == Reply.NONE
            else now - timedelta(days=1),
        )
        for place, member in enumerate(members)
    )


def _papers(meeting: Meeting) -> None:
    """One paper for everybody, one for members."""
    rows = (("Návrh k jednání (ukázka)", True), ("Podklad jen pro členy (ukázka)", False))
    first = meeting.agenda.first()
    for position, (title, is_public) in enumerate(rows, start=1):
        document = _document(title, f"Ukázkový text k setkání {meeting.title}.", is_public=is_public)
        MeetingPaper.objects.create(
            meeting=meeting, document=document, position=position, item=first if position == 2 else None
        )


def _document(title: str, words: str, *, is_public: bool) -> Document:
    facts = inspect_upload(ContentFile(f"{title}\n\n{words}\n".encode(), name="a.txt"))
    document = Document(
        title=title,
        sha256=facts.sha256,
        content_type=facts.content_type,
        extension=facts.extension,
        size_bytes=facts.size_bytes,
        is_public=is_public,
    )
    document.file.save("a.txt", facts.content(), save=False)
    document.save()
    return document


def _charters(groups: dict[str, Group]) -> None:
    """Documents by which groups are governed, an older version of one among them."""
    for slug, kind, title, version, years_ago in CHARTERS:
        group = groups[slug]
        GroupDocument.objects.create(
            group=group,
            kind=kind,
            version=version,
            approved_on=timezone.localdate() - timedelta(days=round(365.25 * years_ago) + 40),
            approving_body="Rada města" if kind == DocumentKind.CHARTER else group.name,
            document=_document(f"{title} (ukázka)", f"Ukázkový text, {group.name}, verze {version}.", is_public=True),
        )


def _wishes(group: Group, by: User) -> None:
    JoinRequest.objects.create(
        group=group,
        name="Alois Vzorný",
        phone="416000999",
        side=U,
        text="Starám se o maminku a rád bych řekl, co nám chybí o víkendech.",
    )
    accepted = JoinRequest.objects.create(
        name="Zita Ukázková",
        email="zita.ukazkova@litomericko.example",
        side=V,
        text="Pracuji v knihovně, mohli bychom půjčit sál.",
        state=JoinState.ACCEPTED,
        decided_at=timezone.now() - timedelta(days=20),
        decided_by=by,
    )
    JoinRequest.objects.filter(pk=accepted.pk).update(created_at=timezone.now() - timedelta(days=23))
