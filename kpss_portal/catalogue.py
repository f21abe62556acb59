"""The Czech catalogue: compiled without gettext, since an office's server need not have it."""

from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed


def compile_catalogues() -> list[Path]:
    """Compiles each .po that is newer than its .mo; gives those that were compiled."""
    compiled = []
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            fresh = target.with_suffix(".mo.new")
            polib.pofile(str(source), wrapwidth=0).save_as_mofile(str(fresh))
            fresh.replace(target)
            translation_file_changed(None, target)  # words that were asked for earlier in this process are read anew
            compiled.append(source)
    return compiled
