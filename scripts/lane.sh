#!/bin/sh
# lane.sh NAME: one lane of `make test`, with a data folder of its own; it speaks when it ends. A fault stops all lanes (255 stops xargs).
. "$(dirname "$0")/common.sh"
name=$1 log=$WORK/$1.log
export KPSS_DATA_DIR="$WORK/$name-var"
# Property tests look at the same examples each time, so that a commit is right or wrong for ever; `make quick` tries others.
suite() { "$VENV/bin/python" -m pytest -q -p no:cacheprovider --hypothesis-profile=ci -m "$@"; }

tools() {  # for what runs later; the others need not wait
    need_packages "checks of pages and documents" default-jre-headless libjaxb-java poppler-utils || fail "Documents cannot be checked."
    need_packages "tests in a browser" libatomic1 || fail "Tests in a browser cannot run."  # Playwright's driver needs it
    [ -n "${CHROMIUM:-}" ] || [ -x /usr/bin/chromium ] || need_packages "tests in a browser" chromium ||
        fail "Tests in a browser cannot run. Another Chromium or Chrome is named so: make test CHROMIUM=/path"
    rm -f "$WORK/tools-are-coming"
}

with_tools() {
    while [ -e "$WORK/tools-are-coming" ]; do sleep 1; done
    "$@"
}

lint() {
    scripts/lint.sh
    say "Migrations, settings of a public server"
    "$VENV/bin/python" manage.py makemigrations --check --dry-run
    scripts/check_deploy.sh
}

run() {
    case $name in
    tools) tools ;;
    lint) lint ;;
    sqlite) suite "not browser and not documents" ;;
    postgresql) scripts/with_postgres.sh scripts/lane.sh --run second-engine ;;
    second-engine) suite "not browser and not documents and not house" ;;
    django61) scripts/django61.sh ;;
    browser | documents) with_tools suite "$name" "tests/$name" ;;
    *) fail "There is no lane $name." ;;
    esac
}

if [ "$name" = --run ]; then
    name=$2
    run
    exit
fi
began=$(date +%s)
setsid scripts/lane.sh --run "$name" >"$log" 2>&1 &  # a group of its own, so that all of it can be stopped
lane=$!
echo "-$lane" >>"$WORK/lanes"
ended=0
wait "$lane" || ended=$?
exec 9>"$WORK/speaking"
flock 9
[ ! -e "$WORK/fault" ] || exit 255  # another lane has ended this one
say "$name: $(($(date +%s) - began)) s"
cat "$log"
[ "$ended" = 0 ] && exit
touch "$WORK/fault"
sed "/^-$lane$/d" "$WORK/lanes" | xargs -r kill -- 2>/dev/null || true
exit 255
