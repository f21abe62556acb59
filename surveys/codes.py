"""Codes that people copy by hand: no letters that look alike, read with any spaces, dashes and case."""

import secrets

from django.utils.crypto import salted_hmac

LETTERS = "ACDEFHJKLMNPRTXY34679"  # without 0 O Q, 1 I, 2 Z, 5 S, 8 B, U V W, G
SLIP, KEY = 8, 12  # letters: 3.8e10 codes of slips, 7e15 keys of unfinished answers
GROUP = 4


def new_code(length: int) -> str:
    """A random code without dashes."""
    return "".join(secrets.choice(LETTERS) for _letter in range(length))


def shown(code: str) -> str:
    """The code in groups of four, as it is printed and written down."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def tidy(typed: str) -> str:
    """What was typed without spaces and dashes, in capitals; other signs stay, so that they are not found."""
    return "".join(sign for sign in typed.upper() if not sign.isspace() and sign not in "-–—.·_")[:40]


def digest_of(code: str, purpose: str) -> str:
    """Keyed by the secret of the portal: a copy of the database alone does not let codes be guessed."""
    return salted_hmac(f"surveys.{purpose}", code, algorithm="sha256").hexdigest()
