"""What the database itself holds: each constraint is broken once, by its name."""

from datetime import date, time

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from community.models import PlanningArea
from services_catalog.code_lists import load_code_lists
from services_catalog.models import (
    AgeGroup,
    Capacity,
    CrisisLine,
    ImportBatch,
    LifeSituation,
    OfferedForm,
    OpeningHours,
    Service,
    ServiceContact,
    ServiceType,
    TargetGroup,
)
from tests.services_catalog.factories import (
    LifeSituationFactory,
    PlaceFactory,
    ProviderFactory,
    ServiceFactory,
    ServiceTypeFactory,
    TargetGroupFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered():
    return OfferedForm.objects.create(service=ServiceFactory(), form="field")


def breaks(name, make):
    """The database refuses it by the constraint; SQLite names checks, and columns of unique ones."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        make()
    assert name in str(refused.value) or "UNIQUE constraint failed" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("service_kind_known", {"kind": "other"}),
        ("service_payment_known", {"payment": "barter"}),
        ("service_registered_has_type", {"service_type": None}),
        ("service_ends_after_start", {"provided_since": date(2025, 1, 2), "provided_until": date(2025, 1, 1)}),
        ("service_verification_whole", {"verified_on": date(2025, 1, 1)}),
        ("service_verification_whole", {"verified_by": "Eva"}),
    ],
)
def test_a_service_that_contradicts_itself_is_refused(name, fields):
    service = ServiceFactory()

    breaks(name, lambda: Service.objects.filter(pk=service.pk).update(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"provided_since": date(2025, 1, 1), "provided_until": date(2025, 1, 1)},
        {"provided_until": date(2025, 1, 1)},
        {"kind": "related", "service_type": None},
        {"verified_on": date(2025, 1, 1), "verified_by": "Eva"},
        {"payment": ""},
    ],
)
def test_a_service_that_does_not_is_kept(fields):
    service = ServiceFactory()

    assert Service.objects.filter(pk=service.pk).update(**fields) == 1


def test_an_identifier_of_the_register_belongs_to_one_service():
    ServiceFactory(identifier="123")

    breaks("service_identifier_once", lambda: ServiceFactory(identifier="123"))


def test_services_without_an_identifier_may_be_many():
    ServiceFactory.create_batch(2, identifier="")

    assert Service.objects.filter(identifier="").count() == 2


def test_an_identification_number_belongs_to_one_provider():
    ProviderFactory(ico="46769382")
    ProviderFactory.create_batch(2, ico="")

    breaks("provider_ico_once", lambda: ProviderFactory(ico="46769382"))


def test_names_and_addresses_are_not_repeated():
    provider, service = ProviderFactory(), ServiceFactory()

    breaks("unique", lambda: ProviderFactory(name=provider.name))
    breaks("unique", lambda: ProviderFactory(slug=provider.slug))
    breaks("unique", lambda: ServiceFactory(slug=service.slug))


def test_forms_units_and_hours_stand_once(offered):
    Capacity.objects.create(offered_form=offered, number=1, unit="bed")
    OpeningHours.objects.create(offered_form=offered, weekday=0, opens=time(8), closes=time(12))

    breaks("form_once_per_service", lambda: OfferedForm.objects.create(service=offered.service, form="field"))
    breaks("capacity_once_per_unit", lambda: Capacity.objects.create(offered_form=offered, number=2, unit="bed"))
    breaks(
        "hours_once",
        lambda: OpeningHours.objects.create(offered_form=offered, weekday=0, opens=time(8), closes=time(9)),
    )


@pytest.mark.parametrize(
    ("name", "model", "fields"),
    [
        ("capacity_unit_known", Capacity, {"number": 1, "unit": "horse"}),
        ("hours_weekday_known", OpeningHours, {"weekday": 7, "opens": time(8), "closes": time(9)}),
        ("hours_close_after_opening", OpeningHours, {"weekday": 0, "opens": time(9), "closes": time(9)}),
    ],
)
def test_parts_of_a_form_hold_only_what_makes_sense(offered, name, model, fields):
    breaks(name, lambda: model.objects.create(offered_form=offered, **fields))


def test_a_capacity_is_not_negative(offered):
    with pytest.raises(IntegrityError), transaction.atomic():  # engines have their own name for it
        Capacity.objects.create(offered_form=offered, number=-1, unit="bed")


def test_forms_and_contacts_are_of_known_kinds():
    service = ServiceFactory()

    breaks("offered_form_known", lambda: OfferedForm.objects.create(service=service, form="by air"))
    breaks(
        "service_contact_kind_known",
        lambda: ServiceContact.objects.create(service=service, kind="fax", value="1"),
    )


@pytest.mark.parametrize(
    ("model", "name", "code"),
    [
        (ServiceType, "service_type_dates_in_order", "D/1"),
        (TargetGroup, "target_group_dates_in_order", "C/1"),
        (AgeGroup, "age_group_dates_in_order", "V/1"),
    ],
)
def test_rows_of_code_lists_do_not_end_before_they_begin(model, name, code):
    dates = {"valid_from": date(2025, 1, 2), "valid_to": date(2025, 1, 1)}
    more = {"group": "care", "paragraph": "§ 40"} if model is ServiceType else {}

    breaks(name, lambda: model.objects.create(code=code, name="x", slug="x", **dates, **more))


def test_kinds_of_services_belong_to_a_group_of_the_act():
    breaks("service_type_group_known", lambda: ServiceTypeFactory(group="magic"))


def test_a_situation_does_not_stand_under_itself():
    situation = LifeSituationFactory()

    breaks(
        "situation_not_under_itself",
        lambda: LifeSituation.objects.filter(pk=situation.pk).update(parent=situation.pk),
    )


def test_situations_have_two_levels_and_the_form_says_so_beside_the_field(signed_in, coordinator):
    top, other = LifeSituationFactory(name="Stárnu"), LifeSituationFactory(name="Dluhy")
    inner = LifeSituationFactory(name="Bojím se pádu", parent=top)
    client = signed_in(coordinator)

    for row, parent, words in (
        (other, other, "Situace nemůže být sama pod sebou."),
        (other, inner, "Tahle už sama stojí pod jinou situací"),
        (top, other, "Pod touhle stojí jiné situace"),
    ):
        address = f"/admin/services_catalog/lifesituation/{row.pk}/change/"
        page = BeautifulSoup(client.get(address).content, "html.parser")
        names = page.select("#lifesituation_form input[name], #lifesituation_form textarea[name]")
        sent = {one["name"]: one.get("value") or one.text for one in names if one.get("type") != "submit"}
        answer = client.post(address, sent | {"parent": parent.pk})

        assert answer.status_code == 200
        field = BeautifulSoup(answer.content, "html.parser").select_one(".field-parent")
        assert words in field.text.replace("\xa0", " ")
        row.refresh_from_db()
        assert row.parent_id is None


def test_an_undo_has_both_its_time_and_its_author(coordinator):
    batch = ImportBatch.objects.create(filename="a.csv")

    breaks("import_undo_whole", lambda: ImportBatch.objects.filter(pk=batch.pk).update(undone_at=timezone.now()))
    breaks("import_undo_whole", lambda: ImportBatch.objects.filter(pk=batch.pk).update(undone_by=coordinator))


def test_a_clerk_reads_in_czech_what_is_wrong():
    service = ServiceFactory(provided_since=date(2025, 1, 2))
    service.provided_until = date(2025, 1, 1)

    with pytest.raises(ValidationError) as refused:
        service.full_clean()

    assert refused.value.messages == ["Služba nemůže skončit dřív, než začne."]


@pytest.mark.parametrize("ico", ["12345678", "1", "abcdefgh"])
def test_an_identification_number_must_be_a_true_one(ico):
    provider = ProviderFactory.build(ico=ico)

    with pytest.raises(ValidationError):
        provider.full_clean()


# --- what belongs together ----------------------------------------------------------------------------------------


def test_a_provider_with_a_service_and_a_kind_in_use_cannot_be_deleted():
    service = ServiceFactory()

    for needed in (service.provider, service.service_type):
        with pytest.raises(ProtectedError):
            needed.delete()


def test_parts_of_a_service_go_with_it(offered):
    service = offered.service
    PlaceFactory(service=service)
    Capacity.objects.create(offered_form=offered, number=1, unit="bed")
    ServiceContact.objects.create(service=service, kind="phone", value="1")

    service.delete()

    assert [OfferedForm.objects.count(), Capacity.objects.count(), ServiceContact.objects.count()] == [0, 0, 0]


@pytest.mark.parametrize(
    ("since", "until", "is_valid"),
    [
        (None, None, True),
        (date(2025, 6, 1), None, True),
        (date(2025, 6, 2), None, False),
        (None, date(2025, 6, 1), True),
        (None, date(2025, 5, 31), False),
    ],
)
def test_code_lists_know_what_the_act_knew_on_a_day(since, until, is_valid):
    TargetGroupFactory(valid_from=since, valid_to=until)

    assert TargetGroup.objects.valid_on(date(2025, 6, 1)).exists() is is_valid


def test_loading_code_lists_again_keeps_the_words_of_the_office():
    load_code_lists()
    kind = ServiceType.objects.get(paragraph="§ 40")
    area = PlanningArea.objects.first()
    ServiceType.objects.filter(pk=kind.pk).update(synonyms="naše slovo")
    PlanningArea.objects.filter(pk=area.pk).update(description="naše")
    LifeSituation.objects.filter(parent__isnull=False).first().delete()
    CrisisLine.objects.update(phone="1")
    counts = [model.objects.count() for model in (ServiceType, TargetGroup, AgeGroup, LifeSituation, CrisisLine)]

    load_code_lists()

    kind.refresh_from_db()
    assert kind.synonyms == "naše slovo"
    assert set(CrisisLine.objects.values_list("phone", flat=True)) == {"1"}
    assert [
        model.objects.count() for model in (ServiceType, TargetGroup, AgeGroup, LifeSituation, CrisisLine)
    ] == counts
