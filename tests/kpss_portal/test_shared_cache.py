"""A cache that several machines share: what holds over them, and what goes on while it is away."""

import pytest
from django.core.cache import InvalidCacheBackendError, caches
from django.http import HttpRequest
from django.test import RequestFactory

from kpss_portal import spam_guard
from kpss_portal.away import ServerAway
from kpss_portal.remembered import Remembered
from kpss_portal.shared_cache import caches_entry
from kpss_portal.views.errors import TooManyRequests
from tests.kpss_portal.stores import REDIS, redis_server

needs_redis = pytest.mark.skipif(REDIS is None, reason="neither Redis nor Valkey is installed on this machine")


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with redis_server(tmp_path_factory.mktemp("redis")) as port:
        yield port


@pytest.fixture
def use_cache(settings):
    def use(port):
        settings.CACHE_URL = f"redis://127.0.0.1:{port}/0"
        settings.CACHES = caches_entry(settings.CACHE_URL, "test")
        return caches["default"]

    return use


@pytest.fixture
def shared(port, use_cache):
    cache = use_cache(port)
    cache.clear()
    return cache


def another_process():
    """Nothing of the memory of this one, the same server."""
    from django.core.cache.backends.base import BaseCache

    made = caches.create_connection("default")
    assert isinstance(made, BaseCache)
    return made


@needs_redis
def test_what_one_machine_counts_another_one_sees(shared):
    shared.add("allauth:rl:x", 1, 60)

    assert another_process().add("allauth:rl:x", 1, 60) is False
    assert another_process().get("allauth:rl:x") == 1


@needs_redis
def test_portals_on_one_server_do_not_meet(shared, settings, port):
    shared.set("office", "Vzorov")
    settings.CACHES = caches_entry(settings.CACHE_URL, "other")

    assert caches["default"].get("office") is None


@needs_redis
def test_limit_of_surveys_is_one_for_all_and_ends_at_night(shared):
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7")
    for _time in range(2):
        spam_guard.count_sender_in_memory(request, "survey", most_of_one=2, most_of_all=9)

    with pytest.raises(TooManyRequests):
        spam_guard.count_sender_in_memory(request, "survey", most_of_one=2, most_of_all=9)
    ends = {shared._cache.get_client().ttl(key) for key in shared._cache.get_client().keys("*")}
    assert max(ends) - min(ends) <= 1
    assert max(ends) <= 24 * 3600 + 60


@needs_redis
@pytest.mark.django_db
def test_what_was_forgotten_by_one_is_made_anew_by_all(shared):
    made = iter(range(100))
    here, there = (Remembered("t", lambda: next(made)) for _process in range(2))
    before = here.get(), there.get()

    here.forget()

    assert there.get() not in before
    assert here.get() not in before


@needs_redis
@pytest.mark.django_db
def test_what_is_forgotten_while_it_is_made_is_made_again(shared):
    values = iter(["old", "new"])

    def make():
        found = next(values)
        if found == "old":
            Remembered("t", str)._forget()  # somebody else has just written something else
        return found

    remembered = Remembered("t", make)

    assert [remembered.get(), remembered.get()] == ["old", "new"]


def test_while_it_is_away_pages_go_on_and_limits_are_not_passed_over(use_cache):
    away = use_cache(9)

    away.set("office", "Vzorov")
    assert (away.get("office"), away.get("office", 7), away.add("x", 1), away.delete("x")) == (None, 7, False, False)
    spam_guard.count_sender_in_memory(HttpRequest(), "survey", most_of_one=1, most_of_all=1)
    for ask in (lambda: away.get("allauth:rl:x"), lambda: away.add("jwt:x", 1), lambda: away.set("allauth:x", 1)):
        with pytest.raises(ServerAway):
            ask()


@pytest.mark.django_db
def test_signing_in_waits_for_the_cache_in_words(use_cache, client):
    use_cache(9)

    answer = client.post("/ucet/prihlaseni/heslem/", {"login": "a@example.cz", "password": "x"})

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert client.get("/kontakty/").status_code == 200


@pytest.mark.django_db
def test_healthz_tells_of_a_cache_that_is_away(use_cache, client):
    use_cache(9)

    assert client.get("/healthz").json()["cache"] == "does not answer"


def test_without_an_address_memory_and_the_database_do():
    assert set(caches_entry("", "x")) == {"default", "shared"}
    with pytest.raises(InvalidCacheBackendError):
        caches["elsewhere"]
