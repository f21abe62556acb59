"""Requests over which the portal once failed: made-up ones (`make fuzz`) found them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from community.models import Municipality, Partner
from surveys.enums import QuestionKind
from tests.community.factories import MunicipalityFactory
from tests.hostile.cases import case
from tests.plans.factories import whole_plan
from tests.surveys.factories import QuestionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("bounds", [case(f"bands of a number: {text}", "V2.2.1", text) for text in ("None", "(", "1;")])
def test_what_is_no_number_is_no_bound(signed_in, made, bounds):
    row = QuestionFactory(kind=QuestionKind.NUMBER)
    address = f"/admin/surveys/survey/{row.survey.pk}/vysledky/pasma/{row.pk}/"

    assert signed_in(made["coordinator"]).post(address, {f"p{row.pk}-bounds": bounds}).status_code == 200


@pytest.mark.parametrize("name", [case("a logo sent and taken away at once", "V2.2.3", "x.docx")])
def test_a_logo_sent_and_taken_away_is_asked_about(signed_in, made, name):
    partner = Partner.objects.get()
    sent = {"name": partner.name, "position": 1, "logo-clear": "on", "logo": SimpleUploadedFile(name, b"a")}
    answer = signed_in(made["coordinator"]).post(f"/admin/community/partner/{partner.pk}/change/", sent)

    assert answer.status_code == 200
    assert "logo" in answer.context["adminform"].form.errors


@pytest.mark.parametrize(
    "words",
    [
        case("JSON nested a hundred thousand times", "V2.2.1, V15.2.2", "[" * 100_000),
        case("JSON of a number of five thousand digits", "V2.2.1, V15.2.2", "9" * 5_000),
    ],
)
def test_json_that_cannot_be_read_is_refused(client, words):
    assert client.post("/ucet/prihlaseni/klicem/", {"credential": words}).status_code == 400


@pytest.mark.parametrize("key", [case("a digit that is no number", "V2.2.1", "①"), case("a power", "V2.2.1", "²")])
def test_what_only_looks_like_a_number_moves_nothing(signed_in, made, key):
    address = f"/admin/plans/plan/{whole_plan().pk}/osnova/presunout/"

    assert signed_in(made["coordinator"]).post(address, {"polozka": key, "kam": key}).status_code in {200, 302, 404}


@pytest.mark.parametrize(
    "field", [case("a relation without a name", "V2.2.1", ""), case("a zero byte", "V2.2.1", "%00")]
)
def test_a_relation_that_is_not_there_is_nonsense(signed_in, made, field):
    town = Municipality.objects.first() or MunicipalityFactory()
    address = f"/admin/community/municipality/{town.pk}/change/?_to_field={field}"

    assert signed_in(made["coordinator"]).get(address).status_code in {200, 400}
