"""What has to be done once more after a restore, such as deletions of personal data asked for since the backup was made.

An app registers a function in its `apps.py`; it gets the list of the backup, where `made_at` says of which moment it is,
with the `folder` where the backup lies and the database that is `using`.
"""

from collections.abc import Callable
from typing import Any

Work = Callable[[dict[str, Any]], None]
_works: list[Work] = []


def after_restore(work: Work) -> Work:
    """Registers a function that is called when everything has been put back; it may be called twice."""
    if work not in _works:
        _works.append(work)
    return work


def run(manifest: dict[str, Any]) -> None:
    """Calls them all in the order of registration."""
    for work in _works:
        work(manifest)
