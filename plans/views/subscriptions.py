"""Subscribing by mail, confirming, ending; and the same news as Atom."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from community.models import Office
from kpss_portal.spam_guard import Verdict, count_sender
from plans.forms.subscription import SubscribeForm
from plans.models import Plan, PlanItem
from plans.progress import news, subscribing
from plans.progress.news import Happened
from plans.views.finding import plan_or_404


def _item(plan: Plan, code: str) -> PlanItem | None:
    return plan.items.filter(code=code).first() if code else None


def subscribe(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks for an address; the answer is the same whether it is subscribed already or not."""
    plan = plan_or_404(request, slug)
    item = _item(plan, request.GET.get("polozka", ""))
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count_sender(request, form.guard_name)
        if form.verdict() == Verdict.FINE:
            subscribing.subscribe(form.cleaned_data["email"], plan.slug, item.lineage if item else None)
        messages.success(
            request, _("We have sent you a link. News begin to come when you confirm it there, within a week.")
        )
        return HttpResponseRedirect(item.get_absolute_url() if item else reverse("plans:progress", args=[plan.slug]))
    context = {"plan": plan, "item": item, "form": form, "subject": str(item or plan.title)}
    return render(request, "plans/subscribe.html", context)


@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Asks; confirms by POST. Scanners of mail open links, so opening changes nothing."""
    row = subscribing.of_confirmation(token)
    if row is None:
        return render(request, "plans/subscription_old_link.html", status=404)
    if request.method == "POST":
        subscribing.confirm(row)
        row.refresh_from_db()
    context = {"row": row, "subject": subscribing.subject_of(row), "is_done": row.confirmed_at is not None}
    return render(request, "plans/subscription_confirm.html", context)


@never_cache
@csrf_exempt  # a mail program posts here without a form: RFC 8058, 3.2; the token is the right
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Asks; ends the subscription by POST, from the page or straight from a mail program. Ended twice it is ended."""
    row = subscribing.of_leaving(token)
    if row is None and request.method != "POST":  # ended before, or a link that a mail program has cut
        return render(request, "plans/subscription_leave.html", {"is_unknown": True}, status=404)
    subject = subscribing.subject_of(row) if row else ""
    if row is not None and request.method == "POST":
        subscribing.leave(row)
        row = None
    return render(request, "plans/subscription_leave.html", {"is_done": row is None, "subject": subject})


class PlanFeed(Feed):
    """What happened to a plan, or to one item of it, as Atom."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, slug: str, code: str = "") -> Any:
        """The plan, its item or none, and what happened."""
        plan = plan_or_404(request, slug)
        item = _item(plan, code)
        if code and item is None:
            raise Http404
        happened = news.of_item(plan.slug, item.lineage) if item else news.of_plan(plan.slug)
        return plan, item, happened, Office.load(), request.path

    def title(self, found: Any) -> str:
        """Of what."""
        plan, item, _happened, office, _path = found
        return f"{office.portal_name}: {item or plan.title}"

    def link(self, found: Any) -> str:
        """Where it is read."""
        plan, item, *_rest = found
        return settings.BASE_URL + (item.get_absolute_url() if item else reverse("plans:progress", args=[plan.slug]))

    def feed_url(self, found: Any) -> str:
        """Where the feed is."""
        return f"{settings.BASE_URL}{found[4]}"

    def author_name(self, found: Any) -> str:
        """Who writes it."""
        office = found[3]
        return str(office.legal_name or office.portal_name)

    def items(self, found: Any) -> list[Happened]:
        """The newest first."""
        return list(found[2])

    def item_title(self, item: Any) -> str:
        """What happened."""
        return str(item.title)

    def item_description(self, item: Any) -> str:
        """In more words."""
        return str(item.text)

    def item_link(self, item: Any) -> str:
        """Full address."""
        return f"{settings.BASE_URL}{item.url}"

    def item_guid(self, item: Any) -> str:
        """Stays for ever."""
        return f"urn:kpss:{item.key}"

    def item_pubdate(self, item: Any) -> datetime:
        """When."""
        moment: datetime = item.at
        return moment

    item_updateddate = item_pubdate
