"""The office's accent colour: one hue, held in lightness and chroma so that it can be read everywhere."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HEX = re.compile(r"#[0-9a-fA-F]{6}")


def contrast_fault(color: str) -> None:
    """ValidationError if the colour is not #rrggbb; any colour is brought to a readable lightness."""
    if not HEX.fullmatch(color):
        raise ValidationError(_("Write the colour as # and six digits, for example #2b367a."))
