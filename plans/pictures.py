"""Logos inside the frozen content: small pictures on white, as text, so that the document never depends on a file."""

import base64
import io
from typing import Any

MOST_PIXELS = (700, 300)  # enough for 45 by 26 millimetres on paper


def logo_of(field: Any, words: str) -> dict[str, str] | None:
    """{"alt", "png" in base64} of a picture field; None if there is no picture or its file is gone or broken."""
    from PIL import Image, UnidentifiedImageError

    if not field:
        return None
    try:
        with field.open("rb") as file, Image.open(file) as picture:
            picture.thumbnail(MOST_PIXELS)
            return {"alt": words, "png": base64.b64encode(_png_on_white(picture)).decode()}
    except (OSError, UnidentifiedImageError, ValueError):
        return None


def _png_on_white(picture: Any) -> bytes:
    from PIL import Image

    shown = picture.convert("RGBA")
    paper = Image.new("RGB", shown.size, "white")
    paper.paste(shown, mask=shown.getchannel("A"))
    stream = io.BytesIO()
    paper.save(stream, "PNG", optimize=True)
    return stream.getvalue()
