"""How tables of analyses are set in the official document."""

import pytest
from django.template.loader import render_to_string

from plans.content_document import content_of
from plans.print_view import print_context
from tests.kpss_portal.test_charts import drawn
from tests.plans.factories import PlanFactory

TABLE = {
    "title": "Kde co chybí",
    "unit": "",
    "as_of": "2026-01-01",
    "source": "katalog",
    "note": "",
    "chart": "none",
    "columns": ["Druh služby", "obcí, kde je dostupná", "podíl", "obce bez ní"],
    "rows": [
        ["domovy pro osoby se zdravotním postižením", 2, {"n": "12.50"}, "Snědovice, Štětí, Úštěk " * 12],
        ["noclehárny", None, None, None],
    ],
}


@pytest.fixture
def table(db):
    content = content_of(PlanFactory()) | {
        "analyses": [{"kind": "sociodemographic", "title": "Lidé", "tables": [TABLE]}]
    }
    return print_context(content, "", is_draft=True)["analyses"][0]["tables"][0]


def test_only_columns_of_numbers_are_set_as_numbers(table):
    assert [column.is_number for column in table["layout"]] == [False, True, True, False]


def test_columns_share_the_width_by_what_they_hold(table):
    first, count, share, words = (column.width for column in table["layout"])

    assert share <= count < first < words
    assert 98 <= first + count + share + words <= 102


def test_cells_of_words_may_go_into_more_lines_and_numbers_may_not(table):
    html = render_to_string("plans/pdf/analysis_table.html", {"table": table})
    row = drawn(html[html.index("<tbody>") : html.index("</tbody>") + len("</tbody>")])[0]

    assert [cell.get("class") for cell in row] == [None, "num", "num", None]
    assert [cell.text[:9] for cell in row] == ["domovy pr", "2", "12,5", "Snědovice"]
