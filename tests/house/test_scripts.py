"""Scripts of ours put words on a page as text."""

import re

from tests.house.tree import relative, tracked

OTHERS = ("static/leaflet/", "tests/browser/vendor/", "vendor/")
MARKUP = re.compile(
    r"\.(?:inner|outer)HTML|\bsetHTML|insertAdjacentHTML|createContextualFragment|srcdoc|document\.write|\beval\b|new Function"
)
ESCAPING = {"static/js/map.js": ["{ attribution: whose.innerHTML"]}  # reads back what was written as text


def test_scripts_write_text_and_never_markup():
    found = []
    for path in tracked(".js"):
        name = relative(path)
        if not name.startswith(OTHERS):
            text = path.read_text(encoding="utf-8")
            for known in ESCAPING.get(name, ()):
                assert known in text, f"{name}: {known} is no longer there"
                text = text.replace(known, "")
            found += [f"{name}: {word}" for word in MARKUP.findall(text)]

    assert found == []
