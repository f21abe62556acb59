"""The second step of signing in: app with codes, spare codes, who must have it, and who takes it away."""

import base64

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts import workflow
from accounts.adapters.second_factor import SecondFactorAdapter
from accounts.enums import Role
from accounts.models import User
from kpss_portal.models import AuditEntry
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.steps import (
    BY_PASSWORD,
    SECOND_STEP,
    app_code,
    give_app,
    give_spare_codes,
    letters,
    sign_in_by_code,
    signed_in_id,
    soup,
    told,
)
from tests.plans.factories import PlanFactory

pytestmark = pytest.mark.django_db

APP, SPARE, SETUP = "/ucet/dva-kroky/aplikace/", "/ucet/dva-kroky/zalozni-kody/", "/ucet/dva-kroky/"


@pytest.fixture
def required(settings):
    settings.REQUIRE_MFA = True


@pytest.fixture
def jana():
    return UserFactory(email="jana@example.cz", roles=(Role.COORDINATOR,))


def set_app(client):
    """As a person does: the picture, the code; gives the secret."""
    secret = soup(client.get(APP)).select_one("details code").text
    return secret, client.post(APP, {"code": app_code(secret)})


# --- using it -------------------------------------------------------------------------------------------------------


def test_code_from_a_mail_alone_does_not_sign_in_who_has_an_app(client, jana):
    give_app(jana)

    answer = sign_in_by_code(client, jana)

    assert (answer["Location"], signed_in_id(client)) == (SECOND_STEP, None)


def test_password_alone_does_not_either(client, jana):
    give_app(jana)

    answer = client.post(BY_PASSWORD, {"login": jana.email, "password": PASSWORD})

    assert (answer["Location"], signed_in_id(client)) == (SECOND_STEP, None)


def test_code_of_the_app_signs_in_and_the_way_is_kept(client, jana):
    secret = give_app(jana)
    sign_in_by_code(client, jana, "/plany/")

    answer = client.post(SECOND_STEP, {"code": app_code(secret)})

    assert (answer["Location"], signed_in_id(client)) == ("/plany/", str(jana.pk))


def test_code_of_the_app_works_once(client, jana):
    secret = give_app(jana)
    code = app_code(secret)
    sign_in_by_code(client, jana)
    client.post(SECOND_STEP, {"code": code})
    elsewhere = Client()
    sign_in_by_code(elsewhere, jana)

    answer = elsewhere.post(SECOND_STEP, {"code": code})

    assert (answer.status_code, signed_in_id(elsewhere)) == (200, None)


@pytest.mark.parametrize("steps", [-2, -1, 1, 2])
def test_code_of_another_half_minute_is_worthless(client, jana, steps):
    secret = give_app(jana)
    sign_in_by_code(client, jana)
    code = app_code(secret, steps)

    answer = client.post(SECOND_STEP, {"code": code})

    assert code == app_code(secret) or told(answer) == ["Kód: Kód nesouhlasí. Podívejte se na něj prosím ještě jednou."]


def test_guesses_of_the_app_are_counted_for_the_person_not_for_the_session(jana):
    secret = give_app(jana)
    for _number in range(4):
        browser = Client()
        browser.post(BY_PASSWORD, {"login": jana.email, "password": PASSWORD})
        for _guess in range(3):
            browser.post(SECOND_STEP, {"code": "000000"})

    answer = browser.post(SECOND_STEP, {"code": app_code(secret)})

    assert told(answer) == ["Kód: Pokusů už bylo moc. Počkejte čtvrt hodiny a zkuste to znovu."]


def test_spare_code_signs_in_once(client, jana):
    give_app(jana)
    spare = give_spare_codes(jana)
    sign_in_by_code(client, jana)

    client.post(SECOND_STEP, {"code": spare[0]})
    elsewhere = Client()
    sign_in_by_code(elsewhere, jana)
    elsewhere.post(SECOND_STEP, {"code": spare[0]})

    assert (signed_in_id(client), signed_in_id(elsewhere)) == (str(jana.pk), None)


def test_new_password_does_not_go_round_the_second_step(client, jana):
    give_app(jana)
    client.post("/ucet/zapomenute-heslo/", {"email": jana.email})
    link = next(line for line in letters(jana.email)[-1].text.splitlines() if "/nove-heslo/" in line)
    address = client.get(link.partition("8000")[2])["Location"]
    client.post(address, {"password1": "modrá židle u okna", "password2": "modrá židle u okna"})
    assert signed_in_id(client) is None

    answer = client.post(BY_PASSWORD, {"login": jana.email, "password": "modrá židle u okna"})

    assert answer["Location"] == SECOND_STEP


# --- setting it up ----------------------------------------------------------------------------------------------------


def test_staff_are_led_to_the_second_step_before_the_workshop_opens(client, jana, required):
    sign_in_by_code(client, jana)

    led = client.get("/admin/community/page/?q=1")
    assert led["Location"] == f"{SETUP}?next=%2Fadmin%2Fcommunity%2Fpage%2F%3Fq%3D1"
    assert soup(client.get(led["Location"])).h1.text == "Druhý krok přihlášení"

    _secret, answer = set_app(client)
    codes = client.get(answer["Location"])
    assert answer["Location"] == SPARE
    assert soup(codes).select_one("main a.btn-primary")["href"] == "/admin/community/page/?q=1"
    assert client.get("/admin/community/page/?q=1").status_code == 200


def test_rest_of_the_portal_stays_open_to_staff_without_it(client, jana, required):
    sign_in_by_code(client, jana)

    assert [client.get(address).status_code for address in ("/", "/plany/", "/ucet/")] == [200] * 3


def test_rights_of_the_office_wait_for_the_second_step_everywhere(client, jana, required):
    sign_in_by_code(client, jana)
    draft = PlanFactory().get_absolute_url()

    page = client.get("/")
    assert "Vaše práva úřadu čekají na druhý krok přihlášení." in soup(page).main.text
    assert client.get(draft).status_code == 404
    set_app(client)
    assert client.get(draft).status_code == 200
    assert "čekají na druhý krok" not in soup(client.get("/")).main.text


def test_superuser_waits_too(client, required):
    person = User.objects.create_superuser("hlavni@example.cz", PASSWORD, full_name="Hlavní Správkyně")
    assert person.has_perm("accounts.add_user")

    person.office_rights_wait = True

    assert (person.has_perm("accounts.add_user"), person.acting_roles) == (False, {Role.READER, Role.MEMBER})


@pytest.mark.parametrize("role", [Role.READER, Role.MEMBER])
def test_those_who_do_not_enter_the_workshop_are_not_asked(client, required, role):
    person = UserFactory(roles=(role,))
    sign_in_by_code(client, person)

    assert client.get("/admin/", follow=True).status_code == 403


def test_sample_office_opens_without_it(client, jana):
    sign_in_by_code(client, jana)

    assert client.get("/admin/").status_code == 200


def test_session_from_before_the_app_was_set_has_to_show_it(client, jana, required):
    sign_in_by_code(client, jana)
    secret = give_app(jana)  # in another browser

    led = client.get("/admin/")
    answer = client.post(led["Location"], {"code": app_code(secret), "next": "/admin/"})

    assert led["Location"] == "/ucet/overeni/kodem/?next=%2Fadmin%2F"
    assert answer["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_picture_of_the_app_is_in_the_page_and_nothing_of_it_is_inline_style(client, jana):
    sign_in_by_code(client, jana)

    page = soup(client.get(APP))

    assert page.select_one(".code-picture svg title").text == "Obrázek pro aplikaci s kódy"
    assert page.select("[style]") == []
    assert page.select_one("details a")["href"].startswith("otpauth://totp/jana%40example.cz?secret=")


def test_wrong_first_code_sets_nothing(client, jana):
    sign_in_by_code(client, jana)
    client.get(APP)

    answer = client.post(APP, {"code": "000000"})

    assert told(answer) == [
        "Šestimístný kód, který aplikace ukazuje: Kód nesouhlasí. Podívejte se na něj prosím ještě jednou."
    ]
    assert Authenticator.objects.count() == 0


def test_secret_of_the_app_is_not_readable_in_the_database(client, jana):
    sign_in_by_code(client, jana)
    secret, _answer = set_app(client)

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in kept
    assert secret in {
        SecondFactorAdapter().decrypt(data.get("secret", ""))
        for data in Authenticator.objects.values_list("data", flat=True)
    }


def test_with_another_secret_of_the_portal_no_code_can_be_computed(settings):
    locked = SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
    settings.SECRET_KEY = "another secret, of the same length or so, for this test only"

    opened = {SecondFactorAdapter().decrypt(locked) for _number in range(2)}

    assert len(opened) == 2
    assert all(len(base64.b32decode(word)) == 20 for word in opened)


def test_older_secret_of_the_portal_still_opens(settings):
    locked = SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret, of the same length or so, for this test only"

    assert SecondFactorAdapter().decrypt(locked) == "JBSWY3DPEHPK3PXP"


def test_person_hears_of_a_new_second_step_and_the_log_holds_it(client, jana, django_capture_on_commit_callbacks):
    sign_in_by_code(client, jana)

    with django_capture_on_commit_callbacks(execute=True):
        set_app(client)

    assert "K vašemu účtu přibyla aplikace s kódy." in mail.outbox[-1].body
    entry = AuditEntry.objects.get(action="add second step")
    assert (entry.actor, entry.object_id, entry.changes) == (jana, str(jana.pk), {"kind": "totp"})


# --- spare codes ------------------------------------------------------------------------------------------------------


def codes_on(page):
    return [item.text for item in soup(page).select(".spare-codes code")]


def test_spare_codes_are_shown_once(client, jana):
    sign_in_by_code(client, jana)
    set_app(client)

    first, second = client.get(SPARE), client.get(SPARE)

    assert len(codes_on(first)) == 10
    assert codes_on(second) == []
    assert "no-store" in first["Cache-Control"]


def test_spare_codes_that_are_seen_can_be_stored_as_a_file(client, jana):
    sign_in_by_code(client, jana)
    set_app(client)
    codes = codes_on(client.get(SPARE))

    answer = client.post(f"{SPARE}soubor/", {"codes": " ".join(codes)})

    assert answer["Content-Disposition"] == 'attachment; filename="zalozni-kody.txt"'
    assert [line for line in answer.content.decode().splitlines() if line.isdigit()] == codes


@pytest.mark.parametrize("sent", ["", "12345678", "<script>alert(1)</script>"])
def test_file_of_codes_does_not_give_them_to_who_has_not_seen_them(client, jana, sent):
    sign_in_by_code(client, jana)
    set_app(client)

    answer = client.post(f"{SPARE}soubor/", {"codes": sent})

    assert answer.status_code == 400
    assert "<script>alert" not in answer.content.decode()


def test_new_spare_codes_end_the_older_ones(client, jana):
    give_app(jana)
    older = give_spare_codes(jana)
    sign_in_by_code(client, jana)
    client.post(SECOND_STEP, {"code": older[0]})

    client.post(f"{SPARE}nove/")

    newer = codes_on(client.get(SPARE))
    assert (len(newer), set(newer) & set(older)) == (10, set())


# --- who is there? ----------------------------------------------------------------------------------------------------


def long_after(client, seconds=700):
    """The sign-in was so many seconds ago."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= seconds
    session.save()


@pytest.mark.parametrize("address", [APP, "/ucet/dva-kroky/klic/", "/ucet/heslo/prvni/"])
def test_who_has_only_codes_from_mails_signs_in_once_more_before_an_important_change(client, address):
    person = UserFactory(roles=(Role.COORDINATOR,))
    person.set_unusable_password()
    person.save()
    sign_in_by_code(client, person)
    assert client.get(address).status_code == 200
    long_after(client)

    answer = client.get(address)

    assert answer["Location"] == f"/ucet/prihlaseni/?next={address}"
    assert signed_in_id(client) is None


def test_who_has_a_password_writes_it_once_more_before_an_important_change(client, jana):
    sign_in_by_code(client, jana)
    long_after(client)

    led = client.get(APP)
    page = client.get(led["Location"])
    wrong = client.post(led["Location"], {"password": "špatné heslo", "next": APP})
    right = client.post(led["Location"], {"password": PASSWORD, "next": APP})

    assert led["Location"] == "/ucet/overeni/?next=%2Fucet%2Fdva-kroky%2Faplikace%2F"
    assert soup(page).h1.text == "Jste to vy?"
    assert told(wrong) == ["Heslo: Heslo nesouhlasí."]
    assert right["Location"] == APP
    assert client.get(APP).status_code == 200


def test_app_is_switched_off_only_by_who_shows_it(client, jana):
    secret = give_app(jana)
    sign_in_by_code(client, jana)
    client.post(SECOND_STEP, {"code": app_code(secret)})
    long_after(client)
    off = "/ucet/dva-kroky/aplikace/vypnout/"

    assert client.get(off)["Location"].startswith("/ucet/overeni/")
    assert client.post(off).status_code == 302
    assert Authenticator.objects.filter(user=jana).exists()


def test_app_is_switched_off_by_a_question_and_a_button(client, jana):
    secret = give_app(jana)
    give_spare_codes(jana)
    sign_in_by_code(client, jana)
    client.post(SECOND_STEP, {"code": app_code(secret)})
    off = "/ucet/dva-kroky/aplikace/vypnout/"

    assert soup(client.get(off)).h1.text == "Vypnout aplikaci s kódy?"
    assert Authenticator.objects.filter(user=jana).count() == 2
    client.post(off)

    assert Authenticator.objects.filter(user=jana).count() == 0
    assert "Z vašeho účtu byla odebrána aplikace s kódy." in letters(jana.email)[-1].text


# --- somebody has lost it -----------------------------------------------------------------------------------------------


def test_administrator_takes_a_lost_second_step_away(administrator, jana):
    give_app(jana)
    browser = Client()
    browser.force_login(jana, backend="django.contrib.auth.backends.ModelBackend")

    workflow.reset_factors(jana, by=administrator)

    assert Authenticator.objects.filter(user=jana).count() == 0
    assert browser.get("/ucet/").status_code == 302
    assert "Správce portálu odebral z vašeho účtu druhý krok přihlášení." in letters(jana.email)[-1].text
    entry = AuditEntry.objects.get(action="reset second step")
    assert (entry.actor, entry.object_id) == (administrator, str(jana.pk))


STEPS = {"reset": workflow.reset_factors, "end": workflow.end_sign_ins, "unlink": workflow.unlink_office_account}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("who", [None, *Role])
def test_only_another_administrator_meddles_with_somebodys_sign_in(jana, step, who):
    somebody = UserFactory(roles=(who,) if who else ())
    give_app(jana)

    refused = [is_refused(STEPS[step], person, somebody) for person in (jana, somebody)]

    may = {Role.ADMINISTRATOR, Role.COORDINATOR} if step == "end" else {Role.ADMINISTRATOR}
    assert refused == [who not in may, True]


def is_refused(step, person, by):
    try:
        step(person, by=by)
    except PermissionDenied:
        return True
    return False
