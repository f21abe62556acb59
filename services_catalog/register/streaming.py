"""Reads the ministry's file item by item: 99 MB of JSON never stand in memory at once."""

import codecs
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NoReturn

from django.utils.translation import gettext as _

from services_catalog.register.faults import RegisterFault

ROOT_KEY = "polozky"
CHUNK = 1024 * 1024  # bytes read at once
MOST_OF_ITEM = 16 * CHUNK  # characters; the longest real item has about 200 thousand
SPACE = " \t\r\n"
FOREIGN_STARTS = (  # first bytes of what is often uploaded by mistake
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
    (b"\x1f\x8b", "GZIP"),
    (b"PK\x03\x04", "ZIP"),
)


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(word)


DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


class RegisterReader:
    """Items under the root key of a binary stream; after the last one `sha256` and `count` are known.

    RegisterFault, with a sentence for the person, for a file that is cut, damaged, of another encoding or shape.
    """

    def __init__(self, file: BinaryIO, progress: Callable[[int], None] | None = None) -> None:
        self.count = 0
        self._file = file
        self._progress = progress
        self._digest = hashlib.sha256()
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._bytes = 0
        self._text, self._at = "", 0
        self._is_read = False

    @property
    def sha256(self) -> str:
        """Of the bytes read so far."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[Any]:
        self._open_root()
        if self._peek() != "]":
            yield self._item()
            while self._peek() == ",":
                self._at += 1
                yield self._item()
        self._expect("]")
        self._close_root()

    # --- shape of the file ---

    def _open_root(self) -> None:
        if self._peek() != "{":
            raise RegisterFault(self._wrong_root())
        self._at += 1
        while self._peek() == '"':
            key = self._value()
            self._expect(":")
            if key == ROOT_KEY:
                if self._peek() != "[":
                    break
                self._at += 1
                return
            self._value()
            if self._peek() != ",":
                break
            self._at += 1
        raise RegisterFault(self._wrong_root())

    def _wrong_root(self) -> str:
        return _(
            "The file has no list “%(key)s”, so it is not the register of providers. "
            "Download the file rpss.json from the ministry's open data. Nothing was changed."
        ) % {"key": ROOT_KEY}

    def _close_root(self) -> None:
        while self._peek() == ",":
            self._at += 1
            self._value()
            self._expect(":")
            self._value()
        self._expect("}")
        if self._peek():
            self._damaged()

    def _item(self) -> Any:
        self.count += 1
        return self._value()

    # --- letters ---

    def _more(self) -> bool:
        """Reads on; False at the end of the file."""
        if self._is_read:
            return False
        data = self._file.read(CHUNK)
        if not self._bytes:
            _check_start(data)
        self._digest.update(data)
        try:
            text = self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as fault:
            if not data:
                self._damaged()  # cut in the middle of a letter
            raise RegisterFault(
                _(
                    "The file is not in the encoding UTF-8 (near byte %(byte)d). "
                    "Download it again and do not open or save it in another program. Nothing was changed."
                )
                % {"byte": self._bytes + fault.start}
            ) from fault
        self._bytes += len(data)
        self._text, self._at = self._text[self._at :] + text, 0
        self._is_read = not data
        if self._progress:
            self._progress(self._bytes)
        return not self._is_read

    def _peek(self) -> str:
        """The next letter that is not a space; empty at the end of the file."""
        while True:
            while self._at < len(self._text):
                letter = self._text[self._at]
                if letter not in SPACE:
                    return letter
                self._at += 1
            if not self._more():
                return ""

    def _expect(self, letter: str) -> None:
        if self._peek() != letter:
            self._damaged()
        self._at += 1

    def _value(self) -> Any:
        """The next JSON value, however many chunks it spans."""
        if not self._peek():
            self._damaged()
        while True:
            try:
                found, end = DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                if len(self._text) - self._at > MOST_OF_ITEM or not self._more():
                    self._damaged()
            except (ValueError, RecursionError):
                self._damaged()
            else:
                if end < len(self._text) or self._is_read:
                    self._at = end
                    return found
                self._more()  # a number at the end of a chunk may go on

    def _damaged(self) -> NoReturn:
        raise RegisterFault(
            _(
                "The file is cut off or damaged: item %(number)d cannot be read to its end. "
                "Download it again. Nothing was changed."
            )
            % {"number": max(1, self.count)}
        )


def _check_start(data: bytes) -> None:
    if not data.strip():
        raise RegisterFault(_("The file is empty."))
    for start, name in FOREIGN_STARTS:
        if data.startswith(start):
            raise RegisterFault(
                _("The file is of the kind %(kind)s. Unpack it or save it as JSON in UTF-8. Nothing was changed.")
                % {"kind": name}
            )
