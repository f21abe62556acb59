"""Notes in double brackets, below the text on a page and at the foot of a printed page."""

import re

from kpss_portal.footnotes import for_print, for_screen


def test_a_note_on_a_page_is_linked_there_and_back():
    html = for_screen("<p>Text [[Zdroj: ČSÚ]], dál [[druhá]].</p>")

    calls = re.findall(r'<sup><a id="(z\w+-\d)" href="#(p\w+-\d)" aria-label="poznámka (\d)">', html)
    notes = re.findall(r'<li id="(p\w+-\d)">(.*?) <a href="#(z\w+-\d)"', html)
    assert [number for _call, _note, number in calls] == ["1", "2"]
    assert [text for _note, text, _call in notes] == ["Zdroj: ČSÚ", "druhá"]
    assert [(call, note) for call, note, _number in calls] == [(call, note) for note, _text, call in notes]
    assert html.startswith("<p>Text<sup>")


def test_a_note_in_print_stands_where_it_is_mentioned():
    assert for_print("<p>Text [[Zdroj <em>ČSÚ</em>]].</p>") == '<p>Text<span class="fn">Zdroj <em>ČSÚ</em></span>.</p>'


def test_brackets_that_are_no_note_stay():
    for text in ("<p>[jedna] [[nedokončená</p>", "<p>a [[ přes</p><p>odstavec ]]</p>", "<p>[[]]</p>"):
        assert for_print(text) == text
        assert for_screen(text) == text


def test_two_texts_on_one_page_do_not_share_addresses():
    first, second = for_screen("a [[1]]"), for_screen("b [[1]]")

    assert set(re.findall(r'id="(\w+-\d)"', first)).isdisjoint(re.findall(r'id="(\w+-\d)"', second))
