"""The editor of rich text: what it offers is what is kept (kpss_portal/rich_text.py)."""

import base64
import hashlib
import re
from functools import lru_cache
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import AdminProseEditorWidget

from kpss_portal.plain_writing import edited, to_plain
from kpss_portal.rich_text import clean_html

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Heading": {"levels": [2, 3]},
    "Link": {"enableTarget": False},
    "Blockquote": True,
    "HardBreak": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}


@lru_cache(maxsize=1)
def import_map_hash() -> str:
    """The editor's import map must stand in the page; its hash lets the security policy allow it and nothing else."""
    html = str(AdminProseEditorWidget(preset="configurable").media)
    found = re.search(r'<script type="importmap"[^>]*>(.*?)</script>', html, re.DOTALL)
    digest = hashlib.sha256((found[1] if found else "").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


PLAIN = "-plain"


class NamedEditor(AdminProseEditorWidget):
    """The editor, called for those who hear it as its field is called.

    Without scripts its field, which holds tags, is hidden by css/no-script.css, and people write plain words with a few marks;
    blocks that they leave alone keep all of their form.
    """

    label = ""  # of the field, told by RichTextField

    @property
    def media(self) -> Any:
        """With the small script that gives the name."""
        return super().media + forms.Media(js=["js/editor-name.js"])

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """With a field for plain words, which only browsers without scripts see and send."""
        plain = {"name": name + PLAIN, "label": self.label, "words": to_plain(clean_html(value or ""))}
        below = render_to_string("components/plain_words.html", plain)
        return SafeString(super().render(name, value, attrs, renderer) + below)  # both are made by templates

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The text of the editor, or what somebody without scripts made of it."""
        stored, words = super().value_from_datadict(data, files, name), data.get(name + PLAIN)
        if words is None:
            return stored
        return clean_html(edited(clean_html((stored or "").replace("\r\n", "\n")), words))


class RichTextField(forms.CharField):
    """A field of a form for rich text; its value is clean HTML."""

    def __init__(self, **options: Any) -> None:
        usual: dict[str, Any] = {
            "required": False,
            "help_text": _("A note at the foot of the page is written in double brackets: text [[note]]."),
            "widget": NamedEditor(config={"extensions": EXTENSIONS}, preset="configurable"),
        }
        super().__init__(**usual | options)

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """The widget is told how the field is called."""
        bound: Any = super().get_bound_field(form, field_name)
        self.widget.label = bound.label
        return bound

    def clean(self, value: Any) -> str:
        """Cleaned on the way in."""
        return clean_html(super().clean(value) or "")
