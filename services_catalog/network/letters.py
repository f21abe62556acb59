"""Letters about contributions: a PDF for each municipality, given to the outbox with a link to it.

A letter is made of the approved content and of what serves the municipality on the day when it is made; once made it stays.
Amounts are public, so the PDF has a public address and the mail needs no attachment.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import ContactAudience
from community.models import Contact, Office
from kpss_portal.canonical import canonical, parsed, sha256_of
from kpss_portal.document_making import fill, progress_of
from kpss_portal.models import StoredDocument
from kpss_portal.outbox import queue_mail
from kpss_portal.pdf import render_pdf
from services_catalog.models import ContributionLetter, FinancingMember, MunicipalityAddress, MunicipalityDesk
from services_catalog.network.contributions import Contribution, contributions_in, key_words, own_words
from services_catalog.network.printing import frame
from services_catalog.network.serving import services_for

KIND, TEMPLATE, TEMPLATE_VERSION = "contribution", "services_catalog/network/pdf/letter.html", 1


def make_all(financing_id: int) -> None:
    """Makes what is ordered and gives it to the outbox, one after another: a fault of one stops no other."""
    rows = ContributionLetter.objects.filter(member__financing=financing_id).select_related(
        "pdf", "member__municipality", "member__financing__network"
    )
    for letter in rows:
        if make(letter).is_ready and letter.is_wanted_by_mail and letter.queued_on is None:
            send(letter)


def make(letter: ContributionLetter) -> StoredDocument:
    """Makes the PDF unless it is there."""
    if letter.pdf and letter.pdf.is_ready:
        return letter.pdf
    content = canonical(content_of(letter.member))
    stored = StoredDocument.objects.get_or_create(
        kind=KIND,
        content_sha256=sha256_of(content),
        template_version=TEMPLATE_VERSION,
        defaults={"title": _("Letter to the municipality %(name)s") % {"name": letter.member.municipality}},
    )[0]
    if stored.is_ready or fill(stored, lambda: render(parsed(content), progress_of(stored))):
        letter.pdf = stored
        letter.save(update_fields=["pdf"])
    return stored


def render(content: dict[str, Any], progress: Callable[[int, str], None] | None = None) -> bytes:
    """Bytes of the letter: the same for the same content."""
    percents = {name: Decimal(content[name]) for name in ("people_percent", "money_percent") if content[name]}
    context = frame(content) | percents | {"letter": content, "written_on": date.fromisoformat(content["written_on"])}
    return render_pdf(TEMPLATE, context, made_at=timezone.now(), progress=progress)


@transaction.atomic
def send(letter: ContributionLetter) -> bool:
    """Gives the mail to the outbox once; False where no address is known."""
    locked = ContributionLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    address = MunicipalityAddress.objects.filter(municipality=letter.member.municipality_id).first()
    if locked.queued_on is not None or address is None:
        return False
    member, office = letter.member, Office.load()
    desk = MunicipalityDesk.objects.get_or_create(member=member)[0]
    context = {"office": office, "base": settings.BASE_URL, "member": member, "url": address_of(member), "desk": desk}
    context |= {"page": page_of(member), "year": member.financing.network.year, "network": member.financing.network}
    subject = _("Contribution of the municipality %(name)s to social services in %(year)d")
    queue_mail(
        address.email,
        subject % {"name": member.municipality, "year": member.financing.network.year},
        render_to_string("services_catalog/mails/contribution.txt", context),
        kind="contribution",
        about=letter,
        reply_to=office.email,
    )
    locked.queued_on = timezone.localdate()
    locked.save(update_fields=["queued_on"])
    return True


def address_of(member: FinancingMember) -> str:
    """Where the PDF is."""
    names = [member.financing.network.year, member.municipality.slug]
    return reverse("services_catalog:network-letter", args=names)


def page_of(member: FinancingMember) -> str:
    """What serves the municipality and what it pays."""
    return reverse(
        "services_catalog:network-municipality", args=[member.financing.network.year, member.municipality.slug]
    )


# --- what the letter says -----------------------------------------------------------------------------------------


def content_of(member: FinancingMember) -> dict[str, Any]:
    """All that stands in the letter, with names instead of keys."""
    financing = member.financing
    told, network = parsed(financing.content), parsed(financing.network.content)
    own = next(row for row in contributions_in(told) if row.code == member.municipality.code)
    served = _services(member, network, own)
    told_apart = sum(row["paid_czk"] or 0 for row in served)
    return {
        "kind": KIND,
        "written_on": timezone.localdate().isoformat(),
        "office": told["office"],
        "year": told["year"],
        "money_note": network["money_note"],
        "network_title": network["title"],
        "resolution": told["resolution"],
        "note": told["note"],
        "municipality": own.name,
        "due_czk": own.due,
        "per_head": _text(own.per_head),
        "people_percent": _text(own.people_percent),
        "money_percent": _text(own.money_percent),
        "how": [*key_words(told), *own_words(told, own)],
        "services": served,
        "others_czk": own.share - told_apart if own.by_service else None,
        "share_czk": own.share,
        "contact": _contact(),
        "page": settings.BASE_URL + page_of(member),
    }


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _services(member: FinancingMember, network: dict[str, Any], own: Contribution) -> list[dict[str, Any]]:
    found = services_for(member.municipality, network, own)["serving"]
    return [
        {
            "name": row.entry.service,
            "provider": row.entry.provider,
            "type": row.entry.type,
            "form": row.entry.form,
            "paid_czk": row.paid,
        }
        for row in found
    ]


def _contact() -> dict[str, str]:
    """Whom a mayor may ask; else the office."""
    found = Contact.objects.filter(audience=ContactAudience.MUNICIPALITIES, is_public=True).first()
    source: Any = found or Office.load()
    return {"name": found.name if found else "", "phone": source.phone, "email": source.email}
