#!/bin/sh
# Measures what the portal promises, on a database of its own; see scripts/bench.py. Without arguments also the state
# register, the counting of a large survey, and the load of a survey on PostgreSQL. Everything is run; any fault fails.
. "$(dirname "$0")/common.sh"
make_portal_environment requirements/dev.txt
failed=0
"$VENV/bin/python" -m scripts.bench "$@" || failed=1
if [ $# = 0 ]; then
    scripts/with_postgres.sh "$VENV/bin/python" -m scripts.bench --on-database-url || failed=1
    "$VENV/bin/python" -m scripts.bench_register || failed=1
    KPSS_DATA_DIR=$(mktemp -d) && export KPSS_DATA_DIR && trap 'rm -rf "$KPSS_DATA_DIR"' EXIT
    "$VENV/bin/python" manage.py prepare >/dev/null
    "$VENV/bin/python" -m scripts.bench_surveys_results || failed=1
    scripts/with_postgres.sh "$VENV/bin/python" -m scripts.bench_surveys || failed=1
fi
exit $failed
