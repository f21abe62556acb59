"""One door in and one door out for files: whoever takes or gives one goes through them."""

import ast

from django.apps import apps
from django.db import models

from tests.house.tree import relative, sources, tree_of

# Who may take a file of a form: each looks into it by kpss_portal.files, by kpss_portal.sent_tables, or says why not.
DOORS = {
    "kpss_portal/sent_tables.py": "tables for imports: size before reading, antivirus, cells by kpss_portal.spreadsheets",
    "community/forms/document.py": "documents and pictures by inspect_upload",
    "community/forms/territory_map.py": "boundaries: size, antivirus, read as GeoJSON",
    "working_groups/forms/meeting.py": "papers by inspect_upload",
    "working_groups/forms/minutes.py": "minutes by inspect_upload, held back while the antivirus is silent",
    "plans/forms/text.py": "a table of an analysis by let_in",
    "services_catalog/forms/register.py": "the register of the state: size, read as a stream of JSON, never given out",
    "kpss_portal/views/style_guide.py": "a picture of a form that takes nothing",
}
# What fills the file fields of models.
FILLED_BY = {
    "kpss_portal.StoredDocument.file": "documents that the portal makes",
    "community.TerritoryMap.file": "community/forms/territory_map.py",
    "community.Document.file": "community/forms/document.py",
    "community.Office.logo": "community/forms/document.py",
    "community.Partner.logo": "community/forms/document.py",
    "services_catalog.RegisterImport.file": "services_catalog/forms/register.py",
    "working_groups.GroupArchive.zip_file": "folders that the portal packs",
    "working_groups.MinutesFile.file": "working_groups/forms/minutes.py",
}
FIELDS = {"FileField", "ImageField"}


def code():
    for path in sources():
        name = relative(path)
        if name.endswith(".py") and not name.startswith(("tests/", "scripts/")) and "/migrations/" not in name:
            yield name, tree_of(path)


def test_files_of_forms_come_by_the_doors_only():
    found = set()
    for name, tree in code():
        for node in ast.walk(tree):
            names_field = isinstance(node, ast.Attribute) and node.attr in FIELDS and ast.unparse(node.value) == "forms"
            reads_one = isinstance(node, ast.Call | ast.Subscript) and ast.unparse(node).startswith(
                ("request.FILES.get(", "request.FILES[", "self.files.get(", "self.files[")
            )
            if names_field or reads_one:
                found.add(name)

    assert found <= DOORS.keys()


def test_every_file_of_a_model_says_by_which_door_it_came():
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField)
    }

    assert fields == FILLED_BY.keys()
    assert {door for door in FILLED_BY.values() if door.endswith(".py")} <= DOORS.keys()


def test_stored_files_go_out_by_one_door():
    givers = {
        name
        for name, tree in code()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in {"FileResponse", "StreamingHttpResponse"}
    }

    assert givers == {"kpss_portal/serving.py"}
