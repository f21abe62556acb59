"""`/metrics`: numbers for a monitoring service, in the text format of Prometheus; nothing of people."""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from kpss_portal.alerts import alerts, kinds
from kpss_portal.backup import state
from kpss_portal.models import MailState, OutgoingMail

LOOPBACK = {"127.0.0.1", "::1"}


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 for everybody but the one who has the word, or without a word a process of this machine asking directly."""
    if not _may(request):
        raise Http404
    lines = "".join(f"{line}\n" for line in _lines())
    return HttpResponse(lines, content_type="text/plain; version=0.0.4; charset=utf-8")


def _may(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}")
    return request.META.get("REMOTE_ADDR") in LOOPBACK and "X-Forwarded-For" not in request.headers


def _lines() -> Iterator[str]:
    wrong = {one.kind for one in alerts()}
    yield from _metric(
        "kpss_alert", "1 where something needs the operator", {f'kind="{kind}"': int(kind in wrong) for kind in kinds()}
    )
    yield from _metric(
        "kpss_mails",
        "mails in the outbox",
        {f'state="{name}"': OutgoingMail.objects.filter(state=name).count() for name in MailState.values},
    )
    yield from _metric(
        "kpss_tasks_waiting", "background tasks in the queue", {"": DBTaskResult.objects.ready().count()}
    )
    for name in ("backup", "rehearsal"):
        last = state.moment_of(name)
        if last:
            age = int((timezone.now() - last).total_seconds())
            yield from _metric(f"kpss_{name}_age_seconds", f"since the last {name}", {"": age})


def _metric(name: str, purpose: str, values: dict[str, int]) -> Iterator[str]:
    yield f"# HELP {name} {purpose}"
    yield f"# TYPE {name} gauge"
    for labels, value in values.items():
        yield f"{name}{{{labels}}} {value}" if labels else f"{name} {value}"
