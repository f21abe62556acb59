"""The whole catalogue as a booklet: made in the background, stored by its content, the last edition given out meanwhile.

A booklet is read for a year, so it holds what lasts: no free places, no exceptions to hours. Each edition bears the day when it
was made.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import ContactAudience
from community.models import Contact, Office, PlanningArea
from kpss_portal.background import task
from kpss_portal.document_making import fill, progress_of, throw_away
from kpss_portal.models import DocumentState, StoredDocument
from kpss_portal.pdf import Progress, render_pdf
from services_catalog.details import details_of, with_details
from services_catalog.enums import PrintSize, ServiceKind
from services_catalog.models import Booklet, CrisisLine, LifeSituation, Place, Provider, Service
from services_catalog.printing import Content, card_content, colors, sha256_of

TEMPLATE = "services_catalog/pdf/booklet.html"
TEMPLATE_VERSION = 2  # crisis lines on one page
KIND = "booklet"
LOOK_AGAIN = timedelta(minutes=10)  # how often a reader makes the portal compare the edition with the catalogue
PATIENCE = timedelta(minutes=10)  # an edition that is not ready by then will not be: its worker was stopped


# --- content ------------------------------------------------------------------------------------------------------


def booklet_content() -> Content:
    """All that the booklet is made of but its day; the same number of queries for any number of services."""
    services = list(
        with_details(Service.objects.public()).prefetch_related("target_groups__planning_areas", "situations")
    )
    office = Office.load()
    cards = {service.pk: card_content(details_of(service)) for service in services}
    return {
        "version": TEMPLATE_VERSION,
        "base": settings.BASE_URL,
        "office": _office(office),
        "emergency": [_line(line) for line in CrisisLine.objects.filter(is_emergency=True)],
        "lines": [_line(line) for line in CrisisLine.objects.filter(is_emergency=False)],
        "situations": _situations(services),
        "areas": _areas(services, cards),
        "related": [cards[service.pk] for service in services if service.kind == ServiceKind.RELATED],
        "contacts": _contacts(),
        "providers": _providers(services),
    }


def _office(office: Office) -> Content:
    return {
        "name": office.legal_name or office.portal_name,
        "portal": office.portal_name,
        "territory": office.territory_name,
        "related": office.related_services_label,
        "accent": office.accent_color,
        "ico": office.ico,
        "street": office.street,
        "phone": office.phone,
        "email": office.email,
        "hours": office.office_hours,
    }


def _line(line: CrisisLine) -> Content:
    return {
        "name": line.name,
        "phone": line.phone,
        "availability": line.availability,
        "is_free": line.is_free,
        "description": line.description,
    }


def _situations(services: Sequence[Service]) -> list[Content]:
    """Situations with their services, in the office's order; the provider tells services of the same name apart."""
    by_situation: dict[int, list[Service]] = {}
    names = Counter(service.name for service in services)
    for service in services:
        for situation in service.situations.all():
            by_situation.setdefault(situation.pk, []).append(service)
    rows = []
    for situation in LifeSituation.objects.select_related("parent"):
        if situation.pk in by_situation:
            found = by_situation[situation.pk]
            rows.append(
                {
                    "key": situation.pk,
                    "name": situation.name,
                    "group": situation.parent.name if situation.parent else situation.name,
                    "order": [(situation.parent or situation).position, situation.parent_id or situation.pk],
                    "services": [
                        [service.pk, service.name, service.provider.name if names[service.name] > 1 else ""]
                        for service in found
                    ],
                }
            )
    return sorted(rows, key=lambda row: (row["order"], row["name"] != row["group"]))


def _areas(services: Iterable[Service], cards: dict[int, Content]) -> list[Content]:
    """Each registered service once: in the area that gathers most of its target groups, the earlier one of equals."""
    areas = list(PlanningArea.objects.all())
    chosen: dict[int, list[Content]] = {}
    for service in services:
        if service.kind == ServiceKind.RELATED:
            continue
        counts: dict[int, int] = {}
        for group in service.target_groups.all():
            for area in group.planning_areas.all():
                counts[area.pk] = counts.get(area.pk, 0) + 1
        best = max((area.pk for area in areas), key=lambda key: counts.get(key, 0), default=0)
        chosen.setdefault(best if counts else 0, []).append(cards[service.pk])
    rows = [(area.pk, area.name) for area in areas] + [(0, _("For everybody"))]
    return [{"key": key, "name": name, "cards": chosen[key]} for key, name in rows if key in chosen]


def _contacts() -> list[Content]:
    """Those of the office to whom the public may turn."""
    rows = Contact.objects.filter(Q(audience=ContactAudience.PUBLIC) | Q(is_main=True), is_public=True)
    return [
        {
            "name": row.name,
            "role": row.role,
            "phone": row.phone,
            "email": row.email,
            "address": row.address,
            "hours": row.hours,
        }
        for row in rows
    ]


def _providers(services: Iterable[Service]) -> list[Content]:
    by_provider: dict[int, list[Service]] = {}
    for service in services:
        by_provider.setdefault(service.provider_id, []).append(service)
    return [
        {
            "name": provider.name,
            "phone": provider.phone,
            "services": [[service.pk, service.name] for service in by_provider[provider.pk]],
        }
        for provider in Provider.objects.filter(pk__in=by_provider)
    ]


def render_booklet(content: Content, size: PrintSize, progress: Progress | None = None) -> bytes:
    """Bytes of an edition of today."""
    context = content | {"colors": colors(), "is_large": size == PrintSize.LARGE, "day": timezone.localdate()}
    return render_pdf(TEMPLATE, context, made_at=timezone.now(), progress=progress)


# --- editions -----------------------------------------------------------------------------------------------------


def booklet_of(size: PrintSize) -> Booklet:
    """The row of the size; made when it is first asked for."""
    Booklet.objects.get_or_create(size=size)
    return Booklet.objects.select_related("document", "making").get(size=size)


def look_again(booklet: Booklet) -> bool:
    """Has the edition compared with the catalogue, unless that was done just now; of many readers one asks for it."""
    before = timezone.now() - LOOK_AGAIN
    due = Booklet.objects.filter(Q(checked_at__isnull=True) | Q(checked_at__lt=before), pk=booklet.pk)
    if not due.update(checked_at=timezone.now()):
        return False
    renew_booklet.enqueue(booklet.size)
    return True


def catalogue_changed() -> None:
    """The next reader has the editions compared with the catalogue."""
    Booklet.objects.update(checked_at=None)


def new_edition(size: PrintSize) -> None:
    """A new edition with the day of today, even if nothing has changed."""
    booklet = booklet_of(size)
    Booklet.objects.filter(pk=booklet.pk).update(checked_at=timezone.now())
    transaction.on_commit(lambda: renew_booklet.enqueue(size.value, True))


@task()
def renew_booklet(size: str, is_wanted: bool = False) -> None:
    """Makes an edition if the catalogue has changed since the last one, or if somebody wants one."""
    make_edition(PrintSize(size), is_wanted=is_wanted)


def make_edition(size: PrintSize, *, is_wanted: bool = False) -> Booklet:
    """The booklet with an edition of the present catalogue; what went wrong is written at the one being made."""
    hidden = list(Place.objects.filter(is_address_hidden=True).order_by("pk").values_list("pk", flat=True))
    content = booklet_content()  # after the secret places: one that becomes secret meanwhile withholds the edition
    stored = _begin(booklet_of(size), sha256_of(content), is_wanted)
    if stored and fill(stored, lambda: render_booklet(content, size, progress_of(stored))):
        _give_out(size, stored, hidden)
    return booklet_of(size)


@transaction.atomic
def _begin(booklet: Booklet, checksum: str, is_wanted: bool) -> StoredDocument | None:
    """The document to fill; None if the edition is up to date or another worker is making it."""
    row = Booklet.objects.select_for_update(of=("self",)).get(pk=booklet.pk)
    is_fresh = row.document is not None and row.document.content_sha256 == checksum and row.is_safe
    if (is_fresh and not is_wanted) or (row.making and is_being_made(row.making)):
        return None
    if row.making:
        row.making.delete()
    row.making = StoredDocument.objects.create(
        kind=f"{KIND}-{row.size}",
        title=_("Catalogue of social services"),
        content_sha256=checksum,
        template_version=TEMPLATE_VERSION,
    )
    row.save(update_fields=["making"])
    return row.making


def is_being_made(document: StoredDocument) -> bool:
    """Whether somebody works on it: a worker that was stopped is not waited for for ever."""
    is_open = document.state in {DocumentState.WAITING, DocumentState.RENDERING}
    return is_open and timezone.now() - document.created_at < PATIENCE


@transaction.atomic
def _give_out(size: PrintSize, stored: StoredDocument, hidden: list[int]) -> None:
    """The new edition takes the place of the old one, whose file goes: it may hold what is secret now."""
    row = Booklet.objects.select_for_update(of=("self",)).select_related("document").get(size=size)
    old, row.document, row.making, row.hidden_places = row.document, stored, None, hidden
    row.save(update_fields=["document", "making", "hidden_places"])
    if old:
        transaction.on_commit(lambda: throw_away(old))


def edition_of(booklet: Booklet) -> StoredDocument | None:
    """The edition that may be given out now; None before the first one, and when an address has become secret since."""
    document = booklet.document
    return document if document and document.is_ready and booklet.is_safe else None
