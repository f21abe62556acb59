"""Comments in the administration: rounds, the queue, settlement, its approval and publication."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rules.contrib.admin import ObjectPermissionsModelAdmin

from kpss_portal.editing import GuardedAdmin
from plans import consulting
from plans.enums import CommentState
from plans.forms.comment import ApproveSettlementForm, ConsultationForm, SettlementForm, WriteDownForm, put_place
from plans.models import Comment, Consultation


@admin.register(Consultation)
class ConsultationAdmin(GuardedAdmin, ObjectPermissionsModelAdmin):
    """Rounds of comments: prepared as a form, run from the page of their progress."""

    form = ConsultationForm
    list_display = ["title", "plan", "opens_at", "closes_at", "settlement_state", "progress_link"]
    list_filter = ["settlement_state"]
    list_select_related = ["plan"]
    autocomplete_fields = ["presentation", "record"]
    change_form_template = "admin/plans/consultation_form.html"
    fieldsets = [
        (None, {"fields": ["plan", "snapshot", "title", "intro"]}),
        (gettext_lazy("When and how"), {"fields": ["opens_at", "closes_at", "answers_on", "other_ways"]}),
        (gettext_lazy("What people must fill in"), {"fields": ["is_name_required", "is_contact_required"]}),
        (
            gettext_lazy("Public hearing"),
            {
                "fields": [
                    "hearing_at",
                    "hearing_place",
                    "hearing_programme",
                    "presentation",
                    "record",
                    "attendance_count",
                ]
            },
        ),
    ]

    def get_urls(self) -> list[Any]:
        """Progress of a round, and comments that did not come by the web."""
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/prubeh/", view(progress), name="plans_consultation_progress"),
            path("<int:pk>/zapsat/", view(write_down), name="plans_consultation_write_down"),
        ]
        return own + super().get_urls()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The address of a round is for life."""
        return False

    @admin.display(description=gettext_lazy("next step"))
    def progress_link(self, round_: Consultation) -> str:
        """To the progress."""
        return format_html('<a href="{}">{}</a>', _progress_url(round_), _("Comments and settlement"))


def _progress_url(round_: Consultation) -> str:
    return reverse("admin:plans_consultation_progress", args=[round_.pk])


def _round_for(request: HttpRequest, pk: int, permission: str = "plans.view_consultation") -> Consultation:
    round_ = get_object_or_404(Consultation.objects.select_related("plan", "snapshot"), pk=pk)
    if not request.user.has_perm(permission, round_):
        raise PermissionDenied
    return round_


def _frame(request: HttpRequest, round_: Consultation, **context: Any) -> dict[str, Any]:
    return {**admin.site.each_context(request), "opts": Consultation._meta, "round": round_, **context}


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How many comments stand where, and what can be done now."""
    round_ = _round_for(request, pk)
    form = ApproveSettlementForm(request.POST if "schvalit" in request.POST else None)
    if request.method == "POST" and _step(request, round_, form):
        return HttpResponseRedirect(request.path)
    states = dict.fromkeys(CommentState.values, 0)
    for state in round_.comments.values_list("state", flat=True):
        states[state] += 1
    context = _frame(
        request,
        round_,
        title=round_.title,
        form=form,
        states=[(CommentState(state), count) for state, count in states.items() if count],
        outcomes=consulting.outcome_counts(round_),
        may_settle=request.user.has_perm("plans.approve_settlement", round_),
        may_write=request.user.has_perm("plans.add_comment", round_),
        queue=reverse("admin:plans_comment_changelist") + f"?consultation__id__exact={round_.pk}",
    )
    return render(request, "admin/plans/consultation_progress.html", context)


def _step(request: HttpRequest, round_: Consultation, form: ApproveSettlementForm) -> bool:
    """Approves or publishes the settlement; False with the fault at the form."""
    try:
        if "zverejnit" in request.POST:
            consulting.publish_settlement(round_, by=request.user)
            messages.success(request, _("The settlement is published; answers are on their way."))
            return True
        if not form.is_valid():
            return False
        consulting.approve_settlement(round_, form.cleaned_data["body"], form.cleaned_data["day"], by=request.user)
    except consulting.AlreadySettled:
        messages.error(request, _("Somebody has moved this on meanwhile."))
        return True
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    messages.success(request, _("The approval of the settlement is recorded."))
    return True


def write_down(request: HttpRequest, pk: int) -> HttpResponse:
    """A comment on paper, by mail, by data box or spoken; saved, the next one can be written at once."""
    round_ = _round_for(request, pk, "plans.add_comment")
    form = WriteDownForm(request.POST or None, round_=round_)
    if request.method == "POST" and form.is_valid():
        put_place(form.instance, round_, form.cleaned_data["where"])
        stored = consulting.write_down(form.instance, by=request.user)
        messages.success(request, _("Written down: %(comment)s") % {"comment": stored})
        return HttpResponseRedirect(request.path if "dalsi" in request.POST else _progress_url(round_))
    context = _frame(request, round_, title=_("Write down a comment"), form=form)
    return render(request, "admin/plans/write_down.html", context)


@admin.register(Comment)
class CommentAdmin(GuardedAdmin, ObjectPermissionsModelAdmin):
    """The queue; opening a comment shows it whole with a place for its settlement."""

    form = SettlementForm
    list_display = ["number", "short_text", "place", "signature", "state", "outcome", "assigned_to", "duplicate_of"]
    list_display_links = ["number", "short_text"]
    list_filter = ["consultation", "state", "outcome", "channel", "capacity", "assigned_to", "is_late"]
    list_select_related = ["assigned_to", "duplicate_of"]
    search_fields = ["text", "place", "subject", "organisation"]
    list_per_page = 50
    autocomplete_fields = ["duplicate_of"]
    actions = ["take", "join", "refuse", "release"]
    fieldsets = [
        (
            gettext_lazy("What came"),
            {"fields": [("origin",), "proposed_text", "text", "public_text", "subject", "assigned_to", "duplicate_of"]},
        ),
        (gettext_lazy("How it is settled"), {"fields": ["outcome", "answer", "changed_item", "change_made"]}),
    ]
    readonly_fields = ["origin", "proposed_text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        """Rights are judged by the round."""
        return super().get_queryset(request).select_related("consultation__plan")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are written down at their round."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What came stays; spam is refused."""
        return False

    def save_model(self, request: HttpRequest, obj: Comment, form: Any, change: bool) -> None:
        """Settled by the one door, with who and when."""
        consulting.settle(obj, by=request.user)

    @admin.display(description=gettext_lazy("comment"))
    def short_text(self, comment: Comment) -> str:
        """Its beginning."""
        return f"{comment.text[:120]}…" if len(comment.text) > 120 else comment.text

    @admin.display(description=gettext_lazy("who"))
    def signature(self, comment: Comment) -> str:
        """As published."""
        return comment.signature

    @admin.display(description=gettext_lazy("from whom, how and when"))
    def origin(self, comment: Comment) -> str:
        """Everything about where it came from, in one line; contacts are for the answer only."""
        parts = [
            comment.place or _("The plan as a whole"),
            comment.get_capacity_display(),
            comment.organisation,
            comment.name,
            comment.email,
            comment.contact,
            comment.get_channel_display(),
            f"{comment.received_on.day}. {comment.received_on.month}. {comment.received_on.year}",
            _("came late") if comment.is_late else "",
        ]
        return ", ".join(part for part in parts if part)

    @admin.display(description=gettext_lazy("item changed by it"))
    def changed_item(self, comment: Comment) -> str:
        """Where the comment is only read: the form has its own field of this name."""
        if comment.changed_lineage is None:
            return "–"
        return str(comment.consultation.plan.items.filter(lineage=comment.changed_lineage).first() or "–")

    @admin.action(description=gettext_lazy("I settle these"))
    def take(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        """Assigned to the person who asks."""
        count = chosen.filter(consultation__settlement_state="open").update(assigned_to=request.user)
        words = ngettext("%(count)d comment is yours.", "%(count)d comments are yours.", count)
        messages.success(request, words % {"count": count})

    @admin.action(description=gettext_lazy("The same: the first one answers for all"))
    def join(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        """Marks duplicates."""
        self._do(request, lambda: consulting.join_duplicates(chosen, by=request.user))

    @admin.action(description=gettext_lazy("Not a comment (spam, mistake)"))
    def refuse(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        """Out of the queue."""
        self._do(request, lambda: consulting.refuse(chosen, by=request.user))

    @admin.action(description=gettext_lazy("It is a comment: put it into the queue"))
    def release(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        """Out of quarantine."""
        self._do(request, lambda: consulting.release(chosen, by=request.user))

    def _do(self, request: HttpRequest, work: Callable[[], int]) -> None:
        try:
            count = work()
        except consulting.AlreadySettled:
            messages.error(request, _("The settlement is approved; comments no longer move."))
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            words = ngettext("%(count)d comment moved.", "%(count)d comments moved.", count)
            messages.success(request, words % {"count": count})
