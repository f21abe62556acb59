"""Yes and no in cells of spreadsheets: a word that is neither is a fault, never taken for a no."""

from django.utils.translation import gettext as _

YES = ("ano", "a", "x", "1", "true", "pravda")  # the last two as programs for sheets write a ticked cell
NO = ("ne", "n", "0", "false", "nepravda")


def neither(word: str) -> str:
    """What is wrong with the word, for the clerk."""
    return _("“%(text)s” is neither yes nor no. Write ano or ne, or leave the cell empty.") % {"text": word[:40]}
