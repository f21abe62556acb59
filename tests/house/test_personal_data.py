"""Whatever looks like personal data is declared: for the register, the terms and requests of people."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import models

from kpss_portal.personal_data import declaration_of, declared
from kpss_portal.privacy import retention
from tests.house.test_models import our_models

SIGNS = re.compile(r"(^|_)(e?mail|phone|street|birth\w*|presenter|contact)$")
AUTHORS = re.compile(r"(settled|filled|submitted|answered|sent|verified|confirmed)_by$")
OF_PEOPLE = re.compile(r"^(guest|substitute|full|first|last)_name$|^owner_words$")


def looks_personal(field, model) -> bool:
    """By its type, by a name that only a person's field has, or by a plain name beside an e-mail or a telephone."""
    if field.is_relation:
        return field.related_model is get_user_model() and not field.many_to_many
    if not isinstance(field, models.CharField | models.TextField | models.EmailField) or field.choices:
        return False
    if isinstance(field, models.EmailField) or OF_PEOPLE.search(field.name):
        return True
    if SIGNS.search(field.name) or AUTHORS.search(field.name):
        return True
    return field.name == "name" and any(isinstance(other, models.EmailField) for other in model._meta.fields)


def test_what_looks_personal_is_declared_or_says_why_it_is_not():
    loose = []
    for model in our_models():
        declaration = declaration_of(model)
        known = set(getattr(model, "not_personal", {}))
        if declaration:
            known |= {*declaration.fields, *declaration.accounts, *declaration.doers}
        loose += [
            f"{model._meta.label}.{f.name}"
            for f in model._meta.fields
            if looks_personal(f, model) and f.name not in known
        ]

    assert loose == []


def test_not_personal_gives_a_reason_for_a_field_that_exists():
    for model in our_models():
        for name, reason in getattr(model, "not_personal", {}).items():
            model._meta.get_field(name)
            assert len(reason) > 5, model


@pytest.mark.parametrize(("model", "declaration"), list(declared()), ids=lambda one: getattr(one, "__name__", ""))
def test_declaration_is_whole(model, declaration):
    fields = {field.name for field in model._meta.get_fields()}
    named = {*declaration.fields, *declaration.accounts, *declaration.doers, *declaration.files, *declaration.veiled}
    emptied = {name for term in declaration.terms for name in term.blank}

    assert named | emptied | {name for group in declaration.apart for name in group} <= fields
    assert declaration.kept or retention.rules_of(model), "say how long it is kept"
    assert bool(declaration.why_kept) == (declaration.on_request.value == "keep"), "say why it stays"


@pytest.mark.django_db
def test_rules_have_keys_of_their_own_and_can_be_counted():
    sweeps = retention.sweeps()

    assert len({sweep.key for sweep in sweeps}) == len(sweeps)
    assert all(row.count == 0 and row.rule for row in retention.due())
