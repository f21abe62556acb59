"""Two coordinators over one thing: the second is told, sees what is stored, and loses nothing of what they typed."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.test import Client

from community.models import Contact, Event, Municipality, NewsItem, Office, Page, Partner, PlanningArea
from kpss_portal.editing import GuardedAdmin
from tests.community.factories import (
    ContactFactory,
    DocumentFactory,
    EventFactory,
    FigureFactory,
    MunicipalityFactory,
    NewsFactory,
    OfficeFactory,
    PageFactory,
    PartnerFactory,
    PlanningAreaFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = {
    Office: OfficeFactory,
    Municipality: MunicipalityFactory,
    PlanningArea: PlanningAreaFactory,
    Contact: ContactFactory,
    Page: PageFactory,
    NewsItem: NewsFactory,
    Event: EventFactory,
    Partner: PartnerFactory,
}
TOLD = "Váš text tu zůstal. Podívejte se, co je uložené, a uložte znovu."


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def address_of(thing):
    return f"/admin/{thing._meta.app_label}/{thing._meta.model_name}/{thing.pk}/change/"


def typed_in(response):
    """What a browser with scripts would send from the page's form."""
    form = soup(response).select_one("#content-main form")
    fields = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = field["name"], field.get("type")
        if field.find_parent("noscript"):
            continue
        if kind in {"checkbox", "radio"}:
            if field.has_attr("checked"):
                fields[name] = field.get("value", "on")
        elif field.name == "textarea":
            fields[name] = field.text.removeprefix("\n").removeprefix("\r\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]")
            fields[name] = chosen["value"] if chosen else ""
        elif kind not in {"file", "submit"}:
            fields[name] = field.get("value", "")
    return fields


def faults(response, field):
    return [item.text for item in soup(response).select(f".field-{field} .errorlist li")]


def told_above(response):
    return [item.text for item in soup(response).select(".errorlist.nonfield li")]


@pytest.fixture
def first(coordinator):
    client = Client()
    client.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def second(second_coordinator):
    client = Client()
    client.force_login(second_coordinator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_second_is_told_what_is_stored_and_keeps_what_they_typed(first, second):
    page = PageFactory(title="Kdo plánuje", summary="Všichni.")
    address = address_of(page)
    seen_by_both = typed_in(first.get(address))

    assert first.post(address, seen_by_both | {"title": "Kdo u nás plánuje"}).status_code == 302
    refused = second.post(address, seen_by_both | {"title": "Kdo s námi plánuje", "summary": "Úplně všichni."})

    assert refused.status_code == 200
    assert [text.partition(". ")[2] for text in told_above(refused)] == [TOLD]
    assert faults(refused, "title") == ["Uloženo je: Kdo u nás plánuje"]
    kept = typed_in(refused)
    assert (kept["title"], kept["summary"]) == ("Kdo s námi plánuje", "Úplně všichni.")
    page.refresh_from_db()
    assert (page.title, page.summary) == ("Kdo u nás plánuje", "Všichni.")


def test_second_saves_when_they_have_looked(first, second):
    page = PageFactory(title="Kdo plánuje")
    address = address_of(page)
    seen_by_both = typed_in(first.get(address))
    first.post(address, seen_by_both | {"title": "Kdo u nás plánuje"})
    refused = second.post(address, seen_by_both | {"title": "Kdo s námi plánuje"})

    assert second.post(address, typed_in(refused)).status_code == 302

    page.refresh_from_db()
    assert page.title == "Kdo s námi plánuje"


def test_third_change_between_is_told_again(first, second):
    page = PageFactory(title="A")
    address = address_of(page)
    seen_by_both = typed_in(first.get(address))
    first.post(address, seen_by_both | {"title": "B"})
    refused = second.post(address, seen_by_both | {"title": "C"})
    first.post(address, typed_in(first.get(address)) | {"title": "D"})

    again = second.post(address, typed_in(refused))

    assert faults(again, "title") == ["Uloženo je: D"]


def test_one_person_saving_twice_is_not_stopped(first):
    address = address_of(PageFactory())

    answers = [first.post(address, typed_in(first.get(address)) | {"title": title}).status_code for title in "AB"]

    assert answers == [302, 302]


@pytest.mark.parametrize("model", FACTORIES, ids=lambda model: model.__name__)
def test_everything_of_the_office_is_guarded(first, second, model):
    thing = FACTORIES[model]()
    name = next(field for field in ("title", "portal_name", "name") if hasattr(thing, field))
    address = address_of(thing)
    seen_by_both = typed_in(first.get(address))

    assert first.post(address, seen_by_both | {name: "První"}).status_code == 302
    refused = second.post(address, seen_by_both | {name: "Druhý"})

    assert faults(refused, name) == ["Uloženo je: První"]
    assert typed_in(refused)[name] == "Druhý"
    assert getattr(model.objects.get(), name) == "První"
    assert second.post(address, typed_in(refused)).status_code == 302
    assert getattr(model.objects.get(), name) == "Druhý"


def test_document_is_guarded_too(first, second):
    document = DocumentFactory(title="Zápis")
    address = address_of(document)
    seen_by_both = typed_in(first.get(address))
    first.post(address, seen_by_both | {"title": "První"})

    refused = second.post(address, seen_by_both | {"title": "Druhý"})

    assert faults(refused, "title") == ["Uloženo je: První"]


def test_stored_values_are_told_as_people_read_them(first, second):
    news = NewsFactory(body="<p>Staré</p>", published_on=date(2026, 2, 3))
    address = address_of(news)
    seen_by_both = typed_in(first.get(address))
    mine = {"body": "<p>Nové &amp; lepší</p>", "kind": "press_release", "published_on": "4. 2. 2026"}
    hidden = {name: value for name, value in (seen_by_both | mine).items() if name != "is_public"}
    assert first.post(address, hidden).status_code == 302

    refused = second.post(address, seen_by_both)

    assert faults(refused, "body") == ["Uloženo je: Nové & lepší"]
    assert faults(refused, "kind") == ["Uloženo je: tisková zpráva"]
    assert faults(refused, "published_on") == ["Uloženo je: 4. 2. 2026"]
    assert faults(refused, "is_public") == ["Uloženo je: ne"]


def test_every_form_over_a_row_of_the_office_is_guarded():
    office = [site for model, site in admin.site._registry.items() if model._meta.app_label == "community"]

    answered_once = {"ObstacleAdmin"}  # a message has no form over it: its answer is a step that happens once
    bare = {type(site).__name__ for site in office if not isinstance(site, GuardedAdmin)}

    assert bare == answered_once
    assert [type(site).__name__ for site in office if not isinstance(site, ModelAdmin)] == []


def test_figures_beside_a_municipality_survive_the_refusal(first, second):
    town = MunicipalityFactory(name="Terezín")
    FigureFactory(municipality=town, value=2886)
    address = address_of(town)
    seen_by_both = typed_in(first.get(address))
    first.post(address, seen_by_both | {"name": "Terezín nad Ohří"})

    refused = second.post(address, seen_by_both | {"note": "Pevnost", "figures-0-value": "2900"})

    assert typed_in(refused)["figures-0-value"] == "2900"
    assert second.post(address, typed_in(refused)).status_code == 302
    assert (town.figures.get().value, Municipality.objects.get().note) == (2900, "Pevnost")


def test_fault_in_the_form_keeps_what_was_typed(first):
    address = address_of(PageFactory())

    refused = first.post(address, typed_in(first.get(address)) | {"slug": "mezera v adrese", "summary": "Napsáno"})

    assert refused.status_code == 200
    assert typed_in(refused)["summary"] == "Napsáno"
    assert len(faults(refused, "slug")) == 1
