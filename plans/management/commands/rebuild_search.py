"""Builds search anew: `manage.py rebuild_search`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Max
from django.utils.translation import gettext as _

from community.indexing import reindex_all
from kpss_portal.models import SearchEntry
from kpss_portal.search.lookups import tidy_index
from plans.indexing import reindex_plan
from plans.models import Plan
from services_catalog.indexing import reindex_others, reindex_services
from services_catalog.network.indexing import reindex_networks
from surveys.indexing import reindex_surveys


class Command(BaseCommand):
    """Everything public, written anew."""

    help = "Builds the search of everything public anew."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how much was written."""
        last_old = SearchEntry.objects.aggregate(last=Max("pk"))["last"] or 0
        reindex_all()
        reindex_services()
        reindex_others()
        reindex_networks()
        for key in Plan.objects.values_list("pk", flat=True):
            reindex_plan(key)
        reindex_surveys()
        SearchEntry.objects.filter(pk__lte=last_old).delete()  # what was not written anew is gone or hidden
        tidy_index()
        self.stdout.write(_("Search knows %(count)d things.") % {"count": SearchEntry.objects.count()})
