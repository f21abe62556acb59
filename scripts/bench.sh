#!/bin/sh
# Measures what the portal promises, on a database of its own; see scripts/bench.py. Without arguments also the
# load of a survey on PostgreSQL: scripts/bench_surveys.py.
. "$(dirname "$0")/common.sh"
make_portal_environment requirements/base.txt requirements/dev.txt
"$VENV/bin/python" -m scripts.bench "$@"
[ $# -gt 0 ] || exec "$(dirname "$0")/with_postgres.sh" "$VENV/bin/python" -m scripts.bench_surveys
