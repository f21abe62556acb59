"""Where people are signed in: what is kept, how it ends by itself, by the person and by an administrator."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import devices, workflow
from accounts.enums import Role
from accounts.middleware import SEEN_AT, SIGNED_IN_AT
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.steps import said, sign_in_by_code, signed_in_id, soup

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0"
AGENTS = {
    FIREFOX: "Firefox, Linux",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Safari/537.36 Edg/126.0": "Edge, Windows",
    f"Mozilla/5.0 (Linux; Android 14; Pixel 8) {WEBKIT} Mobile Safari/537.36": "Chrome, Android",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1": "Safari, iPhone",
    "curl/8.5 <script>alert(1)</script>": "",
    "": "",
}


@pytest.fixture
def jana():
    return UserFactory(email="jana@example.cz", roles=(Role.COORDINATOR,))


def browser_of(person, **extra):
    browser = Client(**extra)
    sign_in_by_code(browser, person)
    return browser


def moved(client, key, seconds):
    session = client.session
    session[key] -= seconds
    session.save()


# --- what is kept -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("agent", AGENTS)
def test_of_a_device_its_kind_is_kept_and_no_address(jana, agent):
    browser_of(jana, HTTP_USER_AGENT=agent, REMOTE_ADDR="203.0.113.9")

    row = UserSession.objects.get(user=jana)
    assert (row.user_agent, row.ip) == (AGENTS[agent], devices.NO_ADDRESS)
    assert "203.0.113" not in str(UserSession.objects.values_list().get())


def test_person_sees_their_devices_and_no_others(jana):
    browser = browser_of(jana, HTTP_USER_AGENT=FIREFOX)
    browser_of(jana, HTTP_USER_AGENT="Chrome Windows")
    browser_of(UserFactory(), HTTP_USER_AGENT="Opera OPR macOS")

    rows = [item.text for item in soup(browser.get("/ucet/")).select("#zarizeni ~ * h3, section ul.rows h3")]

    assert sorted(rows) == ["Chrome, Windows", "Firefox, Linux (toto zařízení)"]


def test_page_of_the_account_costs_the_same_for_one_device_and_for_many(jana):
    browser = browser_of(jana)
    browser.get("/ucet/")
    costs = []
    for count in (1, 5):
        for _number in range(count):
            other = Client()
            other.force_login(jana, backend="django.contrib.auth.backends.ModelBackend")
            UserSession.objects.create(user=jana, ip=devices.NO_ADDRESS, session_key=other.session.session_key)
        with CaptureQueriesContext(connection) as captured:
            page = browser.get("/ucet/")
        costs.append(len(captured))

    assert len(soup(page).select("form[action*=odhlasit]")) == 7  # six others, and all of them at once
    assert costs[0] == costs[1]
    assert costs[0] <= 10


# --- how it ends ------------------------------------------------------------------------------------------------------


def test_switched_off_person_is_out_at_the_next_request(jana):
    browser = browser_of(jana)
    assert browser.get("/admin/").status_code == 200

    type(jana).objects.filter(pk=jana.pk).update(is_active=False)  # by whatever door

    assert browser.get("/admin/").status_code == 302
    assert browser.get("/ucet/")["Location"] == "/ucet/prihlaseni/?next=/ucet/"


def test_sign_in_from_before_does_not_come_back_when_the_person_is_switched_on_again(signed_in, administrator, jana):
    browser = browser_of(jana)
    address = f"/admin/accounts/user/{jana.pk}/change/"
    typed = {"full_name": jana.full_name, "email": jana.email}
    office = signed_in(administrator)

    office.post(address, typed)
    jana.refresh_from_db()
    assert (jana.is_active, UserSession.objects.filter(user=jana).count()) == (False, 0)
    office.post(address, {**typed, "is_active": "on"})
    jana.refresh_from_db()

    assert jana.is_active is True
    assert browser.get("/ucet/").status_code == 302


def test_administrator_ends_all_sign_ins_known_or_not(administrator, jana):
    known = browser_of(jana)
    unknown = Client()
    unknown.force_login(jana, backend="django.contrib.auth.backends.ModelBackend")

    workflow.end_sign_ins(jana, by=administrator)

    assert [browser.get("/ucet/").status_code for browser in (known, unknown)] == [302, 302]
    assert browser_of(jana).get("/ucet/").status_code == 200


def test_sign_in_survives_a_new_secret_of_the_portal_while_the_older_one_is_known(jana, settings):
    browser = browser_of(jana)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret, of the same length or so, for this test only"

    assert browser.get("/ucet/").status_code == 200


def test_person_signs_one_other_device_out(jana):
    here, there, third = browser_of(jana), browser_of(jana), browser_of(jana)
    row = UserSession.objects.get(session_key=there.session.session_key)

    answer = here.post(f"/ucet/zarizeni/{row.pk}/odhlasit/", follow=True)

    assert said(answer) == ["Na tom zařízení jste odhlášeni."]
    assert [browser.get("/ucet/").status_code for browser in (here, there, third)] == [200, 302, 200]


def test_person_signs_all_other_devices_out(jana):
    here, there, third = browser_of(jana), browser_of(jana), browser_of(jana)

    here.post("/ucet/zarizeni/odhlasit-ostatni/")

    assert [browser.get("/ucet/").status_code for browser in (here, there, third)] == [200, 302, 302]


def test_nobody_ends_the_sign_in_of_somebody_else(jana):
    mine, theirs = browser_of(UserFactory()), browser_of(jana)
    row = UserSession.objects.get(session_key=theirs.session.session_key)

    assert mine.post(f"/ucet/zarizeni/{row.pk}/odhlasit/").status_code == 404
    assert theirs.get("/ucet/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/ucet/zarizeni/1/odhlasit/", "/ucet/zarizeni/odhlasit-ostatni/", "/ucet/odhlaseni/"]
)
def test_opening_an_address_ends_nothing(jana, address):
    browser = browser_of(jana)

    assert browser.get(address).status_code == 405
    assert signed_in_id(browser) == str(jana.pk)


def test_new_password_signs_all_other_devices_out(jana):
    here, there = browser_of(jana), browser_of(jana)

    here.post(
        "/ucet/heslo/", {"oldpassword": PASSWORD, "password1": "modrá židle u okna", "password2": "modrá židle u okna"}
    )

    assert [browser.get("/ucet/").status_code for browser in (here, there)] == [200, 302]


@pytest.mark.parametrize(
    ("role", "seconds", "status"), [(Role.EDITOR, 3500, 200), (Role.EDITOR, 3700, 302), (Role.MEMBER, 3700, 200)]
)
def test_staff_are_signed_out_after_an_hour_of_doing_nothing(role, seconds, status):
    browser = browser_of(UserFactory(roles=(role,)))
    moved(browser, SEEN_AT, seconds)

    assert browser.get("/ucet/").status_code == status


@pytest.mark.parametrize(("hours", "status"), [(11.9, 200), (12.1, 302)])
@pytest.mark.parametrize("role", [Role.EDITOR, Role.MEMBER])
def test_nobody_is_signed_in_for_longer_than_a_working_day(role, hours, status):
    browser = browser_of(UserFactory(roles=(role,)))
    moved(browser, SIGNED_IN_AT, int(hours * 3600))

    assert browser.get("/ucet/").status_code == status


def test_somebody_signed_out_by_time_is_told_so_and_comes_back_where_they_were(jana):
    browser = browser_of(jana)
    moved(browser, SEEN_AT, 4000)

    led = browser.get("/admin/community/page/?q=plan")

    assert led["Location"] == "/ucet/prihlaseni/?next=/admin/community/page/%3Fq%3Dplan"
    assert said(browser.get(led["Location"]))[0].startswith("Portál vás odhlásil, protože se tu dlouho nic nedělo.")


def test_session_without_its_beginning_is_not_believed(jana):
    browser = browser_of(jana)
    session = browser.session
    del session[SIGNED_IN_AT]
    session.save()

    assert browser.get("/ucet/").status_code == 302


def test_activity_is_written_down_once_a_minute(jana):
    browser = browser_of(jana)
    earlier = timezone.now() - timedelta(hours=1)
    UserSession.objects.filter(user=jana).update(last_seen_at=earlier)

    browser.get("/ucet/")
    assert UserSession.objects.get(user=jana).last_seen_at == earlier
    moved(browser, SEEN_AT, 61)
    browser.get("/ucet/")

    assert timezone.now() - UserSession.objects.get(user=jana).last_seen_at < timedelta(minutes=1)


def test_visitors_have_no_session(client):
    for address in ("/", "/plany/", "/kontakty/"):
        client.get(address)

    assert Session.objects.count() == 0
    assert "sessionid" not in client.cookies


def test_pages_of_the_account_are_kept_by_no_browser(jana):
    assert "no-store" in browser_of(jana).get("/ucet/")["Cache-Control"]


def test_sign_out_tells_the_browser_to_forget(jana):
    answer = browser_of(jana).post("/ucet/odhlaseni/")

    assert (answer["Location"], answer["Clear-Site-Data"]) == ("/", '"storage"')


# --- the page of a person in the administration ------------------------------------------------------------------------


def test_administrator_sees_how_somebody_signs_in_and_ends_it(administrator, jana):
    theirs = browser_of(jana, HTTP_USER_AGENT=FIREFOX)
    office = browser_of(administrator)
    address = f"/admin/accounts/user/{jana.pk}/prihlasovani/"
    assert address in office.get(f"/admin/accounts/user/{jana.pk}/change/").content.decode()

    page = soup(office.get(address))
    assert page.h1.text == f"Přihlašování: {jana}"
    assert "Firefox, Linux" in page.select_one("#content").text
    answer = office.post(address, {"step": "end_sign_ins"}, follow=True)

    assert "Člověk je všude odhlášený." in answer.content.decode()
    assert theirs.get("/ucet/").status_code == 302


@pytest.mark.parametrize("step", ["", "nonsense", "link"])
def test_nonsense_sent_to_the_page_of_a_person_changes_nothing(administrator, jana, step):
    theirs, office = browser_of(jana), browser_of(administrator)

    assert office.post(f"/admin/accounts/user/{jana.pk}/prihlasovani/", {"step": step}).status_code == 200
    assert theirs.get("/ucet/").status_code == 200


def test_administrator_does_not_open_that_page_of_themselves(administrator):
    assert browser_of(administrator).get(f"/admin/accounts/user/{administrator.pk}/prihlasovani/").status_code == 403


def test_coordinator_does_not_open_it_at_all(coordinator, jana):
    office = browser_of(coordinator)

    assert office.get(f"/admin/accounts/user/{jana.pk}/prihlasovani/").status_code == 403
    assert "prihlasovani" not in office.get(f"/admin/accounts/user/{jana.pk}/change/").content.decode()


def test_new_email_ends_sign_ins_and_is_told_to_the_older_address(administrator, jana):
    from tests.accounts.steps import letters

    theirs, office = browser_of(jana), browser_of(administrator)

    office.post(
        f"/admin/accounts/user/{jana.pk}/change/",
        {"full_name": jana.full_name, "email": "nova@example.cz", "is_active": "on"},
    )

    jana.refresh_from_db()
    assert (jana.email, theirs.get("/ucet/").status_code) == ("nova@example.cz", 302)
    assert "Správce portálu změnil e-mail vašeho účtu." in letters("jana@example.cz")[-1].text


def long_ago(browser):
    """The person showed who they are half an hour ago."""
    session = browser.session
    session["account_authentication_methods"][0]["at"] -= 1800
    session.save()
    return browser


def test_new_email_of_somebody_asks_who_is_there(signed_in, administrator, jana):
    """A computer of the administrator left open is not enough to take an account over."""
    answer = long_ago(signed_in(administrator)).post(
        f"/admin/accounts/user/{jana.pk}/change/",
        {"full_name": jana.full_name, "email": "zly@example.cz", "is_active": "on"},
    )

    jana.refresh_from_db()
    assert (jana.email, answer["Location"].partition("?")[0]) == ("jana@example.cz", "/ucet/overeni/")


@pytest.mark.parametrize("path", ["/ucet/zarizeni/{}/odhlasit/", "/ucet/zarizeni/odhlasit-ostatni/"])
def test_ending_a_device_asks_who_is_there(jana, path):
    here, there = browser_of(jana), browser_of(jana)
    row = UserSession.objects.get(session_key=there.session.session_key)

    answer = long_ago(here).post(path.format(row.pk))

    assert answer["Location"].partition("?")[0] in {"/ucet/overeni/", "/ucet/prihlaseni/"}
    assert there.get("/ucet/").status_code == 200
