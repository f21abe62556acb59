"""Processes of the portal look for garbage seldom."""

import gc
import importlib

import pytest

from kpss_portal import garbage, wsgi


@pytest.fixture
def _as_python_begins():
    before = gc.get_threshold()
    gc.set_threshold(700)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("_as_python_begins")
def test_a_web_process_looks_seldom():
    importlib.reload(wsgi)

    assert gc.get_threshold()[0] == garbage.NEW_OBJECTS


def test_garbage_is_still_looked_for():
    assert gc.isenabled()
    assert 0 < garbage.NEW_OBJECTS < 100_000
