"""Addresses of others: whoever knows or guesses one gets no more by it than by the menu."""

import pytest

from tests.hostile.cases import case

pytestmark = pytest.mark.django_db
DOORS = {
    "a hidden group": ("get", lambda made: made["hidden_group"].get_absolute_url()),
    "a meeting of a hidden group": (
        "get",
        lambda made: f"/skupiny/{made['hidden_group'].slug}/{made['hidden_meeting'].starts_at:%Y-%m-%d}/",
    ),
    "an internal paper": ("get", lambda made: f"/podklady/{made['paper'].uuid}/"),
    "a paper of a hidden group": ("get", lambda made: f"/podklady/{made['hidden_paper'].uuid}/"),
    "the file of an internal paper": ("get", lambda made: f"/soubory/{made['paper'].document.uuid}/"),
    "the stored name of an internal paper": ("get", lambda made: f"/soubory/{made['paper'].document.file.name}"),
    "minutes that are not published": ("get", lambda made: made["minutes"].get_absolute_url()),
    "a task of another group": ("post", lambda made: f"/moje/ukoly/{made['hidden_task'].uuid}/"),
    "calling of a group": ("post", lambda made: f"/skupiny/{made['group'].slug}/svolat/"),
    "attendance": ("post", lambda made: f"/skupiny/{made['group'].slug}/2126-02-03/ucast/"),
    "a draft of a plan": ("get", lambda made: "/plany/skryty/"),
    "the document of a draft": ("get", lambda made: "/plany/skryty/navrh.pdf"),
    "the content of a draft": ("get", lambda made: "/plany/skryty/obsah.json"),
    "the budget of a draft": ("get", lambda made: "/plany/skryty/rozpocet.csv"),
    "settlement before its publishing": ("get", lambda made: "/plany/navrh/pripominky/vyporadani.csv"),
    "a draft of a survey": ("get", lambda made: f"/ankety/{made['draft_survey'].slug}/"),
    "the device of somebody else": ("post", lambda made: "/ucet/zarizeni/999999/odhlasit/"),
    "a draft of a network": ("get", lambda made: "/katalog/sit/2026/verze/1/sit.csv"),
    "the administration": ("get", lambda made: "/admin/"),
    "a person in the administration": ("get", lambda made: f"/admin/accounts/user/{made['coordinator'].pk}/change/"),
    "a person to be deleted": ("post", lambda made: f"/admin/accounts/user/{made['coordinator'].pk}/delete/"),
    "approval of a plan": ("post", lambda made: f"/admin/plans/plan/{made['draft'].pk}/stav/"),
    "the workbook of a plan": ("get", lambda made: f"/admin/plans/plan/{made['draft'].pk}/tabulka.xlsx"),
    "suggestions of people for search": ("get", lambda made: "/admin/autocomplete/?app_label=accounts&model_name=user"),
    "the log of changes": ("get", lambda made: "/admin/kpss_portal/auditentry/"),
    "mails that were sent": ("get", lambda made: "/admin/kpss_portal/outgoingmail/"),
}
REFUSED = {302, 403, 404, 405, 410}


@pytest.mark.parametrize(
    ("method", "address"),
    [case(f"an address of others: {name}", "V8.2.1, V8.2.2, CVE-2026-9712", *door) for name, door in DOORS.items()],
)
def test_a_stranger_gets_nothing_by_an_address(made, client, method, address):
    statuses = {"anonymous": getattr(client, method)(address(made)).status_code}
    client.force_login(made["stranger"], backend="django.contrib.auth.backends.ModelBackend")
    statuses["member of another group"] = getattr(client, method)(address(made)).status_code

    assert {name: status for name, status in statuses.items() if status not in REFUSED} == {}


@pytest.mark.parametrize("who", [case("results of a survey that is still open", "V8.2.2, V15.4.2", "stranger")])
def test_results_of_an_open_survey_are_a_page_of_words(made, client, who):
    survey = made["survey"]
    client.force_login(made[who], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/ankety/{survey.slug}/vysledky/")

    assert (page.status_code, "set" in page.context, "results" in page.context) == (200, False, False)
    assert {client.get(f"/ankety/{survey.slug}/vysledky.{kind}").status_code for kind in ("csv", "xlsx", "pdf")} == {
        404
    }


@pytest.mark.parametrize("who", [case("a reader of drafts writes nothing", "V8.2.1", "reader")])
def test_a_reader_moves_nothing(made, client, who):
    client.force_login(made[who], backend="django.contrib.auth.backends.ModelBackend")
    posts = [address(made) for method, address in DOORS.values() if method == "post"]

    assert {client.post(address).status_code for address in posts} <= REFUSED
