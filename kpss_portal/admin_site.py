"""The administration as the coordinator's workshop: its first page is the calendar of duties."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from kpss_portal.admin_menu import in_order, menu_of
from kpss_portal.backup import state
from kpss_portal.django_words import IN_SCRIPTS
from kpss_portal.duties import Question, duties_of
from kpss_portal.duty_calendar import periods_of, questions_of, summary_of


def desk_of(request: HttpRequest) -> dict[str, Any]:
    """The calendar of the person's duties; an unknown question in the address is as none."""
    duties, today = duties_of(request.user), timezone.localdate()
    asked = request.GET.get("otazka", "")
    chosen = asked if asked in {question.value for question in Question} else ""
    shown = [duty for duty in duties if chosen in {"", duty.question}]
    periods = periods_of(shown, today)
    return {
        "periods": periods,
        "shown_count": len(shown),
        "duty_count": len(duties),
        "questions": questions_of(duties, chosen),
        "summary": summary_of(periods, shown),
        "last_backup": state.moment_of("backup"),
        "last_rehearsal": state.moment_of("rehearsal"),
    }


class ScriptWords(JavaScriptCatalog):
    """Words of the administration's scripts, with those that Django lacks."""

    def get_catalog(self) -> dict[str, Any]:
        """English: Czech."""
        return super().get_catalog() | {word: gettext(word) for word in IN_SCRIPTS}


class WorkshopSite(admin.AdminSite):
    """Django's admin with the portal's words, sign-in and first page."""

    site_title = _("Workshop of planning")
    site_header = _("Workshop of planning")
    index_title = _("Today")
    index_template = "admin/workshop.html"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The calendar of duties, the list of everything beside it."""
        return super().index(request, desk_of(request) | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Of one app, Django's list; of all, the menu, made once for a request."""
        if app_label is not None:
            return in_order(self._build_app_dict(request, app_label).values())
        menu: list[Any] | None = request.__dict__.get("_menu")
        if menu is None:
            menu = request.__dict__["_menu"] = menu_of(self, request)
        return menu

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Words of scripts."""
        return cast(HttpResponse, ScriptWords.as_view(packages=["django.contrib.admin"])(request))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one place to sign in; whoever is signed in without the right gets the plain refusal."""
        if request.user.is_authenticated:
            raise PermissionDenied
        from django.contrib.auth.views import redirect_to_login  # needs models, which load after this module

        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME, reverse("admin:index")))


class WorkshopConfig(AdminConfig):
    """Puts WorkshopSite in the place of Django's admin site."""

    default_site = "kpss_portal.admin_site.WorkshopSite"
