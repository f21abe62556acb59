"""How long something is kept, in words of the register and of the public notice."""

import pytest
from django.utils.translation import override

from kpss_portal.personal_data import time_in_words


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 den"), (3, "3 dny"), (7, "7 dnů"), (30, "1 měsíc"), (92, "3 měsíce"), (183, "6 měsíců"),
     (365, "1 rok"), (3 * 365, "3 roky"), (5 * 365, "5 let"), (10 * 365, "10 let")],
)  # fmt: skip
def test_terms_are_said_in_czech(days, words):
    with override("cs"):
        assert time_in_words(days) == words
