"""Models: what always holds is held by the database, in words a clerk understands."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.utils.functional import Promise

from tests.house.tree import FLOORS, our_apps


def our_models() -> list[type[models.Model]]:
    return [model for app in our_apps() for model in app.get_models()]


def mentioned(constraint: models.CheckConstraint) -> set[str]:
    """Names of fields in a check."""
    found = set()
    waiting = (
        list(constraint.condition.flatten()) if hasattr(constraint.condition, "flatten") else [constraint.condition]
    )
    while waiting:
        part = waiting.pop()
        if isinstance(part, models.Q):
            waiting += part.children
        elif isinstance(part, tuple):
            found.add(part[0].split("__")[0])
            waiting.append(part[1])
        elif isinstance(part, models.F):
            found.add(part.name)
    return {name.removesuffix("_id") for name in found}


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=out, stderr=out)


def test_who_and_when_are_held_together():
    """Each pair `x_at`/`x_by` or `x_on`/`x_by` that may be empty has a constraint that fills both or none.

    A moment that is always there (made at) may lack its person: a command has none.
    """
    loose = []
    for model in our_models():
        fields = {field.name: field for field in model._meta.local_fields}
        checks = [mentioned(part) for part in model._meta.constraints if isinstance(part, models.CheckConstraint)]
        for name in sorted(fields):
            stem, _line, ending = name.rpartition("_")
            pair = {name, f"{stem}_by"}
            if ending not in {"at", "on"} or not pair <= set(fields) or not fields[name].null:
                continue
            if not any(pair <= check for check in checks):
                loose.append(f"{model._meta.label}: {sorted(pair)}")
    assert loose == []


def test_choices_are_held_by_the_database():
    loose = []
    for model in our_models():
        checks = [mentioned(part) for part in model._meta.constraints if isinstance(part, models.CheckConstraint)]
        for field in model._meta.local_fields:
            if field.choices and not any(field.name in check for check in checks):
                loose.append(f"{model._meta.label}.{field.name}")
    assert loose == []


def test_models_and_fields_have_translated_names():
    bare = []
    for model in our_models():
        if not isinstance(model._meta.original_attrs.get("verbose_name"), Promise):
            bare.append(model._meta.label)
        bare += [
            f"{model._meta.label}.{field.name}"
            for field in model._meta.local_fields
            if field.editable and not field.auto_created and not isinstance(field.verbose_name, Promise)
        ]
    assert bare == []


def test_constraints_have_messages_of_their_own():
    """Django's "Constraint is violated" helps nobody; unique ones over plain fields are worded by Django itself."""
    bare = [
        f"{model._meta.label}: {part.name}"
        for model in our_models()
        for part in model._meta.constraints
        if part.violation_error_message == part.default_violation_error_message
        and (isinstance(part, models.CheckConstraint) or part.expressions)
    ]
    assert bare == []


def test_names_of_constraints_are_unique():
    names = [part.name for model in our_models() for part in model._meta.constraints]

    assert sorted(names) == sorted(set(names))


def test_moments_days_people_and_truths_end_alike():
    """`_at` is a moment, `_on` a day, `_by` a person, `is_`/`has_` a yes or no."""
    odd = []
    for model in our_models():
        for field in model._meta.local_fields:
            ending = field.name.rsplit("_", 1)[-1]
            right = {
                "at": models.DateTimeField,
                "on": models.DateField,
                "by": (models.ForeignKey, models.CharField, models.TextField),  # a person, or names without an account
            }.get(ending)
            moment_for_day = ending == "on" and isinstance(field, models.DateTimeField)
            if "_" in field.name and right and (not isinstance(field, right) or moment_for_day):
                odd.append(f"{model._meta.label}.{field.name}")
    assert odd == []


def test_each_app_has_the_same_rooms():
    from tests.house.tree import PROJECT_DIR

    missing = []
    for app in FLOORS[1:]:
        if not apps.is_installed(app):
            continue
        rooms = ["apps.py", "enums.py", "rules.py", "models/__init__.py", "forms/__init__.py", "views/__init__.py"]
        rooms += ["urls.py", "admin.py", "migrations/__init__.py"]
        missing += [f"{app}/{room}" for room in rooms if not _room(PROJECT_DIR / app / room)]
    assert missing == []


def _room(path) -> bool:
    """A file, or a folder of the same name when it has grown."""
    return path.exists() or (path.suffix == ".py" and (path.with_suffix("") / "__init__.py").exists())
