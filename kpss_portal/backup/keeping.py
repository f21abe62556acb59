"""Which backups stay, and copies elsewhere: another folder (a mounted disk of another building) or S3-compatible storage."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from kpss_portal.backup.errors import BackupFault
from kpss_portal.backup.making import ENDING, NAME, backups_in, beside, sum_of_file

JOURNAL = "erasures.jsonl"
Counts = Sequence[int]  # daily, weekly, monthly


def moment_of(name: str) -> datetime:
    """When the backup of this name was made."""
    return datetime.strptime(name, NAME).replace(tzinfo=UTC)


def kept_of(names: Iterable[str], counts: Counts) -> set[str]:
    """Names that stay: the newest of each of the last days, weeks and months that have one; the newest of all always."""
    newest_first = sorted(names, reverse=True)
    kept = set(newest_first[:1])
    for count, period in zip(counts, PERIODS, strict=True):
        kept |= _newest_of_each(newest_first, period, count)
    return kept


def _newest_of_each(newest_first: list[str], period: Callable[[datetime], Any], count: int) -> set[str]:
    found: dict[Any, str] = {}
    for name in newest_first:
        found.setdefault(period(moment_of(name)), name)
    return set(list(found.values())[:count])


PERIODS: tuple[Callable[[datetime], Any], ...] = (
    lambda moment: moment.date(),
    lambda moment: moment.isocalendar()[:2],
    lambda moment: (moment.year, moment.month),
)


def rotate(folder: Path, counts: Counts) -> list[str]:
    """Deletes backups that need not stay; gives their names."""
    names = [path.name for path in backups_in(folder)]
    gone = sorted(set(names) - kept_of(names, counts))
    for name in gone:
        (folder / name).unlink()
        beside(folder / name).unlink(missing_ok=True)
    return gone


def journal_beside(path: Path) -> Path:
    """The journal of deletions, which goes with the backups: kpss_portal/privacy/journal.py."""
    return path.with_name(JOURNAL)


class FolderCopies:
    """Copies in another folder, which has to be there: an empty place where a disk was not mounted is a fault."""

    def __init__(self, address: str) -> None:
        self.folder = Path(address)

    def put(self, path: Path) -> None:
        """The list first, the backup whole under its name, read back from the disk."""
        if not self.folder.is_dir():
            raise BackupFault(f"{self.folder} is not there; is the disk mounted?")
        for one in (beside(path), journal_beside(path)):
            if one.exists():
                shutil.copyfile(one, self.folder / one.name)
        begun = self.folder / f"{path.name}.part"
        shutil.copyfile(path, begun)
        if sum_of_file(begun) != sum_of_file(path):
            raise BackupFault(f"the copy in {self.folder} differs from the backup")
        begun.rename(self.folder / path.name)

    def rotate(self, counts: Counts) -> list[str]:
        """As in the first folder."""
        for path in self.folder.glob(f"kpss-*{ENDING}.part"):
            path.unlink()
        return rotate(self.folder, counts)


class BucketCopies:
    """Copies in S3-compatible storage; who may write there is told by the variables of AWS (AWS_ACCESS_KEY_ID and others)."""

    def __init__(self, address: str) -> None:
        self.bucket, _, prefix = address.removeprefix("s3://").partition("/")
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        try:
            self.client: Any = import_module("boto3").client("s3")
        except ImportError as fault:
            raise BackupFault("copies in S3 need boto3: pip install --require-hashes -r requirements/s3.txt") from fault

    def put(self, path: Path) -> None:
        """The backup last: until it is there whole, nobody sees it."""
        for one in filter(Path.exists, (beside(path), journal_beside(path), path)):
            self.client.upload_file(str(one), self.bucket, self.prefix + one.name)
        size = self.client.head_object(Bucket=self.bucket, Key=self.prefix + path.name)["ContentLength"]
        if size != path.stat().st_size:
            raise BackupFault(f"the copy in {self.bucket} has another size than the backup")

    def rotate(self, counts: Counts) -> list[str]:
        """As in a folder."""
        names = self._names()
        gone = sorted(names - kept_of(names, counts))
        for name in gone:
            for key in (name, f"{name}.json"):
                self.client.delete_object(Bucket=self.bucket, Key=self.prefix + key)
        return gone

    def _names(self) -> set[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=f"{self.prefix}kpss-")
        keys = (one["Key"] for page in pages for one in page.get("Contents", []))
        return {key.removeprefix(self.prefix) for key in keys if key.endswith(ENDING)}


def copies_at(address: str) -> FolderCopies | BucketCopies:
    """The place of copies that an address names."""
    return BucketCopies(address) if address.startswith("s3://") else FolderCopies(address)
