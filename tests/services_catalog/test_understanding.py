"""A question from the street: what is understood in it, and what comes first."""

import pytest
from django.urls import reverse

from kpss_portal.czech import fold
from kpss_portal.search.scoring import rank
from kpss_portal.search.words import forms_of, words_of
from services_catalog.finding import Question, find
from services_catalog.indexing import SERVICE, reindex_services
from services_catalog.models import Service, Synonym
from services_catalog.snapshot import snapshot
from services_catalog.understanding import mend, understand
from tests.community.factories import MunicipalityFactory
from tests.services_catalog.factories import (
    LifeSituationFactory,
    PlaceFactory,
    ServiceFactory,
    ServiceTypeFactory,
)

pytestmark = pytest.mark.django_db


def town(name):
    """A municipality of the territory."""
    return MunicipalityFactory(name=name, slug=fold(name).replace(" ", "-"))


def found(q, **filters):
    """Names of the services that answer, the best first."""
    keys = find(Question(q=q, **filters)).keys
    names = dict(Service.objects.values_list("pk", "name"))
    return [names[key] for key in keys]


@pytest.fixture
def home_care():
    return ServiceTypeFactory(code="t/40", paragraph="§ 40", name="pečovatelská služba")


@pytest.fixture
def respite():
    return ServiceTypeFactory(code="t/44", paragraph="§ 44", name="odlehčovací služby")


@pytest.mark.parametrize(
    ("q", "name", "rest"),
    [
        ("osobní asistence Lovosice", "Lovosice", ["osobní", "asistence"]),
        ("pečovatelka v Lovosicích", "Lovosice", ["pečovatelka"]),
        ("LOVOSICE", "Lovosice", []),
        ("uklid velke zernoseky", "Velké Žernoseky", ["uklid"]),
        ("úklid Bohušovice", "Bohušovice nad Ohří", ["úklid"]),
        ("velké potíže", None, ["velké", "potíže"]),
    ],
)
def test_a_municipality_is_known_in_the_question(q, name, rest):
    for known in ("Lovosice", "Velké Žernoseky", "Bohušovice nad Ohří"):
        town(known)

    understood = understand(q)

    assert (understood.town.name if understood.town else None) == name
    assert [word.text for word in understood.words] == rest


def test_services_for_the_town_in_the_question_come_first_and_others_after():
    lovosice, terezin = town("Lovosice"), town("Terezín")
    far, near = ServiceFactory(name="Pečovatelská A"), ServiceFactory(name="Pečovatelská B")
    PlaceFactory(service=far, municipality=terezin)
    PlaceFactory(service=near, municipality=lovosice)
    reindex_services()

    assert found("pečovatelka lovosice") == ["Pečovatelská B", "Pečovatelská A"]
    assert found("Lovosice") == ["Pečovatelská B"]


def test_a_town_in_the_question_says_nothing_of_a_secret_place():
    lovosice = town("Lovosice")
    secret = ServiceFactory(name="Azylový dům")
    PlaceFactory(service=secret, municipality=lovosice, hidden=True)
    reindex_services()

    assert found("Lovosice") == []
    assert find(Question(q="azylový dům Lovosice")).in_town == frozenset()


def test_the_name_of_a_town_can_be_looked_for_as_a_word():
    town("Terezín")
    ServiceFactory(name="Senevida Terezín")
    ServiceFactory(name="Jiná")
    reindex_services()

    assert found("Terezín", finds_town=False) == ["Senevida Terezín"]


def test_the_vocabulary_of_the_office_leads_to_the_kind_of_service(home_care, respite):
    ServiceFactory(name="Úklid", service_type=home_care)
    ServiceFactory(name="Zástup", service_type=respite)
    synonym = Synonym.objects.create(words="odlehčovačka, hlídání dědy")
    synonym.service_types.add(respite)
    reindex_services()

    assert found("hlidani dedy po mrtvici") == ["Zástup"]
    assert found("odlehcovacku") == ["Zástup"]
    assert understand("hlídání dědy").also == ["odlehčovací služby"]


def test_a_phrase_is_known_in_any_order_but_not_in_parts(respite):
    synonym = Synonym.objects.create(words="hlídání dědy")
    synonym.service_types.add(respite)

    assert [meaning.label for meaning in understand("dědy hlídání").meanings] == ["odlehčovací služby"]
    assert understand("hlídání psů").meanings == []


def test_a_longer_phrase_hides_its_part(home_care, respite):
    Synonym.objects.create(words="hlídání").service_types.add(home_care)
    Synonym.objects.create(words="hlídání dědy").service_types.add(respite)

    assert [meaning.label for meaning in understand("hlídání dědy").meanings] == ["odlehčovací služby"]


def test_a_synonym_may_mean_other_words():
    ServiceFactory(name="Občanská poradna")
    ServiceFactory(name="Jiná")
    Synonym.objects.create(words="exekutor", means="poradna")
    reindex_services()

    assert found("exekutor") == ["Občanská poradna"]


def test_synonyms_of_a_situation_lead_to_its_services():
    service = ServiceFactory(name="Centrum")
    ServiceFactory(name="Jiná")
    service.situations.add(LifeSituationFactory(name="Nemám kde bydlet", synonyms="ubytovna, střecha nad hlavou"))
    reindex_services()

    assert found("strecha nad hlavou") == ["Centrum"]


@pytest.mark.parametrize("q", ["§ 40", "§40", "paragraf 40", "Paragrafu 40"])
def test_a_section_of_the_act_is_one_word(q, home_care, respite):
    ServiceFactory(name="Úklid", service_type=home_care)
    ServiceFactory(name="Zástup", service_type=respite)
    reindex_services()

    assert found(q) == ["Úklid"]


@pytest.mark.parametrize("q", ["pečovatleska", "pecovatelksa", "pečovatelzka", "pecovatylska"])
def test_a_typing_error_is_mended_and_told(q, home_care):
    ServiceFactory(name="Domácí péče", service_type=home_care)
    reindex_services()

    answer = find(Question(q=q))

    assert [Service.objects.get(pk=key).name for key in answer.keys] == ["Domácí péče"]
    assert [written for written, _near in answer.understood.mended] == [q]


def test_a_word_that_something_has_is_never_mended():
    ServiceFactory(name="Denní stacionář")
    ServiceFactory(name="Denní stacionářek")
    reindex_services()

    assert find(Question(q="stacionar")).understood.mended == []


def test_short_words_and_numbers_are_not_mended():
    ServiceFactory(name="Dům")
    reindex_services()
    understood = understand("dým 12345 a1b2c3")

    assert not mend(understood, range(len(understood.words)))


def test_a_rare_word_tells_more_than_a_common_one():
    for number in range(10):
        ServiceFactory(name=f"Služba {number}", description="péče a pomoc doma")
    ServiceFactory(name="Zvláštní", description="pomoc při mrtvici")
    reindex_services()

    assert found("pomoc mrtvice")[0] == "Zvláštní"


def test_who_answers_all_words_stands_before_who_answers_one():
    ServiceFactory(name="Asistence", description="jen to")
    ServiceFactory(name="Osobní asistence")
    reindex_services()

    assert found("osobní asistence") == ["Osobní asistence", "Asistence"]


@pytest.mark.parametrize(
    "q",
    [
        "a" * 10_000,
        "\x00\x01\x1f",
        "' OR 1=1 --",
        "(((((((a*)*)*)*)*)*)*)*b",
        "%%%___",
        "§§§§ §",
        "🙂🙂",
        "\u202eabc",
        "type:1 group:2 service:3",
        " ".join(["slovo"] * 5_000),
    ],
)
def test_hostile_questions_find_nothing_and_break_nothing(q, client):
    ServiceFactory(name="Domácí péče")
    reindex_services()

    assert client.get(reverse("services_catalog:catalogue"), {"q": q}).status_code == 200


def test_terms_of_meanings_cannot_be_asked_for_by_people():
    written = ["service:1", "type:1", "group:1 situation:1"]

    assert {form for text in written for word in words_of(text) for form in forms_of(word) if ":" in form} == set()


def test_a_question_costs_the_same_for_any_number_of_services(django_assert_num_queries):
    town("Lovosice")
    for count in (2, 40):
        for number in range(count):
            ServiceFactory(name=f"Pečovatelská služba {count} {number}")
        reindex_services()
        find(Question(q="pečovatelská lovosice"))

        with django_assert_num_queries(0):  # words that were asked already are remembered
            find(Question(q="pečovatelská lovosice"))
        with django_assert_num_queries(3):
            find(Question(q="pečovatleska"))
        with django_assert_num_queries(0):
            find(Question(q="pečovatleska"))


def test_the_snapshot_says_the_same_as_the_database():
    lovosice, terezin = town("Lovosice"), town("Terezín")
    here, comes, everywhere, secret, elsewhere = (ServiceFactory() for _number in range(5))
    PlaceFactory(service=here, municipality=lovosice)
    comes.served_municipalities.add(lovosice)
    Service.objects.filter(pk=everywhere.pk).update(serves_whole_territory=True)
    PlaceFactory(service=secret, municipality=lovosice, hidden=True)
    PlaceFactory(service=elsewhere, municipality=terezin)
    ServiceFactory(unpublished=True, serves_whole_territory=True)
    snapshot.forget()

    for municipality in (lovosice, terezin):
        serving = Service.objects.public().serving(municipality)
        assert snapshot.get().serving(municipality.pk) == set(serving.values_list("pk", flat=True))


def test_a_withdrawn_service_is_gone_from_the_next_page(client):
    service = ServiceFactory(name="Domácí péče")
    reindex_services()
    address = reverse("services_catalog:catalogue")
    assert "Domácí péče" in client.get(address).content.decode()

    service.is_published = False
    service.save()

    assert "Domácí péče" not in client.get(address).content.decode()


def test_the_page_tells_what_was_looked_for(client, respite):
    town("Lovosice")
    PlaceFactory(service=ServiceFactory(name="Zástup doma", service_type=respite))
    Synonym.objects.create(words="hlídání dědy").service_types.add(respite)
    reindex_services()

    page = client.get(reverse("services_catalog:catalogue"), {"q": "hlídání dědy Lovosice"}).content.decode()

    assert "Hledáme také: odlehčovací služby." in page
    assert "Služby pro obec Lovosice jsou první." in page
    assert "Nalezeno podle: odlehčovací služby." in page
    assert 'href="?q=hl%C3%ADd%C3%A1n%C3%AD+d%C4%9Bdy&amp;obec=lovosice"' in page


def test_the_page_tells_which_typing_error_was_mended(client):
    ServiceFactory(name="Pečovatelská služba Vzorov")
    reindex_services()

    page = client.get(reverse("services_catalog:catalogue"), {"q": "pečovatleska"}).content.decode()

    assert "„pečovatleska“ nic neobsahuje, hledáme „pečovatelská“." in page


def test_ranking_of_nothing_is_empty():
    assert rank(SERVICE, []).groups == []
