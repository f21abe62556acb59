"""Comments on a plan: one address for life, from the announcement to the outcome."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kpss_portal.serving import serve_file
from kpss_portal.spam_guard import count_sender
from kpss_portal.spreadsheets import write_csv, write_xlsx
from plans import consulting, settlement
from plans.enums import CommentState, Outcome
from plans.forms.comment import CommentForm, put_place
from plans.models import Comment, Consultation, Plan, PlanItem
from plans.views.finding import plan_or_404

PAGE_SIZE = 50


def comments(request: HttpRequest, slug: str) -> HttpResponse:
    """What people are asked, until when, and what became of what they wrote."""
    plan = plan_or_404(request, slug)
    rounds = _rounds(plan)
    shown = _shown(rounds, request.GET.get("kolo", ""))
    context: dict[str, Any] = {"plan": plan, "rounds": rounds, "round": shown}
    if shown:
        context |= _round_context(request, shown)
    return render(request, "plans/comments.html", context)


def _rounds(plan: Plan) -> list[Consultation]:
    """All rounds of all versions, the newest first."""
    found = Consultation.objects.filter(plan__slug=plan.slug)
    return list(found.select_related("plan", "snapshot", "presentation", "record").defer("snapshot__content"))


def _shown(rounds: list[Consultation], key: str) -> Consultation | None:
    """The one asked for, else the open one, else the newest."""
    asked = [round_ for round_ in rounds if str(round_.uuid) == key]
    return next(iter([*asked, *(round_ for round_ in rounds if round_.is_open()), *rounds]), None)


def _round_context(request: HttpRequest, round_: Consultation) -> dict[str, Any]:
    rows = round_.comments.counted()
    context: dict[str, Any] = {
        "count": rows.count(),
        "steps": _steps(round_),
        "badge": _badge(round_),
    }
    if round_.is_published:
        outcome = request.GET.get("vysledek", "")
        chosen = rows.filter(outcome=outcome) if outcome in Outcome.values else rows
        page = Paginator(chosen.order_by("number"), PAGE_SIZE).get_page(request.GET.get("strana"))
        changed = _changed_items(round_, page.object_list)
        context |= {
            "page": page,
            "rows": [_row(comment, changed) for comment in page.object_list],
            "outcomes": consulting.outcome_counts(round_),
        }
    return context


def _badge(round_: Consultation) -> dict[str, str]:
    if round_.is_ahead:
        return {"kind": "off", "sign": "waiting", "label": _("opens %(moment)s") % {"moment": _said(round_.opens_at)}}
    if round_.is_open():
        return {
            "kind": "run",
            "sign": "talk",
            "label": _("open until %(moment)s") % {"moment": _said(round_.closes_at)},
        }
    if round_.is_published:
        return {"kind": "ok", "sign": "done", "label": pgettext("round of comments", "settled")}
    return {"kind": "off", "sign": "half", "label": _("closed, being settled")}


def _said(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "j. n. Y H:i")


def _steps(round_: Consultation) -> list[dict[str, Any]]:
    """How it goes: opening, hearing, end, answers, each with its time."""
    now = timezone.now()
    moments = [(round_.opens_at, _("the draft is published"), "")]
    if round_.hearing_at:
        moments.append((round_.hearing_at, _("public hearing"), round_.hearing_place))
    moments.append((round_.closes_at, _("end of comments"), ""))
    steps = [
        {"title": _said(moment), "text": ", ".join(filter(None, [words, place])), "state": _when(moment, now)}
        for moment, words, place in sorted(moments, key=lambda row: row[0])
    ]
    return [*steps, _answers_step(round_)]


def _when(moment: Any, now: Any) -> str:
    return "done" if moment <= now else "ahead"


def _answers_step(round_: Consultation) -> dict[str, Any]:
    if round_.is_published:
        words = _("answers published; approved by %(body)s") % {"body": round_.settled_by_body}
        return {"title": _said(round_.published_at), "text": words, "state": "done"}
    title = date_format(round_.answers_on, "j. n. Y") if round_.answers_on else _("Then")
    return {"title": title, "text": _("answers on this page"), "state": "ahead"}


def _changed_items(round_: Consultation, rows: Any) -> dict[Any, PlanItem]:
    """Items of the newest version that comments have changed, by lineage; one query."""
    lineages = {comment.changed_lineage for comment in rows if comment.changed_lineage}
    items = PlanItem.objects.filter(lineage__in=lineages, plan__slug=round_.plan.slug).select_related("plan")
    return {item.lineage: item for item in items.order_by("plan__version")} if lineages else {}


SIGNS = {
    Outcome.ACCEPTED: ("ok", "done"),
    Outcome.PARTLY: ("run", "mostly"),
    Outcome.REJECTED: ("bad", "cross"),
    Outcome.EXPLAINED: ("off", "info"),
    Outcome.NOTED: ("off", "info"),
    Outcome.OUT_OF_SCOPE: ("off", "onward"),
    Outcome.INCORPORATED: ("ok", "done"),
}


def _row(comment: Comment, changed: dict[Any, PlanItem]) -> dict[str, Any]:
    kind, sign = SIGNS[Outcome(comment.outcome)]
    return {
        "comment": comment,
        "badge": {"kind": kind, "sign": sign, "label": str(Outcome(comment.outcome).label)},
        "changed": changed.get(comment.changed_lineage),
    }


# --- writing ------------------------------------------------------------------------------------------------------


def write(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; then what was written, to be checked; then it is sent. Everything typed survives a refusal."""
    plan = plan_or_404(request, slug)
    round_ = next((found for found in _rounds(plan) if found.is_open()), None)
    if round_ is None:
        return _too_late(request, plan)
    form = CommentForm(request.POST or None, round_=round_, initial={"where": _place_asked(request)})
    if request.method != "POST" or not form.is_valid() or "upravit" in request.POST:
        return render(request, "plans/comment_form.html", {"plan": plan, "round": round_, "form": form})
    if "odeslat" not in request.POST:
        return render(request, "plans/comment_check.html", {"plan": plan, "round": round_, "form": form})
    return _submit(request, plan, round_, form)


def _place_asked(request: HttpRequest) -> str:
    code, chapter = request.GET.get("polozka", ""), request.GET.get("kapitola", "")
    return f"p-{code}" if code else f"k-{chapter}" if chapter else ""


def _submit(request: HttpRequest, plan: Plan, round_: Consultation, form: CommentForm) -> HttpResponse:
    count_sender(request, form.guard_name)
    put_place(form.instance, round_, form.cleaned_data["where"])
    try:
        stored = consulting.submit(form.instance, form.verdict())
    except consulting.Closed:
        return _too_late(request, plan, form.instance.text)
    answer = reverse("plans:comment-thanks", args=[plan.slug])
    return HttpResponseRedirect(f"{answer}?potvrdit=1" if stored.email else answer)


def _too_late(request: HttpRequest, plan: Plan, text: str = "") -> HttpResponse:
    """Comments are closed; what was written is shown so that it is not lost."""
    context = {"plan": plan, "text": text or request.POST.get("text", "")[:4000]}
    return render(request, "plans/comment_closed.html", context, status=409 if request.method == "POST" else 200)


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """It came, and what happens next; nothing personal, so the page may be kept."""
    context = {"plan": plan_or_404(request, slug), "is_unconfirmed": "potvrdit" in request.GET}
    return render(request, "plans/comment_thanks.html", context)


@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the comment and asks; counts it by POST. Scanners of mail open links, so opening changes nothing."""
    comment = consulting.comment_of(token)
    if comment is None or comment.state in {CommentState.QUARANTINE, CommentState.REFUSED}:
        return render(request, "plans/comment_old_link.html", status=404)
    if request.method == "POST":
        comment = consulting.confirm(comment)
    context = {
        "comment": comment,
        "plan": comment.consultation.plan,
        "is_done": comment.state != CommentState.UNCONFIRMED,
    }
    return render(request, "plans/comment_confirm.html", context)


@require_safe
def settlement_sheet(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The settlement as a spreadsheet, without personal data; before its publication only for the office."""
    table = settlement.table_of(_settled(request, slug))
    write_sheet, content_type = SHEETS[kind]
    response = HttpResponse(write_sheet(table), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="vyporadani-{slug}.{kind}"'
    return response


SHEETS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        lambda table: write_xlsx([table]),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


@require_safe
def settlement_document(request: HttpRequest, slug: str) -> HttpResponse:
    """The published settlement as a document: the annex of the plan."""
    round_ = _settled(request, slug)
    if not round_.is_published:
        raise Http404
    document = settlement.document_of(round_)
    if document is None or not document.is_ready:
        context = {"plan": round_.plan, "document": document}
        return render(request, "plans/document_waiting.html", context, status=503)
    return serve_file(
        request,
        document.file,
        filename=f"vyporadani-{slug}.pdf",
        content_type="application/pdf",
        etag=document.file_sha256,
        is_attachment=False,
    )


def _settled(request: HttpRequest, slug: str) -> Consultation:
    plan = plan_or_404(request, slug)
    round_ = _shown(_rounds(plan), request.GET.get("kolo", ""))
    if round_ is None or not (round_.is_published or request.user.has_perm("plans.export_comment")):
        raise Http404
    return round_
