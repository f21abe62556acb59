# Shared by the scripts: where things are, how to speak, how to get what the system lacks. Sourced, not run.
set -eu
cd "$(dirname "$0")/.."
PROJECT_DIR=$PWD
VENV=$PROJECT_DIR/.venv
PORT=${PORT:-8000}
export PORT
unset PYTHONDONTWRITEBYTECODE  # many processes read the same modules
export PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

say() { printf '\n== %s\n' "$*"; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

# Runs a command as root where that is possible without a question; 1 where it is not.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif sudo -n true 2>/dev/null; then sudo -n "$@"
    else return 1; fi
}

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# need_packages "what for" PACKAGE…: installs the Debian packages that are missing; 1 and one plain line if it may not.
need_packages() {
    purpose=$1
    shift
    missing=
    command -v dpkg-query >/dev/null || { echo "Not a Debian system: see to it that it has what Debian calls $* ($purpose)."; return 1; }
    for package in "$@"; do is_installed "$package" || missing="$missing $package"; done
    [ -n "$missing" ] || return 0
    echo "Installing$missing ($purpose)"
    # shellcheck disable=SC2086
    apt_install $missing && return 0
    echo "Missing for $purpose. Please run: sudo apt-get install --no-install-recommends$missing"
    return 1
}

apt_install() {
    as_root true || return 1
    log=$(mktemp)
    if apt_quietly install -y --no-install-recommends "$@" >"$log" 2>&1 ||
        { apt_quietly update >>"$log" 2>&1 && apt_quietly install -y --no-install-recommends "$@" >>"$log" 2>&1; }; then
        rm -f "$log"
        return 0
    fi
    tail -n 20 "$log" >&2
    rm -f "$log"
    return 1
}

apt_quietly() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@" </dev/null; }

# find_python MINOR: prints a Python 3 interpreter whose minor version is at least MINOR; 1 if there is none. One that can
# make virtual environments goes before one that cannot, the system's before others, because it is kept safe and built for
# speed (one compiled at home is often a quarter slower), then the newest.
find_python() {
    first_python "import ensurepip, sys; sys.exit(sys.version_info < (3, $1))" ||
        first_python "import sys; sys.exit(sys.version_info < (3, $1))"
}

first_python() {
    versions=${PYENV_ROOT:-$HOME/.pyenv}/versions
    for candidate in /usr/bin/python3 python3.14 python3.13 python3.12 python3.11 python3 \
        "$versions"/3.14*/bin/python "$versions"/3.13*/bin/python "$versions"/3.12*/bin/python "$versions"/3.11*/bin/python; do
        if "$candidate" -c "$1" 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

has_uv() { uv --version >/dev/null 2>&1; }

# install_exactly FOLDER REQUIREMENTS: what the lock file says and nothing else. By uv, which takes a fifth of pip's time: the
# system's, or one that pip brings beside the environment; by pip where there is none or it does not get at the packages.
install_exactly() {
    if has_uv; then
        uv pip install -q --python "$1/bin/python" --require-hashes -r "$2"
    elif ! brings_uv "$1" 2>/dev/null || ! uv_as_pip "$1" pip install -q --require-hashes -r "$2" 2>/dev/null; then
        "$1/bin/python" -m pip install -qq --no-compile --require-hashes -r "$2"  # modules are compiled when first used
    fi
}

brings_uv() {
    [ -x "$1/uv/bin/uv" ] || "$1/bin/python" -m pip install -qq --no-compile --target "$1/uv" --require-hashes -r requirements/uv.txt
}

# uv_as_pip FOLDER ARGUMENTS…: that uv, looking for packages where pip is told to look; 1 where pip is told what uv is not here.
uv_as_pip() {
    environment=$1
    shift
    told=$("$environment/bin/python" -m pip config list)
    case $told in *no-index=* | *proxy=* | *client-cert=* | *trusted-host=*) return 1 ;; esac
    index=$(told_of index.url) more=$(told_of extra-index.url) links=$(told_of find-links | tr ' ' ,) certificates=$(told_of cert)
    env VIRTUAL_ENV="$environment" UV_PYTHON_DOWNLOADS=never UV_INDEX_STRATEGY=unsafe-best-match \
        ${index:+"UV_DEFAULT_INDEX=$index"} ${more:+"UV_INDEX=$more"} ${links:+"UV_FIND_LINKS=$links"} \
        ${certificates:+"SSL_CERT_FILE=$certificates"} "$environment/uv/bin/uv" "$@"  # any index may serve: the hash says what is right
}

# told_of NAME: one setting out of $told, its dash as a point; of the environment before that of files.
told_of() { printf '%s\n' "$told" | sed -n "s/^[^=]*\.$1='\(.*\)'\$/\1/p" | sed 's/\\n/ /g; s/^ *//; s/ *$//' | tail -n 1; }

# make_environment FOLDER PYTHON REQUIREMENTS…: a virtual environment with exactly what the lock files say.
# A note in it keeps the sum of the lock file, so that the second time costs nothing.
make_environment() {
    folder=$1 interpreter=$2
    shift 2
    if ! "$folder/bin/python" -c "" 2>/dev/null; then
        if has_uv; then uv venv -q --clear --python "$interpreter" "$folder"
        else "$interpreter" -m venv --clear "$folder"; fi
    fi
    for requirements in "$@"; do
        sum=$(sha256sum "$requirements" | cut -d' ' -f1)
        note=$folder/installed-$(basename "$requirements" .txt)
        [ "$(cat "$note" 2>/dev/null)" = "$sum" ] && continue
        echo "Installing $requirements"
        install_exactly "$folder" "$requirements"
        echo "$sum" >"$note"
    done
}

# What the portal itself needs: its virtual environment and the libraries that make PDF documents.
make_portal_environment() {
    interpreter=$(find_python 11) || fail "Python 3.11 or newer is missing. Please run: sudo apt-get install python3 python3-venv"
    if ! has_uv && [ ! -x "$VENV/bin/python" ] && ! "$interpreter" -c "import ensurepip" 2>/dev/null; then
        need_packages "the virtual environment" python3-venv || exit 1
    fi
    make_environment "$VENV" "$interpreter" "$@"
    need_packages "PDF documents" libpangoft2-1.0-0 libharfbuzz-subset0 || echo "The portal works meanwhile, without PDF documents."
}
