#!/bin/sh
# The quick leg on the next Django: system checks, migrations and the suite on SQLite, Python 3.12 or newer with Django 6.1.
# With --prepare it only gets what it needs.
. "$(dirname "$0")/common.sh"
say "Django 6.1 on Python 3.12 or newer"
interpreter=$(find_python 12) || { echo "No Python 3.12 or newer was found: this leg was not run."; exit 0; }
"$interpreter" -c "import ensurepip" 2>/dev/null || has_uv ||
    { echo "$interpreter cannot make virtual environments (python3-venv): this leg was not run."; exit 0; }
exec 8<requirements/django61.txt && flock 8  # whoever prepares is waited for
make_environment "$PROJECT_DIR/.venv-django61" "$interpreter" requirements/django61.txt
exec 8<&-
[ "${1:-}" != --prepare ] || exit 0
python=$PROJECT_DIR/.venv-django61/bin/python
"$python" -c "import django, sys; print('Django', django.get_version(), 'on Python', sys.version.split()[0])"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export KPSS_DATA_DIR="$work"
"$python" manage.py compile_words
"$python" manage.py check
"$python" manage.py makemigrations --check --dry-run
# The suite begins with the migrations, run from nothing (tests/prepared.py). The last lane of `make test` has all processors to itself.
"$python" -m pytest -q -n "$(nproc)" -p no:cacheprovider --hypothesis-profile=ci -m "not browser and not documents and not house"
