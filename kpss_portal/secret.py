"""The secret with which the portal signs sessions and links."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def secret_key_for(configured: str, data_dir: Path) -> str:
    """The configured secret, or one made at the first start and kept in the data folder for later ones."""
    if configured:
        return configured
    kept = data_dir / "secret-key"
    try:
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text(encoding="utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        secret = get_random_secret_key() + get_random_secret_key()
        file.write(secret)
    return secret
