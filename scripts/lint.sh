#!/bin/sh
# Looks at the sources without running them: style, types, templates.
. "$(dirname "$0")/common.sh"
make_environment "$VENV" "$(find_python 11)" requirements/dev.txt
say "ruff"
"$VENV/bin/ruff" check .
"$VENV/bin/ruff" format --check .
say "mypy"
KPSS_DATA_DIR=$(mktemp -d) && export KPSS_DATA_DIR && trap 'rm -rf "$KPSS_DATA_DIR"' EXIT
"$VENV/bin/mypy"
say "djlint"
"$VENV/bin/djlint" --quiet --lint templates
