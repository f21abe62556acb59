"""`python -m kpss_portal.backup.opening FILE`: private keys on the standard input, the open stream on the standard output."""

import sys
from pathlib import Path

import pyrage


def identities(text: str) -> list[pyrage.x25519.Identity]:
    """Private keys of the text: one a line, lines with # are notes, as age-keygen writes them."""
    lines = [line.strip() for line in text.splitlines()]
    return [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]


def main() -> int:
    """0 when everything was opened; otherwise a sentence on the standard error."""
    try:
        keys = identities(sys.stdin.read())
        with Path(sys.argv[1]).open("rb") as file:
            pyrage.decrypt_io(file, sys.stdout.buffer, keys)
        sys.stdout.buffer.flush()
    except pyrage.IdentityError:
        return _say("this is no private key of age")
    except pyrage.DecryptError as fault:
        return _say(f"the backup does not open by this key, or it is damaged ({fault})")
    except OSError as fault:
        return _say(f"the backup cannot be read ({fault.strerror})")
    return 0


def _say(words: str) -> int:
    sys.stderr.write(words + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
