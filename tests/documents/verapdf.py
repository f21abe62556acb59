"""The veraPDF engine for tests: PDF/UA-1 and PDF/A-2a proven, not hoped for."""

import atexit
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pikepdf

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "verapdf.py"


@cache
def _engine() -> subprocess.Popen[str]:
    """The Java machine in a process of its own, one for all tests: it can be started only once in one and starts slowly."""
    command = [sys.executable, str(SCRIPT), "--serve"]
    engine = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=SCRIPT.parent.parent
    )
    atexit.register(engine.communicate)  # closes its input, at which it ends
    return engine


def verapdf(*paths: Path, profiles: tuple[str, ...] = ("ua1", "2a")) -> dict[str, list[str]]:
    """Failed rules of the files by profile, each as "rule (count): what it asks"; empty lists mean that all conform."""
    engine = _engine()
    assert engine.stdin
    assert engine.stdout
    engine.stdin.write(json.dumps({"files": [str(path) for path in paths], "profiles": profiles}) + "\n")
    engine.stdin.flush()
    answer = engine.stdout.readline()
    if not answer:
        raise RuntimeError("The veraPDF engine did not run; what it said is above.")
    found = json.loads(answer)
    return {
        profile: [f"{rule} ({count}): {wish}" for path in paths for rule, count, wish in found[str(path)][profile]]
        for profile in profiles
    }


def foreign_fonts(*paths: Path) -> set[str]:
    """Names of fonts in the files that the portal does not bring itself: they differ between machines, or are missing."""
    names = set()
    for path in paths:
        with pikepdf.open(path) as document:
            fonts = [
                thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing
            ]
            names |= {str(font.BaseFont) for font in fonts}
    assert names, "documents without letters prove nothing"
    return {name for name in names if "Atkinson-KPSS" not in name}
