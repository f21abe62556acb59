"""Charts: everybody can read them, unknown is not zero, and nothing odd breaks them."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpss_portal.charts import MOST_ROWS, Chart, Series

KINDS = ["bars", "grouped_bars", "stacked", "line"]
SVG = "{http://www.w3.org/2000/svg}"
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
NASTY = "<script>alert(\"x\")</script> & 'y'"


def chart(*values, kind="bars", **fields) -> Chart:
    names = [f"Rok {number}" for number in range(len(values))]
    return Chart("Lidí přibývá", names, [Series("Lidé", values)], kind=kind, **fields)


def pair(kind: str) -> Chart:
    return Chart("Lidí přibývá", ["a", "b"], [Series("Muži", [1, None]), Series("Ženy", [2, 3])], kind=kind)


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in drawn(svg).iter() if element.tag.endswith("text")]


def bars(svg: str) -> list[ElementTree.Element]:
    """Shapes that stand for values, without the patterns."""
    root = drawn(svg)
    inside = {id(part) for defs in root.iter() if defs.tag.endswith("defs") for part in defs.iter()}
    return [part for part in root.iter() if part.tag.endswith(("rect", "circle")) and id(part) not in inside]


@pytest.mark.parametrize("kind", KINDS)
def test_drawing_on_a_page_is_named_by_the_finding_and_leads_to_the_table(kind):
    html = render_to_string("components/chart.html", {"chart": pair(kind), "with_table": True})
    svg = drawn(pair(kind).svg())

    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "g1-t g1-d"
    assert svg.find("desc").text == "Hodnoty jsou v tabulce pod grafem."
    assert html.count('id="g1-t"') == html.count('id="g1-d"') == 1
    assert "Lidí přibývá" in html
    assert "<table" in html


@pytest.mark.parametrize("kind", KINDS)
def test_drawing_in_a_document_has_its_title(kind):
    svg = drawn(pair(kind).print_svg())

    assert (svg.get("role"), svg.find("title").text) == ("img", "Lidí přibývá. Hodnoty jsou v tabulce pod grafem.")


@pytest.mark.parametrize("kind", KINDS)
def test_drawing_has_no_style_script_or_address(kind):
    svg = pair(kind).svg()

    assert [word for word in ("style=", "<style", "<script", "href", "http", "onload") if word in svg] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["svg", "print_svg"])
def test_words_of_people_cannot_become_markup(kind, way):
    made = Chart(
        NASTY, [NASTY, "b"], [Series(NASTY, [1, 2]), Series("x", [1, 1])], kind=kind, key='"><b', labels=[NASTY]
    )

    svg = getattr(made, way)()

    assert "<script" not in svg
    assert NASTY in texts(svg)


@pytest.mark.parametrize("kind", ["bars", "grouped_bars", "line"])
@pytest.mark.parametrize("way", ["svg", "print_svg"])
def test_unknown_value_is_not_drawn_and_zero_is(kind, way):
    with_unknown, with_zero = chart(5, None, kind=kind), chart(5, 0, kind=kind)

    assert len(bars(getattr(with_unknown, way)())) == 1
    assert len(bars(getattr(with_zero, way)())) == 2


@pytest.mark.parametrize("way", ["svg", "print_svg"])
def test_unknown_value_of_a_bar_says_so(way):
    assert texts(getattr(chart(5, None), way)()) == ["Rok 0", "5", "Rok 1", "neuvedeno"]


def test_unknown_value_does_not_join_a_sum():
    made = pair("stacked")

    assert [made.total(0), made.total(1)] == [3, 3]
    assert (len(bars(made.svg())), texts(made.svg())) == (3, ["a", "3", "b", "3"])


@pytest.mark.parametrize("way", ["svg", "print_svg"])
def test_sum_of_nothing_known_is_not_said_to_be_zero(way):
    made = Chart("x", ["a", "b"], [Series("s", [5, None]), Series("t", [1, None])], kind="stacked")

    assert texts(getattr(made, way)())[:4] == ["a", "6", "b", "neuvedeno"]


def test_own_labels_stand_at_stacked_bars():
    made = Chart("x", ["a", "b"], [Series("s", [5, 6])], kind="stacked", labels=["5 z 9"])

    assert texts(made.svg()) == ["a", "5 z 9", "b", "6"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("values", [(), (None,), (None, None), (0, 0), (3, -1), (-2,), (1,) * (MOST_ROWS + 1)])
@pytest.mark.parametrize("way", ["svg", "print_svg"])
def test_what_cannot_be_drawn_is_left_to_the_table(kind, values, way):
    made = chart(*values, kind=kind)

    assert (made.is_drawable, getattr(made, way)()) == (False, "")
    assert made.rows == [(f"Rok {number}", [value]) for number, value in enumerate(values)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["svg", "print_svg"])
def test_one_point_is_drawn(kind, way):
    assert len(bars(getattr(chart(7, kind=kind), way)())) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["svg", "print_svg"])
def test_long_names_are_drawn_whole(kind, way):
    name = " ".join(["Velmi dlouhý název ukazatele o počtu obyvatel starších osmdesáti let"] * 3)
    made = Chart("x", [name, "b"], [Series(name, [1, 2]), Series("t", [2, 3])], kind=kind)

    assert name in texts(getattr(made, way)())


@pytest.mark.parametrize("way", ["svg", "print_svg"])
def test_numbers_look_czech(way):
    numbers = texts(getattr(chart(1234567, Decimal("2.50"), Decimal("0.333")), way)())[1::2]

    assert numbers == ["1\xa0234\xa0567", "2,5", "0,33"]


def test_greatest_bar_leaves_room_for_its_number():
    widths = [bar.get("width") for bar in bars(chart(100, 50).svg())]

    assert widths == ["80.00%", "40.00%"]


def test_a_long_number_stays_on_a_phone():
    width = float(bars(chart(167_894_048, 1).svg())[0].get("width").rstrip("%")) * 3.2

    assert width + 8 + len("167 894 048") * 7.5 <= 320


def test_series_are_told_apart_by_more_than_colour():
    svg = pair("line").svg()

    assert "stroke-dasharray" in Chart("x", ["a", "b"], [Series("s", [1, 2]), Series("t", [3, 4])], kind="line").svg()
    assert "url(#" in Chart("x", ["a"], [Series(str(n), [1]) for n in range(5)]).print_svg()
    assert svg


def test_names_stand_beside_bars_in_a_document_and_long_ones_in_more_lines():
    svg = drawn(
        Chart("x", ["Terezín", "sociálně aktivizační služby pro rodiny s dětmi"], [Series("s", [1, 2])]).print_svg()
    )
    name, number, long_name, _number = (part for part in svg.iter() if part.tag.endswith("text"))

    assert float(name.get("y")) == float(number.get("y"))
    assert len(long_name.findall("tspan")) == 1


def test_a_legend_in_a_document_never_leaves_the_sheet():
    series = [Series(f"zdroj číslo {number} s delším názvem", [1]) for number in range(8)]
    svg = drawn(Chart("x", ["a"], series, kind="stacked").print_svg())

    squares = [part for part in svg.iter() if part.get("width") == part.get("height") == "9"]
    assert len({part.get("y") for part in squares}) > 1
    assert max(float(part.get("x")) for part in squares) < 480 - 22
    assert max(float(part.get("y")) for part in squares) + 9 <= float(svg.get("height"))


def test_more_series_than_patterns_are_drawn_too():
    made = Chart("x", ["a"], [Series(str(number), [1]) for number in range(20)], kind="stacked")

    assert len(bars(made.svg())) == 20
    assert len(made.legend) == 20


@QUICK
@given(
    st.sampled_from(KINDS),
    st.lists(st.none() | st.integers(0, 10**12) | st.decimals(0, 10**6, places=3), max_size=12),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=30),
)
def test_any_numbers_and_names_give_good_xml(kind, values, name):
    made = Chart(name, [name] * len(values), [Series(name, values), Series("x", values[::-1])], kind=kind)

    for svg in (made.svg(), made.print_svg()):
        if svg:
            drawn(svg)
