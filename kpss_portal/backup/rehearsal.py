"""Rehearses a restore: a backup is made, opened and put back into an empty place, whose pages and documents are then asked.

The private key of the office is not on the server, so the backup is closed for one more key that lives only in the memory of
this process and ends with it: what is opened is the very file that is kept. Whether the office still has its own key
only the office can try: `manage.py restore FILE --identity KEY --verify` on the machine where the key is.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kpss_portal.backup.errors import BackupFault
from kpss_portal.backup.making import make_backup
from kpss_portal.backup.sealing import new_key
from kpss_portal.environment import PROJECT_DIR

OWN = (
    "DATABASE_URL",
    "KPSS_EMAIL_URL",
    "KPSS_BACKUP_COPIES",
    "KPSS_OPERATOR_EMAIL",
    "KPSS_READ_ONLY",
    "KPSS_CLAMD",
    "KPSS_STORAGE",
    "KPSS_CACHE_URL",
    "KPSS_MACHINES",
)


@dataclass(frozen=True)
class Rehearsed:
    """What was rehearsed and what the restored portal said."""

    name: str
    words: str


def rehearse(folder: Path, keys: Sequence[str]) -> Rehearsed:
    """Makes a backup and restores it; BackupFault with the words of the step that failed."""
    private, public = new_key()
    made = make_backup(folder, keys, also_for=[public])
    return rehearse_with(made.path, private)


def rehearse_with(path: Path, private_keys: str) -> Rehearsed:
    """Restores a backup that is there by a key that somebody has brought."""
    with tempfile.TemporaryDirectory(prefix="kpss-rehearsal-") as place:
        environment = _environment(Path(place))
        told = _run(["restore", str(path), "--identity", "-"], environment, private_keys)
        _run(["prepare"], environment)  # static files, without which pages do not answer
        told += _run(["smoke"], environment)
    return Rehearsed(path.name, told)


def _environment(place: Path) -> dict[str, str]:
    """An empty place of its own on SQLite; nothing there writes mails or reaches the living portal."""
    environment = {name: value for name, value in os.environ.items() if name not in OWN}
    return environment | {"KPSS_DATA_DIR": str(place / "data"), "KPSS_LOG_LEVEL": "ERROR"}


def _run(words: list[str], environment: dict[str, str], given: str = "") -> str:
    command = [sys.executable, str(PROJECT_DIR / "manage.py"), *words]
    done = subprocess.run(command, env=environment, input=given, capture_output=True, text=True, check=False)  # noqa: S603  # our own commands
    if done.returncode:
        raise BackupFault(f"{words[0]}: {(done.stderr or done.stdout).strip()[-500:]}")
    return done.stdout
