"""Puts the Czech catalogue into one fixed order without dates and line breaks, so that two changes of it join easily."""

from pathlib import Path

import polib

CATALOGUE = Path(__file__).resolve().parents[1] / "locale/cs/LC_MESSAGES/django.po"


def main() -> None:
    """Orders entries by their first file, then by their words."""
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=0)
    catalogue.metadata_is_fuzzy = False
    for name in ("POT-Creation-Date", "Report-Msgid-Bugs-To"):
        catalogue.metadata.pop(name, None)
    for entry in catalogue:
        entry.occurrences = sorted(set(entry.occurrences))
        if entry.fuzzy:
            _forget_guess(entry)
    catalogue.sort(key=lambda entry: (entry.occurrences[:1], entry.msgid, entry.msgctxt or ""))
    lines = str(catalogue).splitlines()
    CATALOGUE.write_text("\n".join(_joined(lines)) + "\n", encoding="utf-8")


def _forget_guess(entry: polib.POEntry) -> None:
    """What gettext has guessed from a similar string is left to the translator."""
    entry.flags.remove("fuzzy")
    entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
    entry.msgstr = ""
    entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")


def _joined(lines: list[str]) -> list[str]:
    """Places where a string is used stand on one line."""
    joined: list[str] = []
    for line in lines:
        if line.startswith("#: ") and joined and joined[-1].startswith("#: "):
            joined[-1] += line.removeprefix("#:")
        else:
            joined.append(line)
    return joined


if __name__ == "__main__":
    main()
