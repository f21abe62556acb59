"""Files in a store that speaks S3. Loaded only where KPSS_STORAGE names one, since it needs requirements/many.txt.

The bucket is private and stays so: no address of the store ever leaves the portal, which gives files out itself.
"""

import os
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3File, S3Storage

from kpss_portal.away import told_as_away
from kpss_portal.storage import own_address

IN_MEMORY = 2 * 1024 * 1024  # a larger file passes through a temporary one
PATIENCE = {"connect_timeout": 3, "read_timeout": 20, "retries": {"max_attempts": 3, "mode": "standard"}}  # seconds
FAULTS = (BotoCoreError, ClientError)


def own_server() -> bool:
    """Whether the store is no Amazon's: such a server has no host name for each bucket."""
    return bool(os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"))


class BucketFile(S3File):
    """A stored file opened for reading."""

    def read_between(self, first: int, last: int) -> bytes:
        """These bytes and no others, both ends included."""
        with told_as_away(*FAULTS):
            return bytes(self.obj.get(Range=f"bytes={first}-{last}")["Body"].read())

    def _get_file(self) -> Any:
        with told_as_away(*FAULTS):
            return super()._get_file()

    file = property(_get_file, S3File._set_file)


class BucketStorage(S3Storage):
    """As a folder: a missing file is FileNotFoundError; a store that does not answer is ServerAway. A file appears whole."""

    def get_default_settings(self) -> dict[str, Any]:
        """Nothing is public, nothing is overwritten, names are as they were given."""
        return super().get_default_settings() | {  # type: ignore[no-any-return]  # published without types
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "max_memory_size": IN_MEMORY,
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": "path" if own_server() else "auto"},
                **PATIENCE,
            ),
        }

    def url(self, name: str, *_arguments: Any, **_options: Any) -> str:
        """The portal's own address: a signed one of the store would be a key that can be passed on."""
        return own_address(name)

    def _open(self, name: str, mode: str = "rb") -> Any:
        name = self._normalize_name(name)
        with told_as_away(*FAULTS):
            try:
                return BucketFile(name, mode, self)
            except ClientError as fault:
                if fault.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                    raise FileNotFoundError(f"no such file: {name}") from fault
                raise

    def _save(self, name: str, content: Any) -> str:
        with told_as_away(*FAULTS):
            return str(super()._save(name, content))

    def exists(self, name: str) -> bool:
        """Asked of the store."""
        with told_as_away(*FAULTS):
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        """One that is not there is deleted already."""
        with told_as_away(*FAULTS):
            super().delete(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Folders and files, as of a folder of the machine."""
        with told_as_away(*FAULTS):
            folders, files = super().listdir(path)
        return folders, [name for name in files if name not in {"", "."}]

    def size(self, name: str) -> int:
        """In bytes."""
        with told_as_away(*FAULTS):
            return int(super().size(name))

    def get_modified_time(self, name: str) -> Any:
        """When it was stored."""
        with told_as_away(*FAULTS):
            return super().get_modified_time(name)
