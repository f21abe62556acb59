"""Antivirus: clamd, when the office has one (KPSS_CLAMD). A scanner that fails or is silent never means that a file is clean."""

import io
import logging
from enum import Enum

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

TIMEOUT_SECONDS = 15
UNIX, TCP = "unix://", "tcp://"
logger = logging.getLogger(__name__)


class Verdict(Enum):
    """What the scanner says of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    SILENT = "silent"  # it did not answer, or could not decide
    NOT_ASKED = "not asked"  # the office has no scanner


def is_configured() -> bool:
    """Whether files are scanned at all."""
    return bool(settings.CLAMD)


def scan(data: bytes) -> Verdict:
    """The verdict on these bytes, within fifteen seconds or so."""
    if not is_configured():
        return Verdict.NOT_ASKED
    try:
        answers = _client(settings.CLAMD).instream(io.BytesIO(data))
    except (ClamdError, OSError) as fault:
        logger.warning("the antivirus does not answer (%s)", type(fault).__name__)
        return Verdict.SILENT
    state = next((state for state, _name in answers.values()), "")
    return {"OK": Verdict.CLEAN, "FOUND": Verdict.INFECTED}.get(state, Verdict.SILENT)


def _client(address: str) -> ClamdNetworkSocket:
    """unix:///var/run/clamav/clamd.ctl or tcp://127.0.0.1:3310; ValueError for anything else."""
    if address.startswith(UNIX):
        return ClamdUnixSocket(address.removeprefix(UNIX), timeout=TIMEOUT_SECONDS)
    host, _colon, port = address.removeprefix(TCP).rpartition(":")
    return ClamdNetworkSocket(host, int(port), timeout=TIMEOUT_SECONDS)
