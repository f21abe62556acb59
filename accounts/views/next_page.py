"""Where the person was going: carried through every page of signing in, and only within the portal."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest


def add_next(address: str, way: str | None) -> str:
    """The address with the way on in its query string."""
    return f"{address}?{urlencode({'next': way})}" if way else address


class NextPage:
    """Context `next`: checked by the adapter, empty where there is none."""

    request: HttpRequest

    def with_next(self, address: str) -> str:
        """The address, leading on to where the person was going."""
        return add_next(address, get_next_redirect_url(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """For the hidden field and for links to other ways of signing in."""
        way = get_next_redirect_url(self.request) or ""
        query = f"?{urlencode({'next': way})}" if way else ""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # of the view beside
        return context | {"next": way, "next_query": query}
