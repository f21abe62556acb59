"""The secret with which the portal signs sessions and links."""

import os
from pathlib import Path
from uuid import uuid4

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

FEWEST_CHARACTERS = 50


def secret_key_for(configured: str, data_dir: Path) -> str:
    """The configured secret, or one made at the first start and kept in the data folder for later ones.

    ImproperlyConfigured when the kept one has been damaged: a short secret could be guessed.
    """
    if configured:
        return configured
    kept = data_dir / "secret-key"
    if not kept.exists():
        _make(kept)
    secret = kept.read_text(encoding="utf-8").strip()
    if len(secret) < FEWEST_CHARACTERS:
        raise ImproperlyConfigured(
            f"The portal cannot start. The file {kept} with its secret is damaged: restore it from a backup, or delete "
            "it and start again; people will sign in anew and links in sent mails will stop working."
        )
    return secret


def _make(kept: Path) -> None:
    """Appears whole under its name; when two processes start at once, both use the first one's secret."""
    begun = kept.with_name(f"{kept.name}.{uuid4().hex}")
    handle = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(get_random_secret_key() + get_random_secret_key())
        kept.hardlink_to(begun)
    except FileExistsError:
        return
    finally:
        begun.unlink()
