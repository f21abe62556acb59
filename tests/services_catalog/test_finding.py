"""Finding services: words as people write them, filters together, numbers beside filters, and questions of every kind."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from services_catalog.cards import shelf
from services_catalog.code_lists import load_code_lists
from services_catalog.enums import Payment, ServiceForm
from services_catalog.indexing import reindex_others, reindex_services
from services_catalog.models import Service, TargetGroup
from tests.community.factories import MunicipalityFactory
from tests.services_catalog.factories import (
    LifeSituationFactory,
    PlaceFactory,
    ServiceFactory,
    ServiceTypeFactory,
    full_services,
)


@pytest.fixture
def code_lists(db):
    load_code_lists()


@pytest.fixture
def found(client):
    """Names of services that an address finds, in their order; asked after all of them are indexed."""

    def ask(query="", **parameters):
        reindex_services()
        answer = client.get(f"/katalog/?{query}", parameters) if query else client.get("/katalog/", parameters)
        assert answer.status_code == 200
        return [service_name(card) for card in answer.context["cards"]]

    return ask


def service_name(card):
    return str(card.name).replace("<mark>", "").replace("</mark>", "")


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "pečovatelská služba",
        "pecovatelska sluzba",
        "PEČOVATELSKÁ",
        "pečovatelské",
        "pečovatelskou službu",
        "pecovatelskou",
        "pečov",
        "  pečovatelská   ",
    ],
)
def test_a_service_is_found_by_its_words_in_any_form_with_and_without_diacritics(db, found, words):
    ServiceFactory(name="Pečovatelská služba", service_type=None, kind="related")
    ServiceFactory(name="Azylový dům", service_type=None, kind="related")

    assert found(q=words) == ["Pečovatelská služba"]


def test_the_name_counts_more_than_the_name_of_the_provider(db, found):
    ServiceFactory(name="Azylový dům", provider__name="Naděje")
    ServiceFactory(name="Naděje", provider__name="Charita")

    assert found(q="naděje") == ["Naděje", "Azylový dům"]


def test_a_service_is_found_by_its_provider_kind_situation_and_town(db, found):
    service = ServiceFactory(
        name="Dům",
        provider__name="Charita Litoměřice",
        service_type=ServiceTypeFactory(name="azylové domy", synonyms="noclehárna, střecha nad hlavou"),
    )
    service.situations.add(LifeSituationFactory(name="Nemám kde bydlet", synonyms="vystěhování"))
    PlaceFactory(service=service, municipality__name="Terezín", municipality__slug="terezin")
    ServiceFactory(name="Jiná", service_type=None, kind="related")

    for words in ("charita", "azylový", "noclehárna", "vystěhování", "Terezín"):
        assert found(q=words) == ["Dům"]


def test_found_words_are_marked_and_everything_else_is_escaped(db, client):
    ServiceFactory(name="Poradna <b>Naděje</b>")
    reindex_services()

    told = client.get("/katalog/", {"q": "poradny"}).content.decode()

    assert "<mark>Poradna</mark> &lt;b&gt;Naděje&lt;/b&gt;" in told


def test_services_stand_in_czech_alphabetical_order(db, found):
    for name in ("Chráněné bydlení", "Čajovna", "Cesta", "Hospic", "Domov"):
        ServiceFactory(name=name)

    assert found() == ["Cesta", "Čajovna", "Domov", "Hospic", "Chráněné bydlení"]


def test_a_question_without_an_answer_says_what_to_do(db, client):
    ServiceFactory()
    reindex_services()

    told = client.get("/katalog/", {"q": "xyzxyz"}).content.decode()

    assert ("Nic jsme nenašli" in told or "Nic se nenašlo" in told, "/kontakty/" in told) == (True, True)


# --- filters ------------------------------------------------------------------------------------------------------


@pytest.fixture
def catalogue(code_lists):
    """Four services: two for seniors, two of a field form, two in Terezín, two free; one is all of that."""
    seniors = TargetGroup.objects.get(name="senioři")
    town = MunicipalityFactory(name="Terezín", slug="terezin")
    care, shelter = (
        ServiceTypeFactory(code="X/1", name="péče", slug="pece"),
        ServiceTypeFactory(code="X/2", name="přístřeší", slug="pristresi"),
    )
    situation = LifeSituationFactory(name="Stárnu", slug="starnu")
    all_of_it = ServiceFactory(
        name="Vše", service_type=care, payment=Payment.FREE, forms=[ServiceForm.FIELD, ServiceForm.OUTPATIENT]
    )
    all_of_it.target_groups.add(seniors)
    all_of_it.situations.add(LifeSituationFactory(name="Špatně chodím", slug="spatne-chodim", parent=situation))
    PlaceFactory(service=all_of_it, municipality=town)
    ServiceFactory(name="Pro seniory", service_type=shelter).target_groups.add(seniors)
    ServiceFactory(name="Terénní", service_type=care, forms=[ServiceForm.FIELD], payment=Payment.PAID)
    served = ServiceFactory(name="Obslouží", service_type=shelter, payment=Payment.FREE)
    served.served_municipalities.add(town)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("cilova-skupina=seniori", ["Pro seniory", "Vše"]),
        ("forma=terenni", ["Terénní", "Vše"]),
        ("obec=terezin", ["Obslouží", "Vše"]),
        ("uhrada=zdarma", ["Obslouží", "Vše"]),
        ("uhrada=za-uhradu", ["Terénní"]),
        ("druh=pece", ["Terénní", "Vše"]),
        ("druh=pece&druh=pristresi", ["Obslouží", "Pro seniory", "Terénní", "Vše"]),
        ("situace=spatne-chodim", ["Vše"]),
        ("situace=starnu", ["Vše"]),
        ("cilova-skupina=seniori&forma=terenni&obec=terezin&uhrada=zdarma&druh=pece&situace=starnu&q=vše", ["Vše"]),
        ("forma=terenni&uhrada=za-uhradu&cilova-skupina=seniori", []),
        ("forma=terenni&q=terénní", ["Terénní"]),
    ],
)
def test_filters_narrow_the_list_together(catalogue, found, query, names):
    assert found(query) == names


def test_a_service_of_the_whole_territory_comes_to_every_municipality(catalogue, found):
    ServiceFactory(name="Všude", serves_whole_territory=True)

    assert found("obec=terezin") == ["Obslouží", "Vše", "Všude"]


def counts(answer, name):
    choices = next(row["choices"] for row in answer.context["filters"] if row["name"] == name)
    return {choice.slug: choice.count for choice in choices if choice.count}


def test_each_filter_says_how_many_services_it_would_leave(catalogue, client):
    reindex_services()

    answer = client.get("/katalog/")

    assert answer.context["count"] == 4
    assert counts(answer, "cilova-skupina") == {"seniori": 2}
    assert counts(answer, "forma") == {"terenni": 2, "ambulantni": 1}
    assert counts(answer, "uhrada") == {"zdarma": 2, "za-uhradu": 1}
    assert counts(answer, "druh") == {"pece": 2, "pristresi": 2}


def test_numbers_beside_filters_count_what_is_left_by_the_others(catalogue, client):
    reindex_services()

    answer = client.get("/katalog/?obec=terezin")

    assert counts(answer, "forma") == {"terenni": 1, "ambulantni": 1}
    assert counts(answer, "druh") == {"pece": 1, "pristresi": 1}


@pytest.mark.parametrize("name", ["cilova-skupina", "forma", "uhrada", "druh"])
def test_every_number_is_what_the_filter_really_leaves(catalogue, client, name):
    reindex_services()
    told = counts(client.get("/katalog/?obec=terezin"), name)

    left = {slug: client.get(f"/katalog/?obec=terezin&{name}={slug}").context["count"] for slug in told}

    assert left == told


def test_services_that_are_not_public_are_neither_found_nor_counted(catalogue, client):
    ServiceFactory(name="Tajná", unpublished=True, payment=Payment.FREE, service_type=ServiceTypeFactory(code="X/3"))
    reindex_services()

    answer = client.get("/katalog/?uhrada=zdarma")

    assert [service_name(card) for card in answer.context["cards"]] == ["Obslouží", "Vše"]
    assert counts(answer, "uhrada") == {"zdarma": 2}


def test_every_chosen_filter_can_be_taken_back_alone(catalogue, client):
    answer = client.get("/katalog/?forma=terenni&druh=pece&druh=pristresi&obec=terezin&q=vše&strana=1")

    chips = {chip["label"]: chip["url"] for chip in answer.context["chips"]}
    assert chips["Terezín"] == "?forma=terenni&druh=pece&druh=pristresi&q=v%C5%A1e"
    assert chips["péče"] == "?forma=terenni&druh=pristresi&obec=terezin&q=v%C5%A1e"
    assert len(chips) == 5


# --- anything that may stand in an address ------------------------------------------------------------------------


HOSTILE = [
    "'",
    '"',
    "' OR 1=1 --",
    "%",
    "_",
    "*",
    "\\",
    "\x00",
    "a\x00b",
    "<script>alert(1)</script>",
    "x" * 10_000,
    "slovo " * 2_000,
    "🙂",
    "‮obráceně",
    "ﬀ",
    "()[]{}^$|",
    "NEAR/2 AND OR NOT",
    "-",
    "a",
    "a do na",
    "\n\r\t",
    "{{ 7|add:7 }}",
    "ß" * 300,
    "\ud83d",
]


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("path", ["/katalog/", "/hledat/"])
def test_no_question_breaks_the_search(db, client, words, path):
    ServiceFactory()
    reindex_services()

    answer = client.get(path, {"q": words.encode("utf-8", "surrogatepass").decode("utf-8", "replace")})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "strana=abc",
        "strana=-1",
        "strana=0",
        "strana=999999999999999999999",
        "strana=1.5",
        "strana=%00",
        "strana=",
        "strana=1&strana=2",
        "neznamy=1",
        "q=%FF%FE",
        "q",
        "&&&===",
        "slova=%00",
    ],
)
def test_nonsense_in_the_address_gives_the_nearest_page(db, client, query):
    ServiceFactory(name="Poradna")

    answer = client.get(f"/katalog/?{query}")

    assert (answer.status_code, answer.context["page"].number) == (200, 1)


@pytest.mark.parametrize("name", ["obec", "druh", "forma", "cilova-skupina", "situace", "uhrada"])
@pytest.mark.parametrize("value", ["neexistuje", "a' OR 1=1", "x" * 5000, "<b>", "x\x00"])
def test_unknown_values_of_filters_are_passed_over_and_told(db, client, name, value):
    ServiceFactory(name="Poradna")
    reindex_services()

    answer = client.get("/katalog/", {name: value})

    told = answer.content.decode()
    assert [service_name(card) for card in answer.context["cards"]] == ["Poradna"]
    assert "Neznáme a přešli jsme" in told or "přeskočili" in told or "vynechali" in told
    assert "<b>" not in told


def test_a_thousand_values_of_a_filter_are_read_without_harm(db, client):
    answer = client.get("/katalog/?" + "&".join(f"druh=x{number}" for number in range(1000)))

    assert (answer.status_code, len(answer.context["question"].unknown)) == (200, 20)


def test_the_last_page_is_given_when_the_address_asks_for_a_later_one(db, client):
    full_services(25)

    assert client.get("/katalog/?strana=99").context["page"].number == 2


# --- cost ---------------------------------------------------------------------------------------------------------


PAGES = ["/katalog/", "/katalog/?q=služba", "/katalog/?q=služba&forma=terenni&obec={town}", "/katalog/poskytovatele/"]


def cost(address):
    cache.clear()  # what another page has remembered helps nobody
    client = Client()
    client.get(address)  # what the process remembers is not asked again
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(asked)


def test_a_list_of_sixty_costs_as_much_as_a_list_of_three_and_at_most_ten_queries(db):
    full_services(3)
    town = Service.objects.first().served_municipalities.get().slug
    addresses = [address.format(town=town) for address in PAGES]
    reindex_services()
    reindex_others()
    few = {address: cost(address) for address in addresses}
    full_services(57)
    reindex_services()
    reindex_others()

    many = {address: cost(address) for address in addresses}

    assert many == few
    assert {address: queries for address, queries in many.items() if queries > 10} == {}


def test_card_of_another_process_shows_a_secret_place_no_longer(db, client, django_capture_on_commit_callbacks):
    service = ServiceFactory(name="Azylový dům")
    PlaceFactory(service=service, municipality=MunicipalityFactory(name="Lovosice"))
    reindex_services()
    assert "Lovosice" in client.get("/katalog/").context["cards"][0].where

    with django_capture_on_commit_callbacks(execute=True):
        service.places.update(is_address_hidden=True)  # as another process would: no signal comes here
        shelf.forget_after_commit()

    assert "Lovosice" not in client.get("/katalog/").context["cards"][0].where
