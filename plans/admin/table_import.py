"""A table read into things beside versions of plans: it is shown first and stored by a second POST, whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kpss_portal.sent_tables import sent_table
from kpss_portal.spreadsheets import SpreadsheetError
from plans.models import Plan


@dataclass(frozen=True)
class TableImport:
    """The page of an import.

    `read` gives rows of a file, which can be kept as JSON; `lines` what the rows would store, each with its `faults` and its
    `outcome`, which must still be as it was shown; `apply` stores them and says so. `more` adds to what the template is given.
    """

    model: type[Model]
    title: "str | Promise"
    template: str
    plans: Callable[[], list[Plan]]
    read: Callable[[BinaryIO], list[Any]]
    lines: Callable[[Plan, list[Any]], Sequence[Any]]
    apply: Callable[[Any, Any], str]
    more: Callable[[], dict[str, Any]] = dict

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page; POST with a file shows what it would change, POST with `ulozit` stores what was shown."""
        if not request.user.has_perm(f"plans.add_{self._name}"):
            raise PermissionDenied
        plans = self.plans()
        chosen = request.POST.get("plan") or request.GET.get("plan", "")
        first = next((plan for plan in plans if str(plan.pk) == chosen), plans[0] if plans else None)
        context: dict[str, Any] = {"plans": plans, "plan": first, "lines": [], "error": ""}
        if request.method == "POST" and first:
            context |= self._posted(request, first)
            if context.pop("is_stored", False):
                answer = reverse(f"admin:plans_{self._name}_changelist")
                return HttpResponseRedirect(f"{answer}?plan__id__exact={first.pk}")
        frame = {**admin.site.each_context(request), "opts": self.model._meta, "title": self.title}
        return render(request, self.template, frame | context | self.more())

    @property
    def _name(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def _salt(self) -> str:
        return f"plans.table_import.{self._name}"

    def _posted(self, request: HttpRequest, first: Plan) -> dict[str, Any]:
        try:
            return self._read(request, first)
        except SpreadsheetError as fault:
            return {"error": str(fault)}
        except ValidationError as fault:
            return {"error": " ".join(fault.messages)}
        except signing.BadSignature:  # what was shown and what came back are not the same
            return {"error": _("Choose a file first.")}

    def _read(self, request: HttpRequest, first: Plan) -> dict[str, Any]:
        """Rows of the uploaded file, or of the one that was shown and is confirmed now."""
        kept = request.POST.get("tabulka")
        shown = signing.loads(kept, salt=self._salt) if kept is not None else {"rows": self._rows(request)}
        lines = self.lines(first, shown["rows"])
        outcomes = [line.outcome for line in lines]
        is_ready = bool(lines) and not any(line.faults for line in lines)
        is_as_shown = outcomes == shown.get("outcomes")
        if "ulozit" in request.POST and is_ready and is_as_shown:
            messages.success(request, self.apply(lines, request.user))
            return {"is_stored": True}
        kept = signing.dumps({"rows": shown["rows"], "outcomes": outcomes}, salt=self._salt, compress=True)
        error = _("Something was changed since. Look again at what would be stored.")
        return {
            "lines": lines,
            "is_ready": is_ready,
            "kept": kept,
            "error": error if "outcomes" in shown and not is_as_shown else "",
        }

    def _rows(self, request: HttpRequest) -> list[Any]:
        return self.read(BytesIO(sent_table(request).data))
