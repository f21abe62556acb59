#!/bin/sh
# Collects English strings into locale/cs/LC_MESSAGES/django.po; what lacks Czech is then for the translator.
. "$(dirname "$0")/common.sh"
command -v xgettext >/dev/null || need_packages "collecting strings" gettext || exit 1
"$VENV/bin/python" manage.py makemessages -l cs --no-wrap --no-obsolete --add-location file \
    -i ".venv*" -i var -i tests -i build -i .cache
exec "$VENV/bin/python" -m scripts.tidy_messages
