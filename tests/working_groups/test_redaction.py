"""Words for the public version are offered where somebody could be known; what a person did not choose stays."""

from hypothesis import example, given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from kpss_portal.rich_text import clean_html
from working_groups.redaction import Kind, Person, offers_for, redacted, without_links

PEOPLE = [Person("Jana Vzorová", "poskytovatele"), Person("Petr Novák", "uživatelů"), Person("Eva Zkušební", "obce")]


def offered(html: str) -> list[tuple[Kind, str, str]]:
    return [(offer.kind, offer.words, offer.replacement) for offer in offers_for(html, PEOPLE)]


def test_member_without_consent_becomes_the_side_they_stand_for():
    assert offered("<p>Jana Vzorová řekla, že Petr Novák nepřijde.</p>") == [
        (Kind.MEMBER, "Jana Vzorová", "Zástupkyně poskytovatele"),
        (Kind.MEMBER, "Petr Novák", "zástupce uživatelů"),
    ]


def test_role_is_declined_as_the_name_was():
    offers = offered("<p>Bez Nováka, k Novákovi, s Janou Vzorovou, od Vzorové i pro Vzorovou.</p>")

    assert [replacement for _kind, _words, replacement in offers] == [
        "zástupce uživatelů",
        "zástupci uživatelů",
        "zástupkyní poskytovatele",
        "zástupkyně poskytovatele",
        "zástupkyni poskytovatele",
    ]


def test_address_before_a_member_goes_with_the_name():
    assert offered("<p>Paní Vzorová přišla. Jednali jsme s panem Novákem.</p>") == [
        (Kind.MEMBER, "Paní Vzorová", "Zástupkyně poskytovatele"),
        (Kind.MEMBER, "panem Novákem", "zástupcem uživatelů"),
    ]


def test_people_who_are_no_members_are_offered_too():
    assert offered("<p>Vystoupil pan Horák. S paní Malou jednal úřad.</p>") == [
        (Kind.PERSON, "pan Horák", "účastník"),
        (Kind.PERSON, "paní Malou", "účastnicí"),
    ]


def test_numbers_and_addresses_are_offered():
    html = without_links(
        '<p>r. č. 736028/5163, <a href="mailto:j@example.cz">napište jí</a>, j@example.cz, 416 770 011</p>'
    )

    assert "mailto" not in html
    assert [(kind, words) for kind, words, _new in offered(html)] == [
        (Kind.BIRTH_NUMBER, "736028/5163"),
        (Kind.EMAIL, "j@example.cz"),
        (Kind.PHONE, "416 770 011"),
    ]


def test_only_what_was_chosen_is_replaced_and_typed_words_cannot_be_markup():
    html = "<p>Novák a <strong>Vzorová</strong></p>"
    offers = offers_for(html, PEOPLE)

    assert redacted(html, offers, {1: "<b>někdo</b> & spol."}) == (
        "<p>Novák a <strong>&lt;b&gt;někdo&lt;/b&gt; &amp; spol.</strong></p>"
    )


def test_inside_of_a_sentence_the_role_begins_small_whatever_the_markup():
    assert [
        new for _kind, _words, new in offered("<p>Přišel <strong>Petr Novák</strong></p><ul><li>Novák</li></ul>")
    ] == [
        "zástupce uživatelů",
        "Zástupce uživatelů",
    ]


def test_neighbours_help_to_decide():
    offer = offers_for("<p>Dnes mluvil Petr Novák o autobusech.</p><p>Jiné.</p>", PEOPLE)[0]

    assert (offer.before, offer.after) == ("Dnes mluvil ", " o autobusech.")


PIECES = (
    "Novák",
    "Nováka",
    "Jana Vzorová",
    "<strong>",
    "</strong>",
    "<p>",
    "</p>",
    "a",
    "736028/5163",
    "pan Malý",
    "&amp;",
)
PIECES = (
    "Novák",
    "Nováka",
    "Jana Vzorová",
    "<strong>",
    "</strong>",
    "<p>",
    "</p>",
    "a",
    "736028/5163",
    "pan Malý",
    "&amp;",
)
WORDS = st.lists(st.sampled_from([*PIECES, "x@y.cz"]), max_size=25)


@example_settings(max_examples=80, deadline=None, database=None)
@given(WORDS)
@example(["Jana Vzorová", "<p>", "Jana Vzorová"])
def test_nothing_is_left_when_all_that_is_offered_is_taken(words):
    html = clean_html(" ".join(words))
    for _round in range(4):  # what stood close to a replaced name may be offered next
        offers = offers_for(html, PEOPLE)
        html = redacted(html, offers, dict.fromkeys(range(len(offers)), "někdo"))

    assert offers_for(html, PEOPLE) == []
    assert [word for word in ("Novák", "Vzorov", "736028", "x@y") if word in html] == []
    assert clean_html(html) == html
