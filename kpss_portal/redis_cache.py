"""One cache for all machines, in Redis or Valkey. Loaded only where KPSS_CACHE_URL names one (requirements/many.txt).

While it does not answer, what was only remembered is asked anew and pages go on, slower; limits of signing in and codes that
were used are not passed over: such a request is answered 503.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from kpss_portal.away import ServerAway

MUST_HOLD = ("allauth", "jwt:")
PATIENCE_SECONDS = 1
logger = logging.getLogger(__name__)


class SharedRedisCache(RedisCache):
    """Django's own, which knows what to do while the server is away."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """As Django's; the default while the server is away."""
        return _ask(key, lambda: super(SharedRedisCache, self).get(key, default, version), default)

    def set(self, key: str, value: Any, *args: Any, **options: Any) -> None:
        """As Django's; nothing while the server is away."""
        _ask(key, lambda: super(SharedRedisCache, self).set(key, value, *args, **options), None)

    def add(self, key: str, value: Any, *args: Any, **options: Any) -> bool:
        """As Django's; of two processes that add the same key at once one is told that it was there."""
        return bool(_ask(key, lambda: super(SharedRedisCache, self).add(key, value, *args, **options), False))

    def delete(self, key: str, version: int | None = None) -> bool:
        """As Django's."""
        return bool(_ask(key, lambda: super(SharedRedisCache, self).delete(key, version), False))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """As Django's: ValueError for a key that is not there, and so while the server is away."""
        try:
            return int(super().incr(key, delta, version))
        except RedisError as fault:
            _tell(key, fault)
            raise ValueError(key) from fault


def _ask(key: str, question: Callable[[], Any], otherwise: Any) -> Any:
    try:
        return question()
    except RedisError as fault:
        _tell(key, fault)
        return otherwise


def _tell(key: str, fault: RedisError) -> None:
    logger.error("the cache does not answer (%s)", type(fault).__name__)
    if str(key).startswith(MUST_HOLD):
        raise ServerAway(type(fault).__name__) from fault
