#!/bin/sh
# Everything that must hold before a change is published. Stops at the first fault.
. "$(dirname "$0")/common.sh"
began=$(date +%s)
make_portal_environment requirements/base.txt requirements/dev.txt

say "Tools of the tests"
need_packages "the suite on PostgreSQL" postgresql || fail "The suite on PostgreSQL cannot run."
need_packages "the check of the Czech catalogue" gettext || fail "The catalogue cannot be checked."
need_packages "checks of pages and documents" default-jre-headless libjaxb-java poppler-utils || fail "Documents cannot be checked."
need_packages "tests in a browser" libatomic1 || fail "Tests in a browser cannot run."  # Playwright's driver needs it
[ -n "${CHROMIUM:-}" ] || [ -x /usr/bin/chromium ] || need_packages "tests in a browser" chromium ||
    fail "Tests in a browser cannot run. Another Chromium or Chrome is named so: make test CHROMIUM=/path"

work=$(mktemp -d /tmp/kpss-test.XXXXXX)
lane=
stop_lane() { [ -z "$lane" ] || kill "$lane" $(cat "/proc/$lane/task/$lane/children" 2>/dev/null) 2>/dev/null || true; }
trap 'stop_lane; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
python=$VENV/bin/python
unset DATABASE_URL
for name in $(env | sed -n 's/^\(KPSS_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
export KPSS_DATA_DIR="$work/var"

# Pages and documents take one core each beside the rest; what they say is shown at the end.
pages_and_documents() {
    say "Pages in a browser"
    "$python" -m pytest -q -m browser || return 1
    say "Documents"
    "$python" -m pytest -q -m documents
}
"$python" manage.py compile_words
pages_and_documents >"$work/lane.log" 2>&1 &
lane=$!

scripts/lint.sh

say "Czech catalogue, migrations, settings of a public server"
"$python" manage.py makemigrations --check --dry-run
scripts/check_deploy.sh

say "The suite on SQLite"
"$python" -m pytest -q -n 2 -m "not browser and not documents"

say "The suite on PostgreSQL"
scripts/with_postgres.sh "$python" -m pytest -q -n 2 -m "not browser and not documents and not house"

scripts/django61.sh

ended=0
wait "$lane" || ended=$?
lane=
cat "$work/lane.log"
[ "$ended" = 0 ] || fail "Pages or documents are not right, see above."

say "Passed in $(($(date +%s) - began)) s: lint, types, templates, settings, SQLite, PostgreSQL, browser, documents, Django 6.1 (see above)."
