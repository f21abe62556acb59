"""Pages of a list that take any number from the address."""

from typing import Any

from django.core.paginator import Paginator


class CountedPages(Paginator):
    """Pages of a list whose length is known already."""

    def __init__(self, rows: Any, page_size: int, *, count: int) -> None:
        super().__init__(rows, page_size)
        self.__dict__["count"] = count  # in the place of the cached property


class SafePages:
    """For list views: parameter `strana`; nonsense means the first page, too much the last one."""

    page_kwarg = "strana"

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """The page that the address asks for, or the nearest one."""
        paginator = Paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get(self.page_kwarg))  # type: ignore[attr-defined]  # the stubs do not know it
        return paginator, page, page.object_list, page.has_other_pages()
