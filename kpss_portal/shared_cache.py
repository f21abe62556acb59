"""One cache for two needs: what is only remembered stays in the process, what must hold over all processes is shared.

Limits of signing in and codes that were used would be no limits if each process counted its own. They are few, so the
database keeps them and an office needs no other server. Django-allauth knows only the default cache, hence the routing by
the beginning of the key; everything else (the office, contacts) is read on each page and would cost a query there.
With KPSS_CACHE_URL both are one cache in Redis or Valkey, which all machines share: see redis_cache.py.
"""

from typing import Any

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache

SHARED = ("allauth", "jwt:", "shared")


def is_shared(key: str) -> bool:
    """Whether all processes have to see it."""
    return str(key).startswith(SHARED)


class RoutedCache(LocMemCache):
    """Memory of the process, and the cache "shared" for keys of SHARED."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """As Django's."""
        if is_shared(key):
            return caches["shared"].get(key, default, version=version)
        return super().get(key, default, version=version)

    def set(self, key: str, value: Any, *args: Any, **options: Any) -> None:
        """As Django's."""
        if is_shared(key):
            caches["shared"].set(key, value, *args, **options)
        else:
            super().set(key, value, *args, **options)

    def add(self, key: str, value: Any, *args: Any, **options: Any) -> bool:
        """As Django's; of two processes that add the same key at once one is told that it was there."""
        if is_shared(key):
            return bool(caches["shared"].add(key, value, *args, **options))
        return bool(super().add(key, value, *args, **options))

    def delete(self, key: str, version: int | None = None) -> bool:
        """As Django's."""
        if is_shared(key):
            return bool(caches["shared"].delete(key, version=version))
        return bool(super().delete(key, version=version))


def caches_entry(url: str, prefix: str) -> dict[str, dict[str, Any]]:
    """Django's CACHES for KPSS_CACHE_URL; empty means memory, and a table of the database made by `manage.py prepare`."""
    if not url:
        return {
            "default": {"BACKEND": "kpss_portal.shared_cache.RoutedCache"},
            "shared": {
                "BACKEND": "django.core.cache.backends.db.DatabaseCache",
                "LOCATION": "kpss_portal_shared_cache",
                "OPTIONS": {"MAX_ENTRIES": 50_000},
            },
        }
    one = {
        "BACKEND": "kpss_portal.redis_cache.SharedRedisCache",
        "LOCATION": url,
        "KEY_PREFIX": prefix,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},  # seconds: a page does not wait for it longer
    }
    return {"default": one, "shared": one}
