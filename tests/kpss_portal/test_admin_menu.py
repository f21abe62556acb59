"""The menu of the workshop says what Django's own list would say, and asks less."""

import pytest
from django.contrib import admin
from django.urls import reverse

from kpss_portal.admin_menu import in_order

ROLES = ("administrator", "coordinator", "editor", "reader", "citizen")


def lines(groups):
    return [
        (group["app_label"], str(group["name"]), [(str(line["name"]), line["admin_url"]) for line in group["models"]])
        for group in groups
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_the_menu_offers_what_the_person_may_open(rf, request, role):
    asked = rf.get("/admin/")
    asked.user = request.getfixturevalue(role)

    menu = admin.site.get_app_list(asked)

    assert lines(menu) == lines(in_order(admin.site._build_app_dict(asked).values()))
    assert bool(menu) == (role in ("administrator", "coordinator", "editor"))


def test_what_is_reached_from_another_page_has_no_line(coordinator, signed_in):
    page = signed_in(coordinator).get(reverse("admin:index")).content.decode()

    assert f'href="{reverse("admin:plans_plan_changelist")}"' in page
    assert f'href="{reverse("admin:plans_planitem_changelist")}"' not in page


def test_the_menu_asks_the_database_nothing_a_line(rf, coordinator, django_assert_max_num_queries):
    asked = rf.get("/admin/")
    asked.user = coordinator

    with django_assert_max_num_queries(4):  # roles, rights by role, groups of the person
        assert len(admin.site.get_app_list(asked)) >= 6
        admin.site.get_app_list(asked)
