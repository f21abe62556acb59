#!/bin/sh
# Known vulnerabilities of dependencies; scripts/audit.py says how it ends. pip-audit is installed only where its database answers.
. "$(dirname "$0")/common.sh"
interpreter=$(find_python 11) || fail "Python 3.11 or newer is missing."
if "$interpreter" -c "import scripts.audit, sys; sys.exit(not scripts.audit.is_reachable())"; then
    make_environment .cache/audit "$interpreter" requirements/audit.txt
fi
exec "$interpreter" -m scripts.audit "$@"
