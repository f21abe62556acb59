"""Joins the portal's styles into one file for the browser: `python scripts/join_styles.py`.

Bootstrap's pictures inside its CSS are left out: the content security policy allows none, and the portal draws its own.
Leaflet goes beside it for the one page that has a map: without its pictures, which we do not use, and without the address of its
source map, which we do not serve.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("static/css/tokens.css", "vendor/bootstrap-5.3.9/bootstrap.min.css", "static/css/portal.css")
TARGET = ROOT / "static" / "css" / "kpss.css"
COMMENT = re.compile(r"/\*(?!!).*?\*/\n?", re.DOTALL)  # a licence (/*!) stays
LEAFLET = ROOT / "vendor" / "leaflet-1.9.4"
LEAFLET_TARGETS = {name: ROOT / "static" / "leaflet" / name for name in ("leaflet.css", "leaflet.js")}
PICTURE_FILE = re.compile(r"url\(images/[^)]*\)")
SOURCE_MAP = re.compile(r"\n//# sourceMappingURL=.*")
DATA_PICTURE = re.compile(r"url\((\"|')?data:[^)]*?\1\)")


def joined() -> str:
    """Text of the joined stylesheet."""
    parts = [(ROOT / source).read_text(encoding="utf-8") for source in SOURCES]
    return COMMENT.sub("", DATA_PICTURE.sub("none", "\n".join(parts)))


def leaflet(name: str) -> str:
    """Text of one of Leaflet's files as we serve it."""
    return SOURCE_MAP.sub("", PICTURE_FILE.sub("none", (LEAFLET / name).read_text(encoding="utf-8")))


if __name__ == "__main__":
    TARGET.write_text(joined(), encoding="utf-8")
    for name, target in LEAFLET_TARGETS.items():
        target.write_text(leaflet(name), encoding="utf-8")
