"""Rich text written without scripts."""

from hypothesis import given
from hypothesis import strategies as st

from kpss_portal.plain_writing import edited, to_html, to_plain
from kpss_portal.rich_text import clean_html

LINES = st.text(st.characters(categories=["L", "N", "P"], exclude_characters="-"), min_size=1, max_size=30)
BLOCKS = st.lists(
    st.one_of(
        st.lists(LINES, min_size=1, max_size=3).map("\n".join),
        st.lists(LINES, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    ),
    min_size=1,
    max_size=4,
)


@given(BLOCKS)
def test_typed_words_come_back_as_they_were_typed(blocks):
    joined = [block for place, block in enumerate(blocks) if not (place and block.startswith("- "))]
    words = "\n\n".join(joined)

    assert to_plain(clean_html(to_html(words))) == words


def test_tags_of_the_typed_words_stay_words():
    assert to_html("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>"


def test_untouched_words_leave_bold_and_tables_as_they_are():
    stored = "<p>Péče <strong>o víkendech</strong></p><ul><li><p>leden</p></li><li><p>únor</p></li></ul>"

    assert to_plain(stored) == "Péče o víkendech\n\n- leden\n- únor"
    assert edited(stored, to_plain(stored).replace("\n", "\r\n")) == stored
    assert edited(stored, "Péče v týdnu") == "<p>Péče v týdnu</p>"
