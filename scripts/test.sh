#!/bin/sh
# Everything that must hold before a change is published. Lanes run side by side; the first fault stops the rest.
. "$(dirname "$0")/common.sh"
began=$(date +%s)
scripts/django61.sh --prepare >/dev/null 2>&1 &  # on the other processor; where it fails, its lane says why
make_portal_environment requirements/dev.txt  # holds what base.txt does

say "Tools of the tests"
need_packages "the suite on PostgreSQL" postgresql || fail "The suite on PostgreSQL cannot run."
need_packages "the check of the Czech catalogue" gettext || fail "The catalogue cannot be checked."

WORK=$(mktemp -d /tmp/kpss-test.XXXXXX)
export WORK
touch "$WORK/tools-are-coming"
stop_lanes() { [ ! -e "$WORK/lanes" ] || xargs -r kill -- <"$WORK/lanes" 2>/dev/null || true; }
trap 'stop_lanes; rm -rf "$WORK"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
unset DATABASE_URL
for name in $(env | sed -n 's/^\(KPSS_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
"$VENV/bin/python" manage.py compile_words

# What takes longest comes early, so that all end together; one lane more than processors uses what others leave while they wait,
# at first for the system's packages.
say "Lint, both engines, the next Django, browser and documents: what each said is shown when it ends"
printf '%s\n' tools lint postgresql sqlite browser documents django61 |
    xargs -P "$(($(nproc) + 1))" -I LANE scripts/lane.sh LANE || fail "Not all is right, see above."

say "Passed in $(($(date +%s) - began)) s: lint, types, templates, settings, SQLite, PostgreSQL, browser, documents, Django 6.1 (see above)."
