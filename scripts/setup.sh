#!/bin/sh
# Prepares the portal: virtual environment, system libraries, Czech catalogue, database, static files.
. "$(dirname "$0")/common.sh"
make_portal_environment requirements/base.txt
exec "$VENV/bin/python" manage.py prepare
