"""The Czech catalogue: compiled without gettext, since an office's server need not have it."""

from pathlib import Path

import polib
from django.conf import settings


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
            compiled.append(source)
    return compiled
