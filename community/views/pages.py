"""Pages about planning."""

from typing import Any

from django.db.models import QuerySet
from django.views.generic import DetailView, ListView

from community.enums import PageSection
from community.models import Page


def readable(user: Any) -> QuerySet[Page]:
    """Pages that the person may read."""
    pages = Page.objects.all()
    return pages if user.has_perm("community.view_page") else pages.filter(is_public=True)


class PageList(ListView):
    """All pages about planning."""

    template_name = "community/page_list.html"

    def get_queryset(self) -> QuerySet[Page]:
        """In the office's order."""
        return readable(self.request.user).filter(section=PageSection.ABOUT)


class PageDetail(DetailView):
    """One page, with the others beside it."""

    template_name = "community/page_detail.html"

    def get_queryset(self) -> QuerySet[Page]:
        """A page that is not public is not found."""
        return readable(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Other pages for going on."""
        return super().get_context_data(**kwargs) | {
            "others": readable(self.request.user).filter(section=PageSection.ABOUT)
        }
