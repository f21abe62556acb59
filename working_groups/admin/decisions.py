"""Decisions and tasks in the administration."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rules.contrib.admin import ObjectPermissionsModelAdmin, ObjectPermissionsTabularInline

from kpss_portal.audit import record
from kpss_portal.editing import GuardedAdmin
from working_groups import deciding, tracking
from working_groups.enums import TaskState
from working_groups.forms.decisions import DecisionForm, DecisionLinkForm, TaskForm
from working_groups.models import Decision, DecisionLink, Task


class DecisionLinkInline(ObjectPermissionsTabularInline):
    """What a decision concerns besides services."""

    model = DecisionLink
    form = DecisionLinkForm
    extra = 0


@admin.register(Decision)
class DecisionAdmin(GuardedAdmin, ObjectPermissionsModelAdmin):
    """Decisions; the number comes by itself and stays."""

    form = DecisionForm
    list_display = ["label", "group", "verb", "short_text", "decided_on", "is_out"]
    list_filter = ["year", "group", "verb", ("released_at", admin.EmptyFieldListFilter)]
    list_select_related = ["group"]
    search_fields = ["text"]
    date_hierarchy = "decided_on"
    autocomplete_fields = ["services", "replaced_by"]
    fieldsets = (
        (None, {"fields": ["group", "meeting", "agenda_item", "decided_on", "verb", "text"]}),
        (gettext_lazy("How it was decided"), {"fields": ["basis", "votes_for", "votes_against", "votes_abstained"]}),
        (gettext_lazy("What it concerns"), {"fields": ["services", "replaced_by"]}),
    )
    inlines = [DecisionLinkInline]
    actions = ["release_chosen"]

    @admin.display(description=gettext_lazy("number"), ordering="number")
    def label(self, row: Decision) -> str:
        """5/2026."""
        return row.label

    @admin.display(description=gettext_lazy("what"))
    def short_text(self, row: Decision) -> str:
        """Beginning of the text."""
        return row.text[:90] + ("…" if len(row.text) > 90 else "")

    @admin.display(description=gettext_lazy("published"), boolean=True, ordering="released_at")
    def is_out(self, row: Decision) -> bool:
        """Whether everybody reads it."""
        return row.released_at is not None

    def get_readonly_fields(self, request: HttpRequest, obj: Decision | None = None) -> Any:
        """The number belongs to the group and the year."""
        return ["group", "decided_on"] if obj else []

    def save_model(self, request: HttpRequest, obj: Decision, form: Any, change: bool) -> None:
        """A new one is numbered."""
        if change:
            obj.save()
            record(request.user, "decision.change", obj, {"fields": form.changed_data})
        else:
            deciding.add_decision(obj, by=request.user)

    @admin.action(description=gettext_lazy("Publish chosen decisions"), permissions=["release"])
    def release_chosen(self, request: HttpRequest, queryset: QuerySet[Decision]) -> None:
        """Before the minutes are published, or without them."""
        count = sum(deciding.release(row, by=request.user) for row in queryset)
        words = ngettext("%(count)d decision is published.", "%(count)d decisions are published.", count)
        messages.success(request, words % {"count": count})

    def has_release_permission(self, request: HttpRequest) -> bool:
        """For the action."""
        return request.user.has_perm("working_groups.release_decision")


class Overdue(admin.SimpleListFilter):
    """Tasks after their day."""

    title = gettext_lazy("term")
    parameter_name = "stav"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What to choose from."""
        return [("po-terminu", _("after their day")), ("ceka", _("waiting"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrowed."""
        if self.value() == "po-terminu":
            return queryset.overdue()
        return queryset.waiting() if self.value() == "ceka" else queryset


@admin.register(Task)
class TaskAdmin(GuardedAdmin, ObjectPermissionsModelAdmin):
    """Tasks; their state moves by actions and on the desks of members."""

    form = TaskForm
    list_display = ["title", "group", "internal_owner", "due_on", "state"]
    list_filter = [Overdue, "state", "group"]
    list_select_related = ["group", "owner__user", "owner__group"]
    search_fields = ["title", "owner_words"]
    date_hierarchy = "due_on"
    fields = ["group", "meeting", "decision", "title", "owner", "owner_words", "due_on"]
    actions = ["mark_done", "drop", "open_again"]

    @admin.display(description=gettext_lazy("who"))
    def internal_owner(self, row: Task) -> str:
        """The member or other words."""
        return row.internal_owner or "–"

    def save_model(self, request: HttpRequest, obj: Task, form: Any, change: bool) -> None:
        """The worker learns of the day."""
        super().save_model(request, obj, form, change)
        record(request.user, "task.change" if change else "task.add", obj, {"fields": form.changed_data})
        tracking.plan_reminder(obj)

    @admin.action(description=gettext_lazy("Mark as done"), permissions=["change"])
    def mark_done(self, request: HttpRequest, queryset: QuerySet[Task]) -> None:
        """All chosen ones."""
        self._move(request, queryset, TaskState.DONE)

    @admin.action(description=gettext_lazy("Drop"), permissions=["change"])
    def drop(self, request: HttpRequest, queryset: QuerySet[Task]) -> None:
        """Nobody does them any more."""
        self._move(request, queryset, TaskState.CANCELLED)

    @admin.action(description=gettext_lazy("Open again"), permissions=["change"])
    def open_again(self, request: HttpRequest, queryset: QuerySet[Task]) -> None:
        """They come to the next agenda."""
        self._move(request, queryset, TaskState.OPEN)

    def _move(self, request: HttpRequest, rows: QuerySet[Task], state: TaskState) -> None:
        count = 0
        for row in rows:
            try:
                tracking.move(row, state, by=request.user)
            except tracking.AlreadySettled:
                continue
            count += 1
        words = ngettext("%(count)d task is moved.", "%(count)d tasks are moved.", count)
        messages.success(request, words % {"count": count})
