"""The menu of the workshop: what the person may open, grouped in the order of daily work.

Django asks four permissions and two addresses for each of seventy lines on each page. What the menu says is the same for
everybody, so it is made once; a page asks only which of its lines the person may open.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.text import capfirst
from django.utils.translation import get_language

from kpss_portal.czech import sort_key

# groups in the order of daily work; others after them
ORDER = ("plans", "services_catalog", "working_groups", "surveys", "community", "accounts")


class Unlisted:
    """For an admin whose page is reached from another one: it has no line in the menu."""

    is_listed = False

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Nothing to offer in Django's own list of one app."""
        return {}


def menu_of(site: AdminSite, request: HttpRequest) -> list[dict[str, Any]]:
    """Groups with the lines that the person may open; empty groups are left out."""
    found = []
    for group, lines in _all_lines(site, get_language() or "", get_script_prefix()):
        allowed = [line for model_admin, line in lines if _may_open(model_admin, request)]
        if allowed:
            found.append(group | {"models": allowed})
    return found


def in_order(groups: Any) -> list[Any]:
    """Groups of Django's list in the order of daily work, what is in them by the Czech alphabet."""
    for group in groups:
        group["models"].sort(key=lambda line: sort_key(str(line["name"])))
    return sorted(groups, key=lambda group: _place(group["app_label"]))


def _place(label: str) -> int:
    return ORDER.index(label) if label in ORDER else len(ORDER)


def _may_open(model_admin: Any, request: HttpRequest) -> bool:
    return bool(model_admin.has_view_or_change_permission(request) and model_admin.has_module_permission(request))


@cache
def _all_lines(site: AdminSite, language: str, prefix: str) -> list[tuple[dict[str, Any], list[tuple[Any, Any]]]]:
    """Every line in words of the language and with addresses under the prefix, beside the admin that may be opened by it."""
    labels = sorted({model._meta.app_label for model in site._registry}, key=_place)
    return [
        (
            {"name": str(apps.get_app_config(label).verbose_name), "app_label": label},
            sorted(_lines(site, label), key=lambda line: sort_key(line[1]["name"])),
        )
        for label in labels
    ]


def _lines(site: AdminSite, label: str) -> Iterator[tuple[Any, dict[str, str]]]:
    for model, model_admin in site._registry.items():
        meta = model._meta
        if meta.app_label == label and getattr(model_admin, "is_listed", True):
            yield (
                model_admin,
                {
                    "name": str(capfirst(meta.verbose_name_plural)),
                    "object_name": meta.object_name or "",
                    "admin_url": reverse(f"{site.name}:{meta.app_label}_{meta.model_name}_changelist"),
                },
            )
