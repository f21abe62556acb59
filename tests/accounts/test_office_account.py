"""Signing in by an account of the office, against a real OpenID Connect provider on this machine."""

import base64
import hashlib
import warnings
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from accounts import workflow
from accounts.adapters.office_account import PROVIDER, identifier_of
from accounts.enums import Role
from accounts.errors import AlreadyLinked
from accounts.models import User
from kpss_portal.environment import read_environment
from kpss_portal.models import AuditEntry
from tests.accounts.factories import UserFactory
from tests.accounts.steps import SECOND_STEP, SIGN_IN, give_app, signed_in_id, soup

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),  # of the provider, not ours
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),  # the same
]
TO_OFFICE, BACK = "/ucet/prihlaseni/urad/", "/ucet/prihlaseni/urad/navrat/"


def started():
    """A provider; it warns of its own libraries when imported, which is not our affair."""
    from authlib.deprecate import AuthlibDeprecationWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AuthlibDeprecationWarning)
        import oidc_provider_mock

    return oidc_provider_mock.run_server_in_thread(require_nonce=True)


@pytest.fixture(scope="module")
def provider():
    with started() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def office(provider, settings):
    """The portal set for the provider; gives its address."""
    use(settings, provider)
    return provider


def use(settings, issuer, **changes):
    settings.OIDC = {
        "name": "účtem úřadu", "issuer": issuer, "client_id": "portal", "secret": "tajemství", "link_by_email": False,
    } | changes  # fmt: skip


def person_at(issuer, subject, **claims):
    """What the provider says of somebody."""
    requests.put(f"{issuer}/users/{subject}", json=claims, timeout=10).raise_for_status()


def asked(client, way=""):
    """To the provider by the button of the sign-in page; gives the address there."""
    return client.post(TO_OFFICE, {"next": way} if way else {})["Location"]


def answered(address, subject):
    """Somebody signs in at the provider; gives the way back into the portal."""
    page = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
    back = urlsplit(page.headers["Location"])
    return f"{back.path}?{back.query}"


def sign_in(client, subject, way=""):
    return client.get(answered(asked(client, way), subject))


def link(person, issuer, subject):
    return SocialAccount.objects.create(user=person, provider=PROVIDER, uid=identifier_of(issuer, subject))


def test_linked_person_signs_in_and_comes_where_they_were_going(client, office):
    jana = UserFactory(roles=(Role.COORDINATOR,))
    link(jana, office, "jana-1")

    answer = sign_in(client, "jana-1", "/admin/community/page/")

    assert (answer["Location"], signed_in_id(client)) == ("/admin/community/page/", str(jana.pk))


def test_button_is_on_the_sign_in_page_only_where_it_is_set(client, office, settings):
    page = client.get(SIGN_IN)
    assert soup(page).select_one(f"form[action='{TO_OFFICE}'] button").text == "Přihlásit se účtem úřadu"
    assert f"form-action 'self' {office}" in page["Content-Security-Policy"]

    use(settings, "")
    page = client.get(SIGN_IN)
    assert soup(page).select_one(f"form[action='{TO_OFFICE}']") is None
    assert "localhost" not in page["Content-Security-Policy"]
    assert client.post(TO_OFFICE).status_code == 404
    assert client.get(BACK).status_code == 404


def test_address_of_another_provider_is_not_there(client, office):
    assert client.post("/ucet/prihlaseni/jiny/").status_code == 404
    assert client.post("/ucet/prihlaseni/openid_connect/").status_code in {302, 404}


def test_portal_asks_with_state_nonce_and_a_challenge(client, office):
    query = parse_qs(urlsplit(asked(client)).query)

    assert len(query["state"][0]) >= 16
    assert len(query["nonce"][0]) >= 32
    assert query["code_challenge_method"] == ["S256"]
    assert query["response_type"] == ["code"]
    assert query["redirect_uri"] == [f"http://testserver{BACK}"]
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}


def test_way_to_the_provider_is_not_opened_by_a_link(client, office):
    assert client.get(TO_OFFICE).status_code == 405


def test_address_of_our_page_does_not_change_what_is_asked(client, office):
    address = client.post(f"{TO_OFFICE}?auth_params=redirect_uri%3Dhttps%3A%2F%2Fzly.example&scope=offline_access")[
        "Location"
    ]

    assert "zly.example" not in address
    assert "offline_access" not in address


def test_unknown_person_is_refused_and_told_an_identifier(client, office):
    UserFactory(email="lena@example.cz")
    person_at(office, "lena-1", email="lena@example.cz", email_verified=True)

    answer = sign_in(client, "lena-1")

    assert (answer.status_code, signed_in_id(client)) == (403, None)
    assert soup(answer).select_one("main code").text == f"{office}#lena-1"
    assert (SocialAccount.objects.count(), User.objects.count()) == (0, 1)


def test_same_subject_of_another_issuer_is_somebody_else(client, office, settings):
    jana = UserFactory(roles=(Role.COORDINATOR,))
    link(jana, office, "jana-1")
    with started() as other:
        issuer = f"http://localhost:{other.server_port}"
        use(settings, issuer)
        answer = sign_in(client, "jana-1")

    assert (answer.status_code, signed_in_id(client)) == (403, None)
    assert soup(answer).select_one("main code").text == f"{issuer}#jana-1"


def test_switched_off_person_is_refused(client, office):
    jana = UserFactory(is_active=False)
    link(jana, office, "jana-1")

    answer = sign_in(client, "jana-1")

    assert (answer.status_code, signed_in_id(client)) == (403, None)


def test_answer_counts_only_in_the_browser_that_asked(client, office):
    link(UserFactory(), office, "jana-1")
    back = answered(asked(client), "jana-1")
    elsewhere = Client()

    answer = elsewhere.get(back)

    assert (answer.status_code, signed_in_id(elsewhere)) == (401, None)
    assert soup(answer).h1.text == "Přihlášení se nepovedlo"


def test_answer_counts_once(client, office):
    link(UserFactory(), office, "jana-1")
    back = answered(asked(client), "jana-1")
    client.get(back)
    client.post("/ucet/odhlaseni/")

    assert client.get(back).status_code == 401
    assert signed_in_id(client) is None


def test_answer_with_another_nonce_is_refused(client, office):
    link(UserFactory(), office, "jana-1")
    back = answered(asked(client), "jana-1")
    session = client.session
    for state in session["socialaccount_states"].values():
        state[0]["nonce"] = "another one"
    session.save()

    assert client.get(back).status_code == 401
    assert signed_in_id(client) is None


def test_verifier_of_the_challenge_is_kept_from_the_browser_and_sent_with_the_code(client, office, monkeypatch):
    link(UserFactory(), office, "jana-1")
    sent = []
    send = requests.Session.send
    monkeypatch.setattr(
        requests.Session, "send", lambda self, request, **how: (sent.append(request), send(self, request, **how))[1]
    )
    address = asked(client)
    challenge = parse_qs(urlsplit(address).query)["code_challenge"][0]

    client.get(answered(address, "jana-1"))

    verifiers = [
        parse_qs(request.body)["code_verifier"][0] for request in sent if request.url.endswith("/oauth2/token")
    ]
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifiers[0].encode()).digest()).rstrip(b"=").decode()
    assert (len(verifiers), digest) == (1, challenge)
    assert verifiers[0] not in address


def test_provider_that_says_it_is_another_one_is_not_believed(client, office, settings):
    use(settings, office + "/jiny", client_id="portal")
    settings.OIDC["server"] = office

    answer = client.post(TO_OFFICE)

    assert answer.status_code == 401


def test_silent_provider_is_told_in_words(client, settings):
    use(settings, "http://127.0.0.1:9")

    answer = client.post(TO_OFFICE)

    assert answer.status_code == 401
    assert soup(answer).h1.text == "Přihlášení se nepovedlo"
    assert soup(answer).select_one("main a.btn")["href"] == SIGN_IN


def test_person_who_gives_it_up_is_told_so(client, office):
    state = parse_qs(urlsplit(asked(client)).query)["state"][0]

    answer = client.get(BACK, {"error": "access_denied", "state": state})  # RFC 6749, 4.1.2.1

    assert answer.status_code == 401
    assert soup(answer).select_one(".lead").text == "Přihlášení úřadu jste opustili dřív, než skončilo."


@pytest.mark.parametrize(
    "query", ["", "?state=x", "?code=x", "?state=x&code=y", "?error=access_denied", "?state=%00&code=%00"]
)
def test_nonsense_on_the_way_back_is_told_in_words(client, office, query):
    answer = client.get(BACK + query)

    assert answer.status_code == 401
    assert len(soup(answer).find_all("h1")) == 1


# --- the first time ----------------------------------------------------------------------------------------------------


def test_verified_email_finds_the_person_only_where_the_office_allows_it(client, office, settings):
    jana = UserFactory(email="jana@example.cz")
    person_at(office, "jana-2", email="Jana@Example.cz", email_verified=True)
    assert sign_in(client, "jana-2").status_code == 403

    use(settings, office, link_by_email=True)
    answer = sign_in(client, "jana-2")

    assert (answer.status_code, signed_in_id(client)) == (302, str(jana.pk))
    assert SocialAccount.objects.get(user=jana).uid == f"{office}#jana-2"
    assert AuditEntry.objects.get(action="link account of the office").object_id == str(jana.pk)


@pytest.mark.parametrize(
    "claims", [{"email_verified": False}, {}, {"email_verified": "true"}, {"email_verified": None}]
)
def test_email_that_is_not_verified_finds_nobody(client, office, settings, claims):
    UserFactory(email="jana@example.cz")
    use(settings, office, link_by_email=True)
    person_at(office, "zly-1", email="jana@example.cz", **claims)

    assert sign_in(client, "zly-1").status_code == 403
    assert signed_in_id(client) is None


def test_email_does_not_find_who_is_switched_off_or_linked_already(client, office, settings):
    UserFactory(email="vypnuta@example.cz", is_active=False)
    link(UserFactory(email="jana@example.cz"), office, "jana-1")
    use(settings, office, link_by_email=True)
    person_at(office, "zly-2", email="vypnuta@example.cz", email_verified=True)
    person_at(office, "zly-3", email="jana@example.cz", email_verified=True)

    assert [sign_in(Client(), subject).status_code for subject in ("zly-2", "zly-3")] == [403, 403]


def test_linked_person_is_known_by_the_subject_whatever_their_email(client, office, settings):
    jana, petr = UserFactory(email="jana@example.cz"), UserFactory(email="petr@example.cz")
    link(jana, office, "jana-3")
    use(settings, office, link_by_email=True)
    person_at(office, "jana-3", email="petr@example.cz", email_verified=True)

    sign_in(client, "jana-3")

    assert signed_in_id(client) == str(jana.pk) != str(petr.pk)


def test_nothing_but_the_identifier_is_kept(client, office):
    jana = UserFactory()
    link(jana, office, "jana-4")
    person_at(office, "jana-4", email="jana@example.cz", name="Jana Nová", phone_number="+420123456789")

    sign_in(client, "jana-4")

    assert SocialAccount.objects.get(user=jana).extra_data == {}
    assert SocialToken.objects.count() == 0
    assert "Jana Nová" not in str(dict(client.session))


# --- with the second step -----------------------------------------------------------------------------------------------


def test_own_second_step_is_asked_for_after_the_office_too(client, office):
    jana = UserFactory()
    give_app(jana)
    link(jana, office, "jana-1")

    answer = sign_in(client, "jana-1")

    assert (answer["Location"], signed_in_id(client)) == (SECOND_STEP, None)


@pytest.mark.parametrize(
    ("claims", "status"), [({"amr": ["pwd", "mfa"]}, 200), ({"amr": ["pwd"]}, 302), ({}, 302), ({"amr": "mfa"}, 302)]
)
def test_second_step_made_at_the_office_counts_where_it_says_so(client, office, settings, claims, status):
    settings.REQUIRE_MFA = True
    link(UserFactory(roles=(Role.COORDINATOR,)), office, "jana-5")
    person_at(office, "jana-5", **claims)

    sign_in(client, "jana-5")

    assert client.get("/admin/").status_code == status


# --- the administrator links --------------------------------------------------------------------------------------------


def test_administrator_links_by_the_identifier_that_the_person_was_told(client, office, administrator):
    from tests.accounts.steps import sign_in_by_code

    jana = UserFactory(roles=(Role.EDITOR,))
    told = soup(sign_in(Client(), "jana-6")).select_one("main code").text
    sign_in_by_code(client, administrator)

    client.post(f"/admin/accounts/user/{jana.pk}/prihlasovani/", {"step": "link", "identifier": f" {told} "})

    browser = Client()
    sign_in(browser, "jana-6")
    assert signed_in_id(browser) == str(jana.pk)


@pytest.mark.parametrize("identifier", ["", "jana-6", "https://zly.example#jana-6", "{office}#", "x" * 400])
def test_wrong_identifier_is_told_at_the_field(client, office, administrator, identifier):
    from tests.accounts.steps import sign_in_by_code

    jana = UserFactory()
    sign_in_by_code(client, administrator)

    page = client.post(
        f"/admin/accounts/user/{jana.pk}/prihlasovani/",
        {"step": "link", "identifier": identifier.replace("{office}", office)},
    )

    assert page.status_code == 200
    assert len(soup(page).select("ul.errorlist li")) == 1
    assert SocialAccount.objects.count() == 0


def test_account_of_the_office_belongs_to_one_person(office, administrator):
    link(UserFactory(), office, "jana-1")

    with pytest.raises(AlreadyLinked):
        workflow.link_office_account(UserFactory(), office, "jana-1", by=administrator)


def test_very_long_subject_is_kept_as_a_digest():
    words = identifier_of("https://login.example.cz", "x" * 300)

    assert (len(words), words == identifier_of("https://login.example.cz", "x" * 299)) == (64, False)


@pytest.mark.parametrize(
    "variables",
    [
        {"KPSS_OIDC_ISSUER": "https://login.example.cz"},
        {"KPSS_OIDC_ISSUER": "https://login.example.cz", "KPSS_OIDC_CLIENT_ID": "portal"},
    ],
)
def test_half_of_the_settings_stops_the_start(monkeypatch, variables):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match="KPSS_OIDC_ISSUER needs KPSS_OIDC_CLIENT_ID and KPSS_OIDC_SECRET"):
        read_environment()
