#!/bin/sh
# Measures what the portal promises, on a database of its own; see scripts/bench.py.
. "$(dirname "$0")/common.sh"
make_portal_environment requirements/base.txt requirements/dev.txt
exec "$VENV/bin/python" -m scripts.bench "$@"
