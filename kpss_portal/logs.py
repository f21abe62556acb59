"""One JSON line an event. What a person typed or who they are is not logged: no address, body, query or user."""

import json
import logging
import re
from datetime import UTC, datetime

BEFORE_KEYS = (  # parts of addresses after which somebody's key stands
    "vyplnit|kod|podklad|pripominka|odber|vyhodnoceni|overeni|ucast|moje/kalendar"
)
KEYS = re.compile(rf"(/(?:{BEFORE_KEYS})/)[^/\s]+")


class JsonFormatter(logging.Formatter):
    """Time, severity, logger, message and, for faults, the place in the code without its values."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._message(record),
        }
        if record.exc_info:
            line["fault"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)

    def _message(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "path"):  # a query string may hold what somebody looked for
            status = getattr(record, "status_code", "")
            return f"{status} {request.method} {_without_key(request.path)}".strip()
        return _without_key(record.getMessage())


def _without_key(text: str) -> str:
    """Addresses of unfinished answers, of slips and of links from mails hold somebody's key: it is not written down."""
    return KEYS.sub(r"\1…", text)
