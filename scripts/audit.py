"""Looks for known vulnerabilities of what the lock files hold: `make audit`.

Where the database of vulnerabilities (osv.dev) is reachable, pip-audit asks it. It has an environment and a lock file of its
own (requirements/audit.txt): what the portal is audited by is not part of the portal. Elsewhere the lock files themselves
are looked through: each package pinned, each with hashes, none older than the versions in FLOORS, and it is said plainly
that no database was asked.

Ends with 0: nothing is known; 1: something is; 2: pip-audit failed. `--strict` ends with 3 where no database was asked.
"""

import argparse
import re
import socket
import subprocess
import sys
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
DATABASE = ("api.osv.dev", 443)
LOCKS = ("base", "dev")
TOOL = PROJECT_DIR / ".cache" / "audit" / "bin" / "pip-audit"
FLOORS = {  # package: the least version without a published weakness that we know of, and the weakness
    "brotli": ("1.2.0", "CVE-2025-6176"),
    "cryptography": ("44.0.1", "CVE-2024-12797"),
    "django": ("5.2.16", "three weaknesses mended in July 2026"),
    "fonttools": ("4.60.2", "CVE-2025-66034"),
    "gunicorn": ("23.0", "CVE-2024-6827"),
    "pillow": ("11.3", "CVE-2025-48379"),
    "requests": ("2.32.4", "CVE-2024-47081"),
    "sqlparse": ("0.5.0", "CVE-2024-4340"),
    "urllib3": ("2.6.0", "CVE-2025-66418"),
    "weasyprint": ("68.0", "CVE-2025-68616"),
}


def main() -> int:
    """Asks the database or says that nobody was asked."""
    parser = argparse.ArgumentParser(description="Known vulnerabilities of the lock files.")
    parser.add_argument("--strict", action="store_true", help="end with 3 where no database was asked")
    parser.add_argument("--offline", action="store_true", help="ask nobody")
    arguments = parser.parse_args()
    faults = [fault for name in LOCKS for fault in faults_of(text_of(name))]
    print(
        "\n".join(faults) or "Lock files: every package pinned, hashed and not older than a version known to be weak."
    )
    if not arguments.offline and is_reachable():
        return max(asked(), 1 if faults else 0)
    print(
        f"No database of vulnerabilities was asked: {DATABASE[0]} is not reachable. Weaknesses published since are not told."
    )
    return 1 if faults else 3 if arguments.strict else 0


def text_of(name: str) -> str:
    """A lock file."""
    return (PROJECT_DIR / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def faults_of(lock: str) -> list[str]:
    """What is wrong with a lock file, in sentences."""
    faults = []
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        line = entry.partition("\n")[0]
        found = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", line)
        if not found:
            faults.append(f"{line[:60]}: not pinned to one version")
            continue
        if "--hash=sha256:" not in entry:
            faults.append(f"{found[1]}: without a hash")
        floor, weakness = FLOORS.get(found[1].lower(), ("0", ""))
        if numbers(found[2]) < numbers(floor):
            faults.append(f"{found[1]} {found[2]}: older than {floor} ({weakness})")
    return faults


def numbers(version: str) -> tuple[int, ...]:
    """Enough of a version to say which one is older."""
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("+")[0])[:4])


def is_reachable() -> bool:
    """Whether the database answers at all."""
    try:
        socket.create_connection(DATABASE, timeout=5).close()
    except OSError:
        return False
    return True


def asked() -> int:
    """What pip-audit says: 0, 1 for a weakness, 2 where it failed itself."""
    if not TOOL.exists():
        print(f"pip-audit is missing at {TOOL}: `make audit` installs it.")
        return 2
    codes = []
    for name in LOCKS:
        lock = PROJECT_DIR / "requirements" / f"{name}.txt"
        command = [str(TOOL), "-s", "osv", "--require-hashes", "--disable-pip", "-r", str(lock)]
        ended = subprocess.run(command, check=False, capture_output=True, text=True)
        print(ended.stdout + ended.stderr)
        codes.append(ended.returncode if ended.returncode in {0, 1} else 2)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
