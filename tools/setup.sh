#!/bin/sh
# Makes a virtual environment:  setup.sh DIR [LOCK]
# Without LOCK it is the project's own: requirements/dev.lock, and the libraries of the system.
# Every file is compared with the lock's SHA-256, and nothing is installed that no lock names.
set -eu
dir=$1 lock=${2:-}
PATH=$PATH:/usr/sbin:/sbin # ldconfig is there, and a user's path often ends before it
runtime=$(sed -n 's/^PYTHON = "\(.*\)"$/\1/p' deploy/lambda_runtime.py)

works() { "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }

find_python() { # the functions' own version first
    for version in "$runtime" 3.14 3.13 3.12 3; do
        for one in "python$version" "/usr/bin/python$version" "${HOME:-}/.pyenv/versions/$version".*/bin/python; do
            if works "$one"; then
                echo "$one"
                return
            fi
        done
    done
}

works_node() {
    command -v npm >/dev/null 2>&1 &&
        node -e 'const [a, b] = process.versions.node.split("."); process.exit(a * 100 + +b < 2012 ? 1 : 0)' >/dev/null 2>&1
}

has() { command -v "$1" >/dev/null 2>&1; }

known() { apt-cache show "$1" >/dev/null 2>&1; }

can_install() { [ "$(id -u)" = 0 ] && has apt-get; }

LIGHT=chromium-headless-shell # without windows: it opens a page in a tenth of the time the whole browser takes

missing_browser() {
    if [ -n "${CHROMIUM:-}" ] || has "$LIGHT"; then return; fi
    if ! has chromium && ! has chromium-browser; then
        echo "$LIGHT|chromium"
    elif can_install && known "$LIGHT"; then
        echo "$LIGHT"
    fi
}

missing() { # names of packages; a|b: one of them, by what the system has
    missing_browser
    fc-list 2>/dev/null | grep -qi 'cjk' || echo 'fontconfig fonts-noto-cjk'
    ldconfig -p 2>/dev/null | grep -q 'libzbar\.so' || echo 'libzbar0t64|libzbar0' # the decoder's last resort
    works_node || echo 'nodejs npm' # 20.12 or newer: it compiles the mini-program for the tests
    [ -n "$python" ] || echo 'python3 python3-venv'
}

first_known() { # of a|b
    for one in $(echo "$1" | tr '|' ' '); do
        if known "$one"; then
            echo "$one"
            return
        fi
    done
}

system_packages() {
    wanted=$(missing)
    [ -n "$wanted" ] || return 0
    if ! can_install; then
        echo "please install (of a|b the one your system has): $(echo "$wanted" | tr '\n' ' ')" >&2
        return
    fi
    echo "apt: reading what this system has"
    chosen='' unknown=''
    # Without this mode a list that could not be fetched is a warning only.
    update=$(apt-get update -qq -o APT::Update::Error-Mode=any 2>&1) || trouble=$update
    for names in $wanted; do
        name=$(first_known "$names")
        chosen="$chosen${name:+ $name}"
        [ -n "$name" ] || unknown="$unknown $names"
    done
    [ -z "$unknown" ] || [ -z "$trouble" ] || fail "$trouble"
    for names in $unknown; do echo "apt has no $names here: please install it yourself" >&2; done
    [ -n "$chosen" ] || return 0
    echo "apt: installing$chosen"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    quietly apt-get install -y -qq --no-install-recommends $chosen
    trouble=''
}

trouble='' # of apt-get update, until what is wanted is installed

quietly() { # PROGRAM…: nothing of what it says, but why it failed
    said=$("$@" 2>&1) || fail ${trouble:+"$trouble"} "$said"
}

fail() { # TRANSCRIPT…: print the end, and a sentence where the network is at fault
    told=$(printf '%s\n' "$@" | tail -n 20) offline=
    echo "$told" >&2
    case $(echo "$told" | grep -E '^(E|ERROR): ') in
    *"Temporary failure resolving"* | *"Could not resolve"* | *"Could not connect"*) offline=yes ;;
    *"No matching distribution"* | *"Could not find a version"*) case $told in *"connection broken by"*) offline=yes ;; esac ;;
    esac
    [ -z "$offline" ] ||
        echo "no network: packages cannot be fetched. Check the connection, the proxy and pip's index, and repeat the command" >&2
    exit 1
}

from_lock() { # LOCK PIP…: no package is built with tools that the locks do not name
    from=$1
    shift
    echo "$dir: installing $(grep -c == "$from") packages of $from"
    quietly "$@" install -q --disable-pip-version-check --require-hashes --no-deps --no-build-isolation -r "$from"
}

if [ -n "${PYTHON:-}" ]; then
    works "$PYTHON" || { echo "PYTHON=$PYTHON is not Python 3.12 or newer with venv" >&2 && exit 1; }
    python=$PYTHON
else
    python=$(find_python)
fi
if [ -z "$lock" ]; then
    system_packages
    [ -n "$python" ] || python=$(find_python)
fi
if [ -z "$python" ]; then
    echo "Python 3.12 or newer with venv is needed; set PYTHON=/path/to/python$runtime" >&2
    exit 1
fi
if [ -n "$lock" ]; then
    [ -x "$dir/bin/python" ] || "$python" -m venv --without-pip "$dir"
    from_lock "$lock" .venv/bin/python -m pip --python "$dir/bin/python"
    exit
fi
echo "$dir: Python environment of $python"
[ -x "$dir/bin/python" ] || "$python" -m venv "$dir"
from_lock requirements/install.lock "$dir/bin/python" -m pip
from_lock requirements/dev.lock "$dir/bin/python" -m pip
version=$("$dir/bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
[ "$version" = "$runtime" ] || echo "note: $dir has Python $version; make package needs $runtime, the functions' own"
