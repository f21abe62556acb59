#!/bin/sh
# The suite on SQLite without browser and documents; arguments go to pytest.
. "$(dirname "$0")/common.sh"
make_environment "$VENV" "$(find_python 11)" requirements/dev.txt
exec "$VENV/bin/python" -m pytest -q -n 2 -m "not browser and not documents" "$@"
