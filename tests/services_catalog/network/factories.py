"""Networks for tests: made of what a test says, through the one door."""

from datetime import date

from services_catalog.models import Network, NetworkEntry
from services_catalog.network import networks
from services_catalog.network.steps import Resolution
from tests.services_catalog.factories import ServiceFactory

RESOLUTION = Resolution("Zastupitelstvo města Vzorov", date(2025, 12, 10), "Z/123/2025")
MONEY = {("cost", "plan"): 1_000_000, ("state", "plan"): 700_000, ("together", "plan"): 300_000}


def network_of(*services, by, year: int = 2026, **money) -> Network:
    """A draft with one field entry for each service; without any, with one new service."""
    network = networks.start(year, f"Síť služeb {year}", by=by)
    for service in services or (ServiceFactory(name="Pečovatelská služba"),):
        entry = NetworkEntry(network=network, service=service, form="field", amount="4.5")
        networks.write(entry, {**MONEY, **money}, by=by)
    return network


def approved_network(*services, by, year: int = 2026) -> Network:
    """The same, approved."""
    return networks.approve(network_of(*services, by=by, year=year), RESOLUTION, by=by)
