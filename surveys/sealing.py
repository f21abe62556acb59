"""Unfinished answers closed by a key that only the respondent has (AES-256-GCM, key by HKDF-SHA256, RFC 5869)."""

import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12  # bytes
BLOCK = 512  # bytes: the length of what is sealed tells little of what is in it


class CannotUnseal(Exception):
    """The key is not the one, or the content was tampered with."""


def _cipher(key: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=settings.SECRET_KEY.encode(), info=b"surveys.unfinished")
    return AESGCM(derived.derive(key.encode()))


def seal(content: dict[str, Any], key: str) -> bytes:
    """The content closed by the key, padded to whole blocks."""
    plain = json.dumps(content, ensure_ascii=False).encode()
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(key).encrypt(nonce, plain + b" " * (-len(plain) % BLOCK), None)


def unseal(sealed: bytes, key: str) -> dict[str, Any]:
    """The content; CannotUnseal with a wrong key."""
    try:
        found: dict[str, Any] = json.loads(_cipher(key).decrypt(sealed[:NONCE], sealed[NONCE:], None))
    except InvalidTag as fault:
        raise CannotUnseal from fault
    return found
