"""Boundaries from strangers: what is read, what is refused and with which words; who uploads them."""

import hashlib
import json
import time
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from community.boundaries import MOST_BYTES, Shape, known_by_code, read_boundaries
from community.models import TerritoryMap
from community.territory import DATA
from kpss_portal.models import AuditEntry
from scripts import schematic_territory
from tests.community.factories import MunicipalityFactory, TerritoryMapFactory

SQUARE = [[14.1, 50.5], [14.2, 50.5], [14.2, 50.55], [14.1, 50.55], [14.1, 50.5]]


def feature(coordinates=None, kind="Polygon", **properties):
    return {
        "type": "Feature",
        "properties": properties or {"nazev": "Terezín"},
        "geometry": {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates},
    }


def written(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def refusal(data):
    with pytest.raises(ValidationError) as caught:
        read_boundaries(data)
    return caught.value.messages[0]


# --- reading ------------------------------------------------------------------------------------------------------


def test_polygons_multipolygons_and_points_are_read():
    data = written(
        feature(KOD=565709, NAZEV="Terezín"),
        feature([[SQUARE], [SQUARE]], "MultiPolygon", kod_obce="565000", name="Brňany"),
        feature([14.15, 50.51, 210.0], "Point", nazev="Hrad"),
    )

    shapes = read_boundaries(data)

    assert [(shape.kind, shape.code, shape.name, len(shape.rings)) for shape in shapes] == [
        ("area", "565709", "Terezín", 1),
        ("area", "565000", "Brňany", 2),
        ("point", "", "Hrad", 1),
    ]
    assert shapes[2].rings == [[(14.15, 50.51)]]
    assert [Shape.loaded(json.loads(json.dumps(shape.stored()))) for shape in shapes] == shapes


def test_a_byte_order_mark_does_no_harm():
    assert len(read_boundaries(b"\xef\xbb\xbf" + written(feature()))) == 1


def test_properties_that_are_no_words_are_left_out():
    hostile = feature(kod=True, nazev={"a": 1})
    hostile["properties"]["obec"] = "x" * 500

    assert [
        (shape.code, shape.name) for shape in read_boundaries(written(hostile, {**feature(), "properties": 7}))
    ] == [
        ("", ""),
        ("", ""),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "není JSON"),
        (b"PK\x03\x04", "není JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        ("Žluť".encode("cp1250"), "UTF-8"),
        (written(feature())[:-40], "poškozený"),
        (b"[" * 200_000, "hluboko"),
        (b'{"a":' * 100_000, "hluboko"),
        (b"[]", "FeatureCollection"),
        (b"null", "FeatureCollection"),
        (b'{"type": "Topology", "objects": {}}', "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": {}}', "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "žádná hranice"),
        (written(*[7] * 1001), "víc než 1000 tvarů"),
        (written(7), "1. tvar není mnohoúhelník"),
        (written(feature(), {"type": "Feature", "geometry": None}), "2. tvar není mnohoúhelník"),
        (written(feature(SQUARE, "LineString")), "1. tvar není mnohoúhelník"),
        (written(feature([], ["Polygon"])), "1. tvar není mnohoúhelník"),
    ],
)
def test_what_is_no_map_is_refused_in_words(data, said):
    assert said in refusal(data)


@pytest.mark.parametrize(
    "coordinates",
    [
        [],
        [[]],
        [SQUARE[:-1]],
        [SQUARE[:3]],
        [[["14.1", "50.5"]] * 4],
        [[[True, False]] * 4],
        [[[14.1]] * 4],
        [[[14.1, 50.5, 0, 0, 0]] * 4],
        [[None] * 4],
        {"x": 1},
        "abc",
        [[[[SQUARE]]]],
        [[[10**400, 50.5]] * 4],
    ],
)
def test_damaged_coordinates_are_refused_with_the_number_of_the_shape(coordinates):
    assert "Souřadnice 1. tvaru jsou poškozené" in refusal(written(feature(coordinates)))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_none_are_refused(number):
    data = written(feature()).replace(b"14.2", number.encode(), 1)

    assert "není JSON" in refusal(data)


@pytest.mark.parametrize(
    "pair", [[1e308, 50.5], [0, 0], [-180, 90], [180.0001, 50.5], [359.9, 50.5], [-743000, -1040000]]
)
def test_places_out_of_czechia_are_refused_with_advice(pair):
    ring = [pair, *SQUARE[1:-1], pair]

    assert "neleží v Česku" in refusal(written(feature([ring])))
    assert "EPSG:4326" in refusal(written(feature([ring])))


def test_a_number_too_large_for_the_machine_is_out_of_czechia():
    assert "neleží v Česku" in refusal(written(feature()).replace(b"14.2", b"1e999", 1))


def test_swapped_coordinates_are_told():
    assert "prohozenou" in refusal(written(feature([[[north, east] for east, north in SQUARE]])))


def test_a_huge_file_is_refused_before_it_is_read():
    began = time.perf_counter()

    assert "větší než 5 MB" in refusal(b" " * (50 * 1024 * 1024))
    assert time.perf_counter() - began < 0.5  # seconds


def test_too_many_points_are_refused():
    zigzag = [[14.0 + (step % 2) / 100, 50.0 + step / 30_000] for step in range(25_000)]
    many = [[14.1, 50.5]] * 250_001

    assert "příliš podrobné" in refusal(written(feature([[*zigzag, zigzag[0]]])))
    assert "příliš podrobné" in refusal(written(feature([many])))


def test_needless_points_are_left_out():
    dense = [[14.1 + step / 10_000, 50.5] for step in range(1000)]

    (shape,) = read_boundaries(written(feature([[*dense, *SQUARE[1:]]])))

    assert len(shape.rings[0]) < 30


# --- whose they are -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_shapes_are_known_by_code_or_by_a_name_that_only_one_municipality_has():
    terezin = MunicipalityFactory(name="Terezín", code="565709")
    twins = [MunicipalityFactory(name="Lhota"), MunicipalityFactory(name="Lhota")]
    shapes = [Shape("jinak", "565709"), Shape("TEREZIN"), Shape("Lhota"), Shape("Terezín", "999999"), Shape("Praha")]

    found = known_by_code(shapes, [terezin, *twins])

    assert [shape.code for shape in found] == ["565709", "565709", "", "", ""]
    assert [shape.name for shape in found] == ["Terezín", "Terezín", "Lhota", "Terezín", "Praha"]


def test_the_schematic_territory_is_what_its_script_computes():
    stored = (DATA / "uzemi_litomericko.geojson").read_text(encoding="utf-8")

    assert stored == schematic_territory.written(schematic_territory.schematic("Litoměřice"))
    assert "nikoli skutečné hranice" in stored
    assert len(read_boundaries(stored.encode())) == 40


# --- uploading ----------------------------------------------------------------------------------------------------


@pytest.fixture
def upload(signed_in, coordinator):
    """Sends a file by the form of the administration."""

    def send(data, name="hranice.geojson"):
        form = {"file": SimpleUploadedFile(name, data), "source": "ČÚZK, RÚIAN", "as_of": "1.1.2026"}
        return signed_in(coordinator).post(reverse("admin:community_territorymap_add"), form, follow=True)

    return send


@pytest.mark.django_db
def test_the_coordinator_uploads_boundaries_and_learns_what_is_missing(upload, coordinator):
    MunicipalityFactory(name="Terezín", code="565709")
    MunicipalityFactory(name="Brňany")
    data = written(feature())

    told = upload(data).content.decode()

    stored = TerritoryMap.objects.get()
    assert (stored.uploaded_by, stored.as_of, stored.sha256) == (
        coordinator,
        date(2026, 1, 1),
        hashlib.sha256(data).hexdigest(),
    )
    with stored.file.open("rb") as file:
        assert file.read() == data
    assert [(shape["code"], shape["name"]) for shape in stored.shapes] == [("565709", "Terezín")]
    assert "Obce, jejichž hranice v souboru není: Brňany." in told
    assert AuditEntry.objects.filter(object_type="community.territorymap", action="upload").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x", "není JSON"),
        (written(feature(nazev="Cizov")), "nepoznali žádnou obec"),
        (b" " * (MOST_BYTES + 1), "větší než 5 MB"),
    ],
)
def test_a_wrong_file_is_refused_by_the_field_and_nothing_typed_is_lost(upload, data, said):
    MunicipalityFactory(name="Terezín")

    answer = upload(data)

    assert said in str(answer.context["adminform"].form.errors["file"])
    assert 'value="ČÚZK, RÚIAN"' in answer.content.decode()
    assert TerritoryMap.objects.count() == 0


@pytest.mark.django_db
def test_a_stored_file_is_never_replaced_only_described(signed_in, coordinator):
    stored = TerritoryMapFactory()
    address = reverse("admin:community_territorymap_change", args=[stored.pk])

    signed_in(coordinator).post(
        address, {"source": "Jiný zdroj", "as_of": "2.2.2026", "file": SimpleUploadedFile("x", b"x")}
    )

    changed = TerritoryMap.objects.get()
    assert (changed.source, changed.file.name, changed.sha256) == ("Jiný zdroj", stored.file.name, stored.sha256)


@pytest.mark.django_db
def test_the_newest_upload_is_in_force():
    TerritoryMapFactory()
    newer = TerritoryMapFactory()

    assert TerritoryMap.objects.in_force() == newer


@pytest.mark.django_db
def test_the_link_in_the_form_leads_to_the_stored_file(signed_in, coordinator):
    stored = TerritoryMapFactory()
    client = signed_in(coordinator)
    page = client.get(reverse("admin:community_territorymap_change", args=[stored.pk])).content.decode()

    answer = client.get(f"/soubory/{stored.file.name}")

    assert f'href="/soubory/{stored.file.name}"' in page
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"{}")
