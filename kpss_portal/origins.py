"""Origins of other people's webs (https://host), which go into headers of security: nothing else may get in."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = rf"(?:{LABEL}\.)+{LABEL}"
ORIGIN = re.compile(rf"https://{HOST}(?::[0-9]{{1,5}})?")
TILES = re.compile(rf"(https://{HOST}(?::[0-9]{{1,5}})?)/[A-Za-z0-9_./~%?=&{{}}@:+-]*")
TILE_PARTS = ("{z}", "{x}", "{y}")


def origin_of(address: str) -> str:
    """The origin of an address, or an empty text if it is not https or has no proper host."""
    try:
        parts = urlsplit(address.strip())
        origin = f"{parts.scheme}://{parts.netloc}".lower()
    except ValueError:
        return ""
    return origin if ORIGIN.fullmatch(origin) else ""


def check_origins(text: str) -> None:
    """ValidationError that names the first line that is no origin and, where it can, says what was meant."""
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if ORIGIN.fullmatch(line):
            continue
        meant = origin_of(line)
        if meant:
            raise ValidationError(
                _(
                    "Write “%(meant)s” in the place of “%(line)s”: only the beginning of the address, without what follows."
                )
                % {"meant": meant, "line": line[:80]}
            )
        raise ValidationError(
            _("“%(line)s” is not the beginning of a secure web address. Write for example https://www.obec.cz.")
            % {"line": line[:80]}
        )


def origins_in(text: str) -> list[str]:
    """The origins that the lines hold; whatever else stands there is left out."""
    return [line for line in (line.strip() for line in text.splitlines()) if ORIGIN.fullmatch(line)]


def check_tiles(address: str) -> None:
    """ValidationError for what is not a template of map tiles at one secure host."""
    rest = address
    for part in TILE_PARTS:
        rest = rest.replace(part, "", 1)
    if not TILES.fullmatch(address) or "{" in rest or "}" in rest or not all(part in address for part in TILE_PARTS):
        raise ValidationError(
            _("Write the address of map tiles with {z}, {x} and {y}, for example https://mapy.example/{z}/{x}/{y}.png.")
        )


def tiles_origin(address: str) -> str:
    """Where tiles come from; empty for an address that does not stand the check."""
    try:
        check_tiles(address)
    except ValidationError:
        return ""
    found = TILES.fullmatch(address)
    return found[1] if found else ""
