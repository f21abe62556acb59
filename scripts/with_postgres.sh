#!/bin/sh
# with_postgres.sh COMMAND…: runs the command with DATABASE_URL of a throwaway PostgreSQL cluster with Czech ICU order.
# The cluster lives in a temporary folder, listens on a socket there only, and is always stopped and deleted.
set -eu
binaries=$(for folder in /usr/lib/postgresql/*/bin; do [ -x "$folder/initdb" ] && echo "$folder"; done | sort -V | tail -n 1)
[ -n "$binaries" ] || { echo "PostgreSQL is missing. Please run: sudo apt-get install postgresql" >&2; exit 1; }

cluster=$(mktemp -d /tmp/kpss-postgres.XXXXXX)
if [ "$(id -u)" = 0 ]; then
    chown postgres "$cluster"
    as_owner() { runuser -u postgres -- "$@"; }
    owner=postgres
else
    as_owner() { "$@"; }
    owner=$(id -un)
fi

stop() {
    status=$?
    trap - EXIT
    as_owner "$binaries/pg_ctl" -D "$cluster/data" -m immediate -s stop 2>/dev/null || true
    rm -rf "$cluster"
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

cd "$cluster"
as_owner "$binaries/initdb" -D "$cluster/data" -N -A trust -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=cs >/dev/null
as_owner "$binaries/pg_ctl" -D "$cluster/data" -s -w -l "$cluster/log" start -o \
    "-c listen_addresses='' -c unix_socket_directories=$cluster -c fsync=off -c synchronous_commit=off -c full_page_writes=off" ||
    { cat "$cluster/log" >&2; exit 1; }
cd "$OLDPWD"
DATABASE_URL="postgres://$owner@$(echo "$cluster" | sed 's|/|%2F|g')/postgres"
export DATABASE_URL
"$@"
