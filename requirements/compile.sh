#!/bin/sh
# Rewrites the lock files from pyproject.toml; needs uv. Hashes are kept, host names never.
set -eu
cd "$(dirname "$0")/.."
limit=$(mktemp)
trap 'rm -f "$limit"' EXIT
lock() { uv pip compile -q pyproject.toml --generate-hashes --universal --no-annotate --no-header "$@"; }
echo "django<6" >"$limit"
lock --python-version 3.11 -c "$limit" -o requirements/base.txt
lock --python-version 3.11 --extra dev -c requirements/base.txt -o requirements/dev.txt
lock --python-version 3.11 --extra s3 -c requirements/base.txt -o requirements/s3.txt
lock --python-version 3.11 --extra many -c requirements/base.txt -o requirements/many.txt
echo "django>=6.1" >"$limit"
lock --python-version 3.12 --extra dev -c "$limit" -o requirements/django61.txt
# what looks for known vulnerabilities (scripts/audit.py) stays out of the portal's environment
echo "pip-audit>=2.9" | uv pip compile -q - --generate-hashes --universal --no-annotate --no-header --python-version 3.11 -o requirements/audit.txt
# what scripts/common.sh installs the rest by
echo "uv>=0.13" | uv pip compile -q - --generate-hashes --universal --no-annotate --no-header --python-version 3.11 -o requirements/uv.txt
