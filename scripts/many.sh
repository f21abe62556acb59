#!/bin/sh
# Two machines, killed one at a time: see scripts/many.py. Not a lane of `make test`: four servers and two machines on the processors that its
# lanes share would make times of its pages meaningless, and tables for PostgreSQL are made anew.
. "$(dirname "$0")/common.sh"
make_portal_environment requirements/dev.txt
need_packages "the database of several machines" postgresql || fail "Several machines cannot be tried."
command -v valkey-server >/dev/null || need_packages "the cache of several machines" redis-server || fail "Several machines cannot be tried."
[ -x /usr/sbin/nginx ] || need_packages "the balancer of several machines" nginx-light || fail "Several machines cannot be tried."
"$VENV/bin/python" manage.py compile_words
exec scripts/with_postgres.sh "$VENV/bin/python" -m scripts.many "$@"
