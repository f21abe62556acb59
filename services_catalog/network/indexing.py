"""What search knows of networks in force and of what municipalities pay; drafts never get into the index."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Municipality
from kpss_portal.search import Text, forget, index_many
from kpss_portal.templatetags.kpss import money as crowns
from services_catalog.models import Network
from services_catalog.network.contributions import Contribution, approved_contents, contributions_in

NETWORK, CONTRIBUTION = "network", "contribution"


def reindex_networks() -> None:
    """Networks in force by year, and of each municipality the page of the newest year in which it pays."""
    forget(NETWORK, Network.objects.values_list("pk", flat=True))
    forget(CONTRIBUTION, Municipality.objects.values_list("pk", flat=True))
    index_many([*_networks(), *_contributions()])


def _networks() -> Iterator[Text]:
    for network in Network.objects.in_force():
        words = _("network of services, joint financing, contributions of municipalities")
        texts = [(words, 6), (f"{network.year} {network.number}", 4), (network.change_note, 1)]
        url = network.get_absolute_url()
        yield Text(NETWORK, network.pk, network.title, url, network.intro or network.money_note, texts)


def _contributions() -> Iterator[Text]:
    towns = {town.code: town for town in Municipality.objects.all()}
    newest: dict[str, Contribution] = {}
    for _financing, content in approved_contents():
        for row in contributions_in(content):
            newest.setdefault(row.code, row)
    for code, row in newest.items():
        if code in towns:
            yield _contribution(towns[code], row)


def _contribution(town: Municipality, row: Contribution) -> Text:
    words = _("contribution to social services, joint financing, payment of the municipality")
    return Text(
        CONTRIBUTION,
        town.pk,
        _("%(name)s: what serves us and what we pay for it") % {"name": town.name},
        reverse("services_catalog:network-municipality", args=[row.year, town.slug]),
        _("Contribution for %(year)d: %(money)s.") % {"year": row.year, "money": crowns(row.due)},
        [(words, 5)],
    )
