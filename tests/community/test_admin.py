"""Every page of the administration of the office and of people: it answers, it is Czech, and its lists cost the same."""

from pathlib import Path

import django
import polib
import pytest
from bs4 import BeautifulSoup
from bs4.element import NavigableString
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from kpss_portal.czech import sort_key
from tests.accounts.factories import UserFactory
from tests.community.test_rules import FACTORIES

pytestmark = pytest.mark.django_db

PROJECT_DIR = Path(__file__).resolve().parents[2]
DJANGO_DIR = Path(django.__file__).parent
CATALOGUES = (
    PROJECT_DIR / "locale/cs/LC_MESSAGES/django.po",
    *(DJANGO_DIR / part / "locale/cs/LC_MESSAGES/django.po" for part in ("conf", "contrib/admin", "contrib/auth")),
)
NOUNS = [noun for noun in FACTORIES if noun != "office"]
PATHS = ("", "add/", "change/", "delete/", "history/", "?q=nic")
PAGES = [(noun, path) for noun in NOUNS for path in PATHS if (noun, path) != ("municipality", "delete/")]
SAME_IN_BOTH = {"web", "e-mail", "logo", "text", "role", "-", "–"}


@pytest.fixture
def coordinator():
    """With a name that is no English word."""
    return UserFactory(full_name="Jana Nová", roles=(Role.COORDINATOR,))


@pytest.fixture
def administrator():
    return UserFactory(full_name="Petr Malý", roles=(Role.ADMINISTRATOR,))


@pytest.fixture(scope="module")
def english() -> set[str]:
    """English words that have another Czech, in lower case."""
    found = set()
    for path in CATALOGUES:
        for entry in polib.pofile(str(path)):
            if entry.msgstr and entry.msgstr.lower() != entry.msgid.lower():
                found.add(entry.msgid.strip().lower())
    czech = {entry.msgstr.strip().lower() for path in CATALOGUES for entry in polib.pofile(str(path))}
    return found - czech - SAME_IN_BOTH


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def words_of(page):
    """Every piece of text that a person sees or hears, in lower case."""
    for unseen in page.select("script, style, svg, template"):
        unseen.decompose()
    texts = {
        " ".join(text.split()).rstrip(":").lower()
        for text in page.find_all(string=True)
        if type(text) is NavigableString
    }
    for name in ("title", "aria-label", "placeholder", "alt"):
        texts |= {tag[name].strip().lower() for tag in page.select(f"[{name}]")}
    return texts | {button["value"].strip().lower() for button in page.select("input[type=submit]")}


def check(response, english):
    page = soup(response)
    assert response.status_code == 200
    assert page.html["lang"] == "cs"
    assert len(page.find_all("h1")) == 1
    assert words_of(page) & english == set()


@pytest.mark.parametrize(("noun", "path"), PAGES)
def test_page_of_the_office_is_czech(signed_in, coordinator, english, noun, path):
    thing = FACTORIES[noun]()
    address = f"/admin/community/{noun}/"
    if path in {"change/", "delete/", "history/"}:
        address += f"{thing.pk}/"

    check(signed_in(coordinator).get(address + path), english)


@pytest.mark.parametrize("noun", NOUNS)
def test_nothing_written_is_told_in_czech(signed_in, coordinator, english, noun):
    data = {"figures-TOTAL_FORMS": 0, "figures-INITIAL_FORMS": 0}

    check(signed_in(coordinator).post(f"/admin/community/{noun}/add/", data), english)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/community/",
        "/admin/accounts/",
        "/admin/community/office/1/change/",
        "/admin/community/office/1/history/",
        "/admin/community/office/nastaveni/",
        "/admin/community/office/nastaveni/?town=Kyjov",
        "/admin/accounts/user/",
        "/admin/kpss_portal/auditentry/",
    ],
)
def test_other_page_is_czech(signed_in, coordinator, english, address):
    call_command("setup_office", "Kyjov", verbosity=0)

    check(signed_in(coordinator).get(address), english)


@pytest.mark.parametrize("path", ["add/", "{}/change/", "{}/delete/", "{}/history/", "{}/password/"])
def test_page_about_people_is_czech(signed_in, administrator, english, path):
    person = UserFactory()

    check(signed_in(administrator).get("/admin/accounts/user/" + path.format(person.pk)), english)


@pytest.mark.parametrize("data", [{}, {"usable_password": "true", "password1": "a", "password2": "b", "email": "x"}])
def test_fault_in_a_new_person_is_told_in_czech(signed_in, administrator, english, data):
    check(signed_in(administrator).post("/admin/accounts/user/add/", data), english)


def test_the_menu_follows_the_czech_alphabet(signed_in, coordinator):
    page = BeautifulSoup(signed_in(coordinator).get("/admin/community/document/").content, "html.parser")
    menu = [[link.text for link in group.select("th a")] for group in page.select("#nav-sidebar .module")]

    assert sum(map(len, menu)) > 40
    assert [sorted(names, key=sort_key) for names in menu] == menu
    assert any(sorted(names) != names for names in menu), "nothing tells this alphabet from that of machines"


def test_words_of_scripts_are_czech(signed_in, coordinator):
    words = signed_in(coordinator).get("/admin/jsi18n/").content.decode()

    assert '"Choose all %s": "P\\u0159idat v\\u0161e (%s)"' in words
    assert '"Available %s": "Dostupn\\u00e9 polo\\u017eky: %s"' in words


@pytest.mark.parametrize(("noun", "name"), [("page", "Stránky"), ("newsitem", "Aktuality"), ("document", "Dokumenty")])
def test_list_bears_the_name_of_what_is_in_it(signed_in, coordinator, noun, name):
    page = soup(signed_in(coordinator).get(f"/admin/community/{noun}/"))

    assert (page.h1.text, page.title.text.partition(" | ")[0]) == (name, name)


@pytest.mark.parametrize(("chosen", "names"), [("1", ["Terezín"]), ("0", ["Praha"]), ("", ["Praha", "Terezín"])])
def test_municipalities_are_chosen_by_the_territory(signed_in, coordinator, chosen, names):
    FACTORIES["municipality"](name="Praha", in_territory_from=None)
    FACTORIES["municipality"](name="Terezín")

    page = soup(signed_in(coordinator).get("/admin/community/municipality/", {"territory": chosen} if chosen else {}))

    assert [cell.text for cell in page.select("#result_list .field-name")] == names


def test_documents_tell_their_type_and_size_as_people_read_them(signed_in, coordinator):
    document = FACTORIES["document"](data=b"a" * 22_300)
    client = signed_in(coordinator)

    listed = soup(client.get("/admin/community/document/"))
    page = soup(client.get(f"/admin/community/document/{document.pk}/change/"))
    new = soup(client.get("/admin/community/document/add/"))

    assert (listed.select_one(".field-format_name").text, listed.select_one(".field-size").text) == ("TXT", "22\xa0kB")
    assert page.select_one(".field-sha256 .readonly").text == document.sha256
    assert new.select(".field-sha256, .field-size") == []


@pytest.mark.parametrize("noun", NOUNS)
def test_list_costs_the_same_for_one_and_for_many(signed_in, coordinator, noun):
    client = signed_in(coordinator)
    costs = []
    for count in (1, 20):
        for _number in range(count):
            FACTORIES[noun]()
        client.get(f"/admin/community/{noun}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/admin/community/{noun}/")
        costs.append(len(captured))

    assert costs[0] == costs[1]
