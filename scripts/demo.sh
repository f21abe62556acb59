#!/bin/sh
# Prepares everything, loads the sample office and serves it until stopped.
. "$(dirname "$0")/common.sh"
make_portal_environment requirements/base.txt
export KPSS_DEMO=yes KPSS_BASE_URL="${KPSS_BASE_URL:-http://127.0.0.1:$PORT}"
export KPSS_LOG_LEVEL="${KPSS_LOG_LEVEL:-WARNING}"  # how to sign in stays in sight
exec "$VENV/bin/python" manage.py prepare --sample --serve "127.0.0.1:$PORT"
