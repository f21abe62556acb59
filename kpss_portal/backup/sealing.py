"""Closes a backup by public keys in the format of age, and opens it by a private key that the server does not have."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyrage

from kpss_portal.backup.errors import BackupFault, Damaged
from kpss_portal.environment import PROJECT_DIR

PRIVATE = "AGE-SECRET-KEY-"


def new_key() -> tuple[str, str]:
    """A private key and its public one."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def check_recipients(keys: Sequence[str]) -> None:
    """BackupFault in words when there is no key, or one is wrong or private."""
    if not keys:
        raise BackupFault("there is no public key: give KPSS_BACKUP_KEYS, made by `manage.py backup_key`")
    for key in keys:
        if key.upper().startswith(PRIVATE):
            raise BackupFault(
                "KPSS_BACKUP_KEYS holds a private key; it belongs elsewhere, here stands the public one (age1…)"
            )
        _recipient(key)


def _recipient(key: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as fault:
        raise BackupFault(f"{key[:20]}… is no public key of age") from fault


def seal(stream: Any, to: Any, keys: Sequence[str]) -> None:
    """Writes the stream closed, so that any one of the private keys opens it. A fault of the stream comes out as it was."""
    try:
        pyrage.encrypt_io(stream, to, [_recipient(key) for key in keys])
    except pyrage.EncryptError as fault:
        raise BackupFault(f"the backup could not be written: {fault}") from fault


@contextmanager
def unsealed(path: Path, private_keys: str) -> Iterator[Any]:
    """The open stream of a closed file, by a process of its own: it reads and opens while we write."""
    command = [sys.executable, "-m", "kpss_portal.backup.opening", str(path.resolve())]
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, cwd=PROJECT_DIR, stdin=pipe, stdout=pipe, stderr=pipe)  # noqa: S603  # our own module
    assert child.stdin
    assert child.stdout
    assert child.stderr
    try:
        child.stdin.write(private_keys.encode())
        child.stdin.close()
        yield child.stdout
        while child.stdout.read(1 << 20):  # what follows the end of the archive must open too
            pass
        if child.wait():
            raise Damaged(_words(child.stderr.read()))
    except BaseException as fault:
        child.kill()
        words = _words(child.stderr.read())
        if isinstance(fault, Damaged) and words:
            raise Damaged(words) from fault
        raise
    finally:
        child.stdout.close()
        child.stderr.close()
        child.wait()


def _words(told: bytes) -> str:
    return told.decode(errors="replace").strip()
