"""News."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from community.enums import NewsKind
from community.models import NewsItem, Office
from kpss_portal.paging import SafePages


class NewsList(SafePages, ListView):
    """News, the latest first; `druh` chooses a kind."""

    template_name = "community/news_list.html"
    paginate_by = 10

    def get_queryset(self) -> QuerySet[NewsItem]:
        """An unknown kind is ignored."""
        news = NewsItem.objects.public()
        kind = self.request.GET.get("druh")
        return news.filter(kind=kind) if kind in NewsKind.values else news

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Kinds to choose from."""
        chosen = self.request.GET.get("druh")
        kinds = [{"value": kind.value, "label": kind.label, "is_chosen": kind.value == chosen} for kind in NewsKind]
        return super().get_context_data(**kwargs) | {"kinds": kinds, "has_choice": chosen in NewsKind.values}


class NewsDetail(DetailView):
    """One piece of news."""

    template_name = "community/news_detail.html"

    def get_queryset(self) -> QuerySet[NewsItem]:
        """Those not published yet are seen by the office only."""
        news = NewsItem.objects.select_related("document")
        return news if self.request.user.has_perm("community.view_newsitem") else news.public()


class NewsFeed(Feed):
    """The latest news as Atom."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> Office:
        """The office gives the feed its name."""
        return Office.load()

    def title(self, office: Office) -> str:
        """Name of the feed."""
        name = _("News")
        return f"{office.portal_name}: {name}"

    def link(self, office: Office) -> str:
        """Where the news are."""
        return f"{settings.BASE_URL}/aktuality/"

    def feed_url(self, office: Office) -> str:
        """Where the feed is."""
        return f"{settings.BASE_URL}/aktuality/atom.xml"

    def author_name(self, office: Office) -> str:
        """Who writes it."""
        return office.legal_name or office.portal_name

    def items(self, office: Office) -> QuerySet[NewsItem]:
        """Twenty latest."""
        return NewsItem.objects.public()[:20]

    def item_title(self, item: NewsItem) -> str:
        """Title."""
        return item.title

    def item_description(self, item: NewsItem) -> str:
        """One sentence."""
        return item.summary

    def item_link(self, item: NewsItem) -> str:
        """Full address."""
        return f"{settings.BASE_URL}{item.get_absolute_url()}"

    def item_guid(self, item: NewsItem) -> str:
        """Stays when the address changes."""
        return f"urn:uuid:{item.uuid}"

    def item_pubdate(self, item: NewsItem) -> datetime:
        """Date of publishing."""
        return timezone.make_aware(datetime.combine(item.published_on, time(8)))

    def item_updateddate(self, item: NewsItem) -> datetime:
        """Last change."""
        return item.updated_at
