"""Settings of the tests: the portal's own, with a data folder of their own and what makes tests fast."""

import atexit
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

RUN_DIR = Path(tempfile.mkdtemp(prefix="kpss-tests-"))
atexit.register(shutil.rmtree, RUN_DIR, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("KPSS_")]:
    del os.environ[_name]  # the developer's own portal must not leak into the tests
os.environ["KPSS_DATA_DIR"] = str(RUN_DIR)
os.environ["KPSS_SECRET_KEY"] = "a secret that only the tests know, long enough for the check"
os.environ["KPSS_LOG_LEVEL"] = "WARNING"

from kpss_portal.settings import *  # noqa: E402, F403  the environment had to be set first
from kpss_portal.settings import STATIC_ROOT, STORAGES  # noqa: E402  as above

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
_tasks = "django.tasks" if find_spec("django.tasks") else "django_tasks"  # part of Django from version 6 on
TASKS = {"default": {"BACKEND": f"{_tasks}.backends.immediate.ImmediateBackend"}}
WHITENOISE_AUTOREFRESH = True  # finds files where they are written; nothing is collected
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns when it is missing
