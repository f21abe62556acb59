"""Rich text: what comes in, what goes out, and no-break spaces that never get into a tag."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from kpss_portal import czech
from kpss_portal.rich_text import ALLOWED, a_level_deeper, clean_html, plain_text, with_scopes
from kpss_portal.templatetags import kpss

LETTERS = st.text("ksvzouiaKčž 0123456789.,<>&\"'=/%m²tis\xa0\n-", max_size=40)
ATTRIBUTES = st.text("kvzo 123.<>&'=/:#?", max_size=20)
TAGS = st.sampled_from(["p", "strong", "em", "h2", "li", "blockquote"])


def spaced(text):
    """Underscores stand for no-break spaces."""
    return text.replace("_", "\xa0")


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("<p>a</p><script>alert(1)</script>", "<p>a</p>"),
        ("<style>p{}</style><p>a</p>", "<p>a</p>"),
        ('<p onclick="alert(1)" style="color:red" class="x" id="y">a</p>', "<p>a</p>"),
        ('<img src="x" onerror="alert(1)"><iframe src="//zly.example"></iframe>a', "a"),
        ('<a href="javascript:alert(1)">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href=" jAvAsCrIpT:alert(1)">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="data:text/html,x">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ("<svg><script>alert(1)</script></svg>a", "a"),
        ('<form action="//zly.example"><input name="heslo"></form>a', "a"),
        ("<h1>Nadpis</h1>", "Nadpis"),
        ("<p>5 < 6 & 7", "<p>5 &lt; 6 &amp; 7</p>"),
        ("<!-- tajné -->a", "a"),
        ("", ""),
    ],
)
def test_what_could_harm_is_left_out(dirty, clean):
    assert clean_html(dirty) == clean


@pytest.mark.parametrize(
    "link",
    ["https://www.kyjov.example/a?b=1&amp;c=2#d", "/kontakty/", "mailto:jana@example.cz", "tel:+420416770011", "#cast"],
)
def test_links_are_kept(link):
    assert clean_html(f'<a href="{link}">a</a>') == f'<a href="{link}" rel="noopener noreferrer">a</a>'


def test_headings_lists_and_tables_are_kept():
    text = (
        '<h2>A</h2><ul><li>b</li></ul><ol start="3"><li>c</li></ol><table><caption>T</caption><thead><tr>'
        '<th scope="col">d</th></tr></thead><tbody><tr><td colspan="2">e</td></tr></tbody></table>'
    )

    assert clean_html(text) == text


def test_clean_text_does_not_change_when_cleaned_again():
    text = clean_html('<p>a & b <a href="/x?y=1&z=2">c</a></p><script>x</script>')

    assert clean_html(text) == text


@given(st.recursive(LETTERS, lambda inner: st.builds(lambda tag, text: f"<{tag}>{text}</{tag}>", TAGS, inner)))
def test_nothing_but_what_is_allowed_gets_through(text):
    found = {tag.name for tag in BeautifulSoup(clean_html(text), "html.parser").find_all(True)}

    assert found <= set(ALLOWED)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>jedna</p><p>dvě</p>", "jedna dvě"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("<p>Vít &amp; syn, 5 &lt; 6</p>", "Vít & syn, 5 < 6"),
        ("<p>po<strong>moc</strong></p>", "pomoc"),
        ("", ""),
    ],
)
def test_words_of_rich_text_for_search(written, read):
    assert plain_text(written) == read


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("v Praze a v Brně", "v_Praze a_v_Brně"),
        ("K večeru s ním", "K_večeru s_ním"),
        ("od 1. 1. 2026 do 31. 12. 2026", "od 1._1._2026 do 31._12._2026"),
        ("dne 5. března 2026", "dne 5._března 2026"),
        ("1 234 567 Kč, 20 %, 5 km, 30 lůžek", "1_234_567_Kč, 20_%, 5_km, 30_lůžek"),
        ("50 letáků", "50 letáků"),
        ("ANO i ne", "ANO i_ne"),
        ("pes a", "pes a"),
        ("tři v, čtyři", "tři v, čtyři"),
    ],
)
def test_lines_do_not_break_where_they_must_not(written, kept):
    assert czech.keep_together(written) == spaced(kept)


@given(LETTERS)
def test_keeping_together_changes_nothing_but_spaces(text):
    assert czech.keep_together(text).replace("\xa0", " ") == text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<a href="/o nás/v plánu 3. 12.">v Praze</a>', '<a href="/o nás/v plánu 3. 12.">v_Praze</a>'),
        ('<a title="a > v Praze" href="/">v Praze</a>', '<a title="a > v Praze" href="/">v_Praze</a>'),
        ("<a title='k \" domu' href='/'>k domu</a>", "<a title='k \" domu' href='/'>k_domu</a>"),
        (
            'bydlí v <a href="/">Praze</a> i <strong>jinde</strong>',
            'bydlí v_<a href="/">Praze</a> i_<strong>jinde</strong>',
        ),
        ("plán k<br> domu", "plán k<br> domu"),
        ("<p>20 %</p>", "<p>20_%</p>"),
        ('<td colspan="2">1 000 Kč</td>', '<td colspan="2">1_000_Kč</td>'),
    ],
)
def test_tags_are_never_broken(html, shown):
    assert kpss.outside_tags(html) == spaced(shown)


@given(ATTRIBUTES, LETTERS, TAGS)
def test_no_break_space_never_lands_in_a_tag(attribute, text, tag):
    safe = text.replace("\xa0", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    html = f"k <{tag}>v <a href=\"{attribute}\" title='{attribute.replace(chr(39), '')}'>{safe}</a> a </{tag}>"

    shown = kpss.outside_tags(html)

    assert shown.replace("\xa0", " ") == html
    assert f"<a href=\"{attribute}\" title='{attribute.replace(chr(39), '')}'>" in shown


@given(st.text("kvz <>/\"'=a123.&;pstrong", max_size=60))
def test_shown_rich_text_has_the_same_tags_as_the_clean_one(text):
    assert re.findall(r"<[^>]*>", kpss.rich(text)) == re.findall(r"<[^>]*>", clean_html(text))


def test_text_that_is_not_safe_is_escaped_first():
    assert kpss.keep_together('<a href="v Praze">') == "&lt;a\xa0href=&quot;v\xa0Praze&quot;&gt;"


def test_heads_of_tables_say_what_they_head():
    table = "<table><tr><th>a</th><th colspan='2'>b</th></tr><tr><th>c</th><td>d</td></tr></table>"
    kept = '<table><tr><th scope="row">a</th></tr></table>'

    assert with_scopes(clean_html(table)).count('scope="col"') == 2
    assert '<tr><th scope="row">c</th><td>d</td></tr>' in with_scopes(clean_html(table))
    assert with_scopes(kept) == kept


def test_headings_go_a_level_deeper_and_stop_at_the_last():
    assert a_level_deeper("<h2>a</h2><h3>b</h3><h4>c</h4>") == "<h3>a</h3><h4>b</h4><h4>c</h4>"
