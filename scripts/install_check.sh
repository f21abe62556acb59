#!/bin/sh
# Proves the files for a server on a scratch root, as far as this machine can: units by systemd-analyze, nginx by nginx -t.
. "$(dirname "$0")/common.sh"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
failed=0

if command -v systemd-analyze >/dev/null; then
    say "systemd units on a scratch root"
    mkdir -p "$root/etc/systemd/system" "$root/opt/kpss-portal/.venv/bin" "$root/bin" "$root/usr/lib/systemd/system"
    cp deploy/systemd/* "$root/etc/systemd/system/"
    for program in opt/kpss-portal/.venv/bin/python opt/kpss-portal/.venv/bin/gunicorn bin/kill; do
        printf '#!/bin/sh\n' >"$root/$program"
        chmod +x "$root/$program"
    done
    for unit in sysinit.target basic.target shutdown.target network-online.target timers.target multi-user.target; do
        printf '[Unit]\nDescription=%s\n' "$unit" >"$root/usr/lib/systemd/system/$unit"
    done
    for unit in deploy/systemd/*; do
        if told=$(systemd-analyze verify --root="$root" "$(basename "$unit")" 2>&1) && [ -z "$told" ]; then echo "well: $(basename "$unit")"
        else echo "$unit: $told"; failed=1; fi
    done
    grep -h '^OnCalendar=' deploy/systemd/*.timer | cut -d= -f2- | while read -r moment; do
        systemd-analyze calendar "$moment" >/dev/null || exit 1
    done || failed=1
else
    echo "systemd-analyze is missing: units are not proved here (apt-get install systemd)"
fi

nginx=$(command -v nginx || echo /usr/sbin/nginx)
if [ -x "$nginx" ]; then
    say "nginx on a scratch root"
    mkdir -p "$root/nginx"
    openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=portal.example.cz -keyout "$root/nginx/privkey.pem" \
        -out "$root/nginx/fullchain.pem" 2>/dev/null
    sed "s|/etc/ssl/kpss/|$root/nginx/|" deploy/nginx/kpss-portal.conf >"$root/nginx/site.conf"
    printf 'pid %s/nginx.pid;\nerror_log stderr;\nevents {}\nhttp { access_log off; client_body_temp_path %s/body; proxy_temp_path %s/proxy; include %s/nginx/site.conf; }\n' \
        "$root" "$root" "$root" "$root" >"$root/nginx/nginx.conf"
    if told=$("$nginx" -t -q -c "$root/nginx/nginx.conf" 2>&1); then echo "well: kpss-portal.conf"; else echo "$told"; failed=1; fi
    sed -i -e '/^upstream /,/^}/d' "$root/nginx/site.conf"
    cat deploy/nginx/upstream-many.conf >>"$root/nginx/site.conf"
    if told=$("$nginx" -t -q -c "$root/nginx/nginx.conf" 2>&1); then echo "well: upstream-many.conf"; else echo "$told"; failed=1; fi
else
    echo "nginx is missing: its file is not proved here (apt-get install nginx-light)"
fi

say "commands that units run"
for command in $(sed -n 's|^ExecStart=.*manage.py \([a-z_]*\).*|\1|p' deploy/systemd/*.service | sort -u); do
    "$VENV/bin/python" manage.py help "$command" >/dev/null && echo "well: manage.py $command" || failed=1
done
exit $failed
