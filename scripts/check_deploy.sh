#!/bin/sh
# Django's own check of the settings that docs/deployment.md prescribes for a public server, alone and as one of two machines.
. "$(dirname "$0")/common.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
secret=$("$VENV/bin/python" -c "import secrets; print(secrets.token_urlsafe(60))")
env KPSS_DATA_DIR="$work" KPSS_PRODUCTION=yes KPSS_SECRET_KEY="$secret" KPSS_ALLOWED_HOSTS=socialnisluzby.example.cz \
    KPSS_BASE_URL=https://socialnisluzby.example.cz KPSS_TRUSTED_PROXY=yes KPSS_EMAIL_URL=smtp+tls://portal:password@mail.example.cz:587 \
    KPSS_EMAIL_FROM=portal@example.cz KPSS_SURVEY_LOGS_SAFE=yes DATABASE_URL=postgres://kpss@localhost/kpss \
    sh -c '"$1" manage.py collectstatic --noinput --verbosity 0 && "$1" manage.py check --deploy --fail-level WARNING &&
        KPSS_MACHINES=2 KPSS_STORAGE=s3://kpss/portal KPSS_CACHE_URL=redis://127.0.0.1:6379/0 "$1" manage.py check --deploy --fail-level WARNING' check "$VENV/bin/python"
