"""Whether the portal only shows pages: told by a setting, by a file that a command makes, or by an unfinished restore."""

from pathlib import Path

from django.conf import settings

FLAG, UNFINISHED = "read-only", "restore-unfinished"


def read_only() -> bool:
    """Pages are shown, nothing is written."""
    return bool(settings.READ_ONLY) or (Path(settings.DATA_DIR) / FLAG).exists()


def set_read_only(wanted: bool) -> None:
    """All processes on this data folder see it with their next request."""
    flag = Path(settings.DATA_DIR) / FLAG
    if wanted:
        flag.touch()
    else:
        flag.unlink(missing_ok=True)


def is_unfinished() -> bool:
    """A restore was stopped in the middle: nobody is shown half of an office."""
    return (Path(settings.DATA_DIR) / UNFINISHED).exists()
