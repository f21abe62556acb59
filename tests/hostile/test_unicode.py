"""Letters that trick people or programs: they are refused or shown as what they are, and two of one kind are one."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from tests.hostile.cases import case

pytestmark = pytest.mark.django_db
RAW = [
    ("a zero byte", "%00"),
    ("bytes of no letter", "%FF%FE"),
    ("an overlong slash", "%C0%AF"),
    ("half of a pair", "%ED%A0%80"),
    ("beyond the last letter", "%F4%90%80%80"),
    ("a turn of direction", "%E2%80%AE"),
    ("a mark of byte order", "%EF%BB%BF"),
    ("a cut sequence", "%E2%80"),
    ("a percent alone", "%"),
    ("letters of UTF-16", "%u0041"),
]


@pytest.mark.parametrize(
    "raw", [case(f"in an address and a query: {name}", "V1.1.1, V2.2.1", raw) for name, raw in RAW]
)
def test_bytes_of_no_letter_are_answered(client, raw):
    answers = [
        client.get("/hledat/", QUERY_STRING=f"q={raw}"),
        client.get("/katalog/", QUERY_STRING=f"obec={raw}&{raw}=1"),
        client.get(f"/katalog/sluzby/{raw}/"),
    ]
    assert [answer.status_code for answer in answers][:2] == [200, 200]
    assert answers[2].status_code in {400, 404}


@pytest.mark.parametrize("raw", [case(f"in a field of a form: {name}", "V2.2.1", raw) for name, raw in RAW[:6]])
def test_bytes_of_no_letter_in_a_form_are_answered(client, raw):
    body = f"name={raw}&email={raw}%40example.cz&text={raw}&side={raw}"
    answer = client.post("/skupiny/zapojit-se/", body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in {200, 302, 400}


@pytest.mark.parametrize("key", [case("zero byte in a filter of the administration", "V2.2.1", "state__exact")])
def test_zero_byte_in_a_filter_is_left_out(signed_in, made, key):
    browser = signed_in(made["coordinator"])

    assert browser.get("/admin/surveys/survey/", {key: "\0"}).status_code in {200, 302}
    assert browser.get("/admin/surveys/survey/", {f"{key}\0": "draft"}).status_code == 200


@pytest.mark.parametrize("title", [case("zero byte in a field without a form", "V2.2.1", "Nový\0 cíl")])
def test_zero_byte_in_a_field_is_left_out(signed_in, made, title):
    plan = made["unseen"]
    signed_in(made["coordinator"]).post(f"/admin/plans/plan/{plan.pk}/osnova/pridat/", {"nazev": title})

    assert plan.items.filter(title="Nový cíl").exists()


@pytest.mark.parametrize("word", [case("words encoded twice", "V1.1.1", "%253Cscript%253E")])
def test_twice_encoded_words_are_decoded_once(client, word):
    page = client.get("/hledat/", QUERY_STRING=f"q={word}").content

    assert b"%3Cscript%3E" in page
    assert b"&lt;script&gt;" not in page


@pytest.mark.parametrize(
    ("first", "second"),
    [
        case("e-mail in capitals", "V6.3.4, duplicates by case", "jana@example.cz", "JANA@Example.cz"),
        case("e-mail with spaces around", "V6.3.4", "jana@example.cz", " jana@example.cz "),
    ],
)
def test_one_e_mail_is_one_person(first, second):
    User.objects.create_user(first, full_name="Jana")

    with pytest.raises(ValidationError):
        User.objects.create_user(second, full_name="Jana")


@pytest.mark.parametrize(
    "email",
    [
        case("e-mail with a Cyrillic letter", "V6.3.4, homoglyphs", "coordin\u0430tor@example.cz"),
        case("e-mail with a zero byte", "V2.2.1", "a\x00@example.cz"),
        case("e-mail with a line break", "V1.3.11", "a@example.cz\nbcc: b@example.cz"),
        case("e-mail with a turn of direction", "V2.2.1", "a\u202e@example.cz"),
        case("two e-mails in one field", "V1.3.11", "a@example.cz,b@example.cz"),
    ],
)
def test_trick_e_mails_are_refused(email):
    with pytest.raises(ValidationError):
        User.objects.create_user(email, full_name="Jana")


@pytest.mark.parametrize("email", [case("sign-in by a look-alike e-mail", "V6.3.4", "coord\u0131nator@example.cz")])
def test_look_alike_e_mail_is_nobody(client, coordinator, email):
    answer = client.post("/ucet/prihlaseni/heslem/", {"login": email, "password": "correct horse battery"})

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
