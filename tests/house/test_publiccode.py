"""publiccode.yml: how the portal is found in catalogues of public software."""

import json
import tomllib

import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError

from tests.house.tree import PROJECT_DIR

SCHEMA = json.loads((PROJECT_DIR / "tests/house/publiccode.schema.json").read_text(encoding="utf-8"))


def description() -> dict:
    return yaml.safe_load((PROJECT_DIR / "publiccode.yml").read_text(encoding="utf-8"))


def check(content: dict) -> None:
    Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(content)


def test_publiccode_is_accepted_by_its_schema():
    check(description())


@pytest.mark.parametrize(
    "fault",
    [
        {"softwareType": "web"},
        {"categories": ["plans"]},
        {"legal": {}},
        {"maintenance": {"type": "internal"}},
        {"kind": "x"},
    ],
)
def test_schema_refuses_what_the_standard_does(fault):
    with pytest.raises(ValidationError):
        check(description() | fault)


def test_publiccode_tells_the_version_and_licence_of_the_project():
    project = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert description()["softwareVersion"] == project["version"]
    assert description()["legal"]["license"] == project["license"]
