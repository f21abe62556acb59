"""Joins the portal's styles into one file for the browser: `python scripts/join_styles.py`.

Bootstrap's pictures inside its CSS are left out: the content security policy allows none, and the portal draws its own.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("static/css/tokens.css", "vendor/bootstrap-5.3.9/bootstrap.min.css", "static/css/portal.css")
TARGET = ROOT / "static" / "css" / "kpss.css"
COMMENT = re.compile(r"/\*(?!!).*?\*/\n?", re.DOTALL)  # a licence (/*!) stays
DATA_PICTURE = re.compile(r"url\((\"|')?data:[^)]*?\1\)")


def joined() -> str:
    """Text of the joined stylesheet."""
    parts = [(ROOT / source).read_text(encoding="utf-8") for source in SOURCES]
    return COMMENT.sub("", DATA_PICTURE.sub("none", "\n".join(parts)))


if __name__ == "__main__":
    TARGET.write_text(joined(), encoding="utf-8")
