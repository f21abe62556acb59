"""Filters and tags: how numbers, dates, phones and texts look in Czech."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

from kpss_portal.templatetags import kpss

NBSP = "\xa0"


def rendered(text: str, **context) -> str:
    return Template(text).render(Context(context))


@pytest.mark.parametrize(
    ("amount", "text"),
    [(1234567, "1 234 567 Kč"), (0, "0 Kč"), (-500, "-500 Kč"), (None, "neuvedeno")],
)
def test_money_keeps_together_and_unknown_is_not_zero(amount, text):
    assert kpss.money(amount) == text.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("amount", "text"), [(83_000_000, "83,0 mil. Kč"), (999_999, "999 999 Kč"), (None, "neuvedeno")]
)
def test_large_money_is_short(amount, text):
    assert kpss.millions(amount) == text.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("value", "text"),
    [(57785, "57 785"), (Decimal("1234.50"), "1 234,5"), (Decimal(100), "100"), (None, "neuvedeno"), (0, "0")],
)
def test_numbers_have_czech_commas(value, text):
    assert kpss.number(value) == text.replace(" ", NBSP)


def test_days_are_written_in_words():
    assert kpss.date_cs(date(2026, 11, 23)) == f"23.{NBSP}listopadu{NBSP}2026"
    assert kpss.date_cs(None) == ""


def test_a_moment_is_the_day_in_prague():
    before_midnight_in_greenwich = datetime(2026, 11, 22, 23, 30, tzinfo=ZoneInfo("UTC"))

    assert kpss.date_cs(before_midnight_in_greenwich) == f"23.{NBSP}listopadu{NBSP}2026"


@pytest.mark.parametrize(
    ("size", "text"), [(400, "1 kB"), (22_300, "22 kB"), (1_310_000, "1,3 MB"), (None, ""), (0, "1 kB")]
)
def test_sizes_of_files(size, text):
    assert kpss.file_size(size) == text.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("written", "shown", "link"),
    [
        ("+420 733126621", "733 126 621", "tel:+420733126621"),
        ("00420733126621", "733 126 621", "tel:+420733126621"),
        ("733126621", "733 126 621", "tel:+420733126621"),
        ("116 123", "116 123", "tel:116123"),
        ("112", "112", "tel:112"),
        ("+49 30 901820", "+49 30 901820", "tel:+4930901820"),
        ("", "", "tel:"),
        (None, "", "tel:"),
    ],
)
def test_phones(written, shown, link):
    expected = shown if shown.startswith("+") else shown.replace(" ", NBSP)

    assert (kpss.phone(written), kpss.tel(written)) == (expected, link)


def test_short_words_and_units_keep_together():
    assert kpss.keep_together("v Praze 12 500 Kč k 3. 12.") == f"v{NBSP}Praze 12{NBSP}500{NBSP}Kč k{NBSP}3.{NBSP}12."


def test_typography_escapes_what_is_not_safe():
    assert kpss.keep_together("<b>v Praze</b>") == f"&lt;b&gt;v{NBSP}Praze&lt;/b&gt;"


def test_typography_leaves_tags_of_safe_text():
    text = mark_safe('<a href="/o nás/" class="a b">v Praze</a>')

    assert kpss.keep_together(text) == f'<a href="/o nás/" class="a b">v{NBSP}Praze</a>'


def test_rich_text_keeps_headings_and_loses_scripts():
    html = kpss.rich('<h2>O plánu</h2><p onclick="x()">Text</p><script>alert(1)</script><a href="javascript:x()">z</a>')

    assert html == f'<h2>O{NBSP}plánu</h2><p>Text</p><a rel="noopener noreferrer">z</a>'


def test_tables_of_rich_text_can_be_scrolled_by_keyboard():
    html = kpss.rich("<table><tbody><tr><td>1</td></tr></tbody></table>")

    assert html.startswith('<div class="table-scroll" tabindex="0" role="group"')
    assert html.endswith("</table></div>")


def test_paragraphs_of_plain_text():
    assert kpss.paragraphs("První <b>\n\nDruhý\nřádek\n\n\n") == "<p>První &lt;b&gt;</p><p>Druhý<br>řádek</p>"
    assert kpss.paragraphs(None) == ""


def test_icons_say_nothing_to_a_screen_reader():
    assert 'aria-hidden="true"' in rendered('{% icon "phone" %}')


def test_unknown_icon_is_a_mistake():
    with pytest.raises(KeyError):
        rendered('{% icon "unicorn" %}')


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ("{% query strana=2 %}", "?q=p%C3%A9%C4%8De&obec=terezin&strana=2"),
        ("{% query strana=None obec=None %}", "?q=p%C3%A9%C4%8De"),
        ("{% query cilova_skupina='seniori' q=None obec=None strana=None %}", "?cilova-skupina=seniori"),
        ("{% query q=None obec=None strana=None %}", "?"),
    ],
)
def test_query_changes_only_what_it_is_told(rf, tag, address):
    request = rf.get("/katalog/", {"q": "péče", "obec": "terezin", "strana": "7"})

    assert rendered(tag, request=request).replace("&amp;", "&") == address


def test_section_names_itself_by_its_heading():
    html = rendered(
        '{% section heading key="penize" note=note %}<p>{{ x }}</p>{% endsection %}',
        heading="A & B",
        note="v < b",
        x="<",
    )

    assert 'id="penize" aria-labelledby="penize-n"' in html
    assert '<h2 id="penize-n">A &amp; B</h2><p>v &lt; b</p>' in html
    assert '<div class="section-body"><p>&lt;</p></div>' in html


def test_wide_table_has_a_name_and_the_keyboard():
    html = rendered("{% table_region label %}<table></table>{% endtable_region %}", label='"Peníze"')

    assert html == (
        '<div class="table-scroll" tabindex="0" role="region" aria-label="&quot;Peníze&quot;"><table></table></div>'
    )
