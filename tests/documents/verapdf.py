"""The veraPDF engine for tests: PDF/UA-1 and PDF/A-2a proven, not hoped for."""

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "verapdf.py"


def verapdf(*paths: Path, profiles: tuple[str, ...] = ("ua1", "2a")) -> dict[str, list[str]]:
    """Failed rules of the files by profile, each as "rule (count): what it asks"; empty lists mean that all conform.

    The Java machine runs in a process of its own: it can be started only once in one.
    """
    command = [sys.executable, str(SCRIPT), "--profiles", ",".join(profiles), *map(str, paths)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=SCRIPT.parent.parent)
    if run.returncode not in (0, 1) or not run.stdout:
        raise RuntimeError(f"The veraPDF engine did not run: {run.stderr[-2000:]}")
    found = json.loads(run.stdout)
    return {
        profile: [f"{rule} ({count}): {wish}" for path in paths for rule, count, wish in found[str(path)][profile]]
        for profile in profiles
    }
