"""Rich text written without scripts: what comes back, what stays, what is never taken for a tag."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpss_portal.plain_writing import edited, to_html, to_plain
from kpss_portal.rich_text import ALLOWED, clean_html

WORDS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12).map(
    lambda words: words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
)
INLINE = st.lists(
    st.one_of(
        WORDS,
        WORDS.map(lambda words: f"<strong>{words}</strong>"),
        st.tuples(WORDS, WORDS).map(lambda pair: f"<em>{pair[0]} <strong>{pair[1]}</strong></em>"),
        WORDS.map(lambda words: f'<a href="https://kpss.example/x" rel="noopener noreferrer">{words}</a>'),
        st.just("10 m<sup>2</sup> H<sub>2</sub>O"),
    ),
    min_size=1,
    max_size=3,
).map(" ".join)
POINT = INLINE.map(lambda words: f"<li><p>{words}</p></li>")
BLOCK = st.one_of(
    st.lists(INLINE, min_size=1, max_size=3).map(lambda lines: f"<p>{'<br>'.join(lines)}</p>"),
    st.tuples(st.integers(2, 4), INLINE).map(lambda pair: f"<h{pair[0]}>{pair[1]}</h{pair[0]}>"),
    st.lists(POINT, min_size=1, max_size=3).map(lambda points: f"<ul>{''.join(points)}</ul>"),
    st.tuples(st.integers(2, 40), POINT).map(lambda pair: f'<ol start="{pair[0]}">{pair[1]}</ol>'),
    st.tuples(INLINE, POINT).map(lambda pair: f"<ol><li><p>{pair[0]}</p><ul>{pair[1]}</ul></li>{pair[1]}</ol>"),
    st.tuples(INLINE, INLINE).map(lambda pair: f"<blockquote><p>{pair[0]}</p><p>{pair[1]}</p></blockquote>"),
    st.tuples(INLINE, INLINE).map(
        lambda pair: f"<table><tbody><tr><th><p>{pair[0]}</p></th><td><p>{pair[1]}</p></td></tr></tbody></table>"
    ),
)
TEXT = st.lists(BLOCK, min_size=1, max_size=4).map("".join).map(clean_html)


@example("<blockquote><p>Teplota</p><p>&gt;0</p></blockquote>")
@example("<p>&gt;&gt; dále</p>")
@given(TEXT)
def test_whatever_the_marks_can_say_comes_back_the_same(html):
    assert clean_html(to_html(to_plain(html))) == html


@given(TEXT)
def test_text_that_was_left_alone_is_the_same_bytes(html):
    assert edited(html, to_plain(html).replace("\n", "\r\n") + "\r\n") == html


@given(st.text(max_size=200))
def test_no_typed_words_whatever_make_a_tag_that_is_not_kept(words):
    tags = set(re.findall(r"</?(\w+)", to_html(words)))

    assert tags <= set(ALLOWED)


def test_block_that_was_changed_is_written_anew_and_the_others_keep_what_no_mark_can_say():
    table = '<table><caption>Peníze</caption><tbody><tr><td colspan="2">300 Kč</td></tr></tbody></table>'
    stored = f"<h2>Péče</h2><p>Jen <strong>v týdnu</strong></p>{table}"

    words = to_plain(stored).replace("Jen", "Péče jen")
    assert edited(stored, words) == f"<h2>Péče</h2><p>Péče jen <strong>v týdnu</strong></p>{table}"


def test_block_may_be_moved_added_and_taken_away():
    stored = '<p>a</p><ol type="a"><li>b</li></ol><p>c</p>'

    assert edited(stored, "1. b\n\na\n\nnové") == '<ol type="a"><li>b</li></ol><p>a</p><p>nové</p>'


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        (
            "Program:\n- leden\n- únor\nkonec",
            "<p>Program:</p><ul><li><p>leden</p></li><li><p>únor</p></li></ul><p>konec</p>",
        ),
        ("1. leden\n\n2. únor", '<ol><li><p>leden</p></li></ol><ol start="2"><li><p>únor</p></li></ol>'),
        ("- a\n   - b\n- c", "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ul>"),
        ("5 * 3 * 2, 5*3*2, 3 ^ 2", "<p>5 * 3 * 2, 5*3*2, 3 ^ 2</p>"),
        ("*Ano* i **ne**", "<p><em>Ano</em> i <strong>ne</strong></p>"),
        ("[web](https://kpss.example)", '<p><a href="https://kpss.example">web</a></p>'),
        ("[web](javascript:alert(1))", "<p>[web](javascript:alert(1))</p>"),
        ("text [[poznámka]]", "<p>text [[poznámka]]</p>"),
        (
            "| = Rok | Kč |\n| 2027 | 300 |",
            "<table><tbody><tr><th><p>Rok</p></th><td><p>Kč</p></td></tr>"
            "<tr><td><p>2027</p></td><td><p>300</p></td></tr></tbody></table>",
        ),
        ("-5 stupňů, #tag, 2.5 hodiny", "<p>-5 stupňů, #tag, 2.5 hodiny</p>"),
        ("  \r\n \r\n", ""),
    ],
)
def test_typed_words_become_what_they_look_like(words, html):
    assert to_html(words) == html


def test_notes_at_the_foot_and_days_at_the_beginning_of_a_line_stay():
    stored = "<p>1. 1. 2027 začne [[podle plánu]]</p>"

    assert to_plain(stored) == "\\1. 1. 2027 začne [[podle plánu]]"
    assert to_html(to_plain(stored)) == stored


@pytest.mark.parametrize("words", ["> " * 900, "\n".join(" " * depth + "- a" for depth in range(900))])
def test_words_nested_beyond_reason_stay_words(words):
    html = clean_html(to_html(words))

    assert html
    assert to_plain(html)


def test_html_nested_beyond_reason_keeps_its_words():
    assert "slovo" in to_plain("<blockquote>" * 3000 + "slovo" + "</blockquote>" * 3000)
