"""Numbers of indicators in documents are read as on pages; words stay as they were written."""

import pytest

from plans.print_view import _czech


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("5200", "5\xa0200"),
        ("0.5", "0,5"),
        ("-3", "-3"),
        ("1.2.2025", "1.2.2025"),
        ("2024-2026", "2024-2026"),
        ("", ""),
    ],
)
def test_numbers_are_grouped_and_words_are_not(written, printed):
    assert _czech(written) == printed
