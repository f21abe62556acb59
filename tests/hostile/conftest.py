"""A portal in which every text is hostile, looked at once by everybody."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from kpss_portal import pdf
from kpss_portal.models import OutgoingMail
from tests.hostile import marking, world
from tests.hostile.fuzzing import Person

FILES = (".csv", ".xlsx", ".ods", ".pdf", ".json", ".geojson", ".xml", ".ics", ".txt", ".css", "/")


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small portal, built once for the tests of a file; what each of them changes is taken back."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("uploads")),
        transaction.atomic(),
    ):
        built = world.build()
        connection.run_on_commit = []
        with django_db_blocker.block():
            yield built
        transaction.set_rollback(True)
    cache.clear()


@pytest.fixture(scope="package")
def marked_portal(django_db_setup, django_db_blocker, tmp_path_factory):
    """What everybody sees of it: answers, sources of documents, mails; the database is as before."""
    sources: list[str] = []
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("uploads")),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr(pdf, "_weasyprint", lambda: _drawing_nothing(sources))
        patch.setattr(pdf, "_finished", lambda data, *_facts: data)
        patch.setattr("kpss_portal.document_making.page_count", lambda _data: 1)
        made = world.build()
        marked = marking.mark_everything()
        call_command("rebuild_search", verbosity=0)
        connection.run_on_commit = []
        wanted = [address for address in marking.addresses(1) if address.endswith(FILES[:-1])]
        seen = [
            answer
            for name, user in ((None, None), *((who, made[who]) for who in ("member", "coordinator")))
            for answer in marking.look(Person(name or "anonymous", user), wanted)
        ]
        mails = list(OutgoingMail.objects.all())
        transaction.set_rollback(True)
    cache.clear()
    return SimpleNamespace(seen=seen, marked=marked, sources=sources, mails=mails)


def _drawing_nothing(sources: list[str]) -> Any:
    """In the place of WeasyPrint: remembers the source."""
    document = SimpleNamespace(write_pdf=lambda **_options: b"%PDF-1.7\n%%EOF", pages=[])

    def html(*, string: str, **_options: Any) -> Any:
        sources.append(string)
        return SimpleNamespace(render=lambda **_more: document)

    urls = SimpleNamespace(URLFetcher=object, FatalURLFetchingError=BaseException)
    return SimpleNamespace(HTML=html, urls=urls)
