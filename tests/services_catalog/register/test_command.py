"""`manage.py import_register`: what it says, what it writes, what it refuses."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from services_catalog.models import RegisterDifference, RegisterImport
from tests.services_catalog.register.factories import DATA, document, item

pytestmark = pytest.mark.usefixtures("territory")
COUNTS = (
    "Služeb v souboru: 2, z toho našeho území: 2. Do fronty přibylo: nových 2, změn 0, konců 0; "
    "rozdílů, které už neplatí: 0."
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rpss.json"
    path.write_bytes(document(item(1), item(2)))
    return path


def run(path, **options):
    out = StringIO()
    call_command("import_register", str(path), codelists=DATA / "codelists", stdout=out, **options)
    return out.getvalue().splitlines()


def test_it_fills_the_queue_and_tells_counts(file):
    assert run(file)[-1] == COUNTS
    assert RegisterDifference.objects.waiting().count() == 2


def test_a_dry_run_tells_each_difference_and_writes_nothing(file):
    said = run(file, dry_run=True)

    assert said == [
        "+ Poskytovatel 1: Středisko",
        "+ Poskytovatel 2: Středisko",
        COUNTS,
        "Nic se nezměnilo.",
    ]
    assert (RegisterDifference.objects.count(), RegisterImport.objects.count()) == (0, 0)


def test_code_lists_are_remembered_from_the_last_time(file):
    run(file)

    call_command("import_register", str(file), stdout=StringIO())

    assert RegisterImport.objects.first().state == "done"


@pytest.mark.parametrize("content", [None, b"", b'{"polozky": [', b"PK\x03\x04"])
def test_a_file_that_cannot_be_used_ends_with_a_sentence(file, content):
    file.unlink()
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(CommandError):
        run(file)

    assert RegisterDifference.objects.count() == 0


def test_a_folder_without_code_lists_is_refused_by_name(file, tmp_path):
    with pytest.raises(CommandError, match=r"druhy-socialni-sluzby\.json"):
        call_command("import_register", str(file), codelists=tmp_path)
