#!/bin/sh
# Makes a virtual environment:  setup.sh DIR [REQUIREMENTS]
# Without REQUIREMENTS it is the project's own: runtime and development packages, and the libraries of the system.
set -eu
dir=$1 wanted=${2:-}

works() { "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }

find_python() {
    for one in "${PYTHON:-}" python3.12 python3.13 python3 /usr/bin/python3 \
        "$HOME"/.pyenv/versions/3.12*/bin/python "$HOME"/.pyenv/versions/3.13*/bin/python; do
        if [ -n "$one" ] && command -v "$one" >/dev/null 2>&1 && works "$one"; then
            echo "$one"
            return
        fi
    done
}

works_node() {
    command -v npm >/dev/null 2>&1 &&
        node -e 'const [a, b] = process.versions.node.split("."); process.exit(a * 100 + +b < 2012 ? 1 : 0)' >/dev/null 2>&1
}

LIGHT=chromium-headless-shell # without windows: it opens a page in a tenth of the time the whole browser takes

has() { command -v "$1" >/dev/null 2>&1; }

can_install() { [ "$(id -u)" = 0 ] && has apt-get; }

install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }

light_browser() { # where it is to be had; the whole browser does as well
    has "$LIGHT" || ! can_install || { apt-get update -qq && install "$LIGHT"; } 2>/dev/null || true
}

system_packages() { # the decoder's last resort needs libzbar; browsers, Node and a Python only where they are missing
    missing=
    has "$LIGHT" || has chromium || has chromium-browser || missing="$missing chromium"
    fc-list 2>/dev/null | grep -qi 'cjk' || missing="$missing fontconfig fonts-noto-cjk"
    ldconfig -p 2>/dev/null | grep -q 'libzbar\.so' || missing="$missing libzbar0t64"
    works_node || missing="$missing nodejs npm" # 20.12 or newer: it compiles the mini-program for the tests
    [ -n "$(find_python)" ] || missing="$missing python3 python3-venv"
    [ -z "$missing" ] && return
    if can_install; then
        echo "installing$missing"
        apt-get update -qq
        # shellcheck disable=SC2086
        install $missing
    else
        echo "please install:$missing (as root: apt-get install$missing)" >&2
    fi
}

[ -n "$wanted" ] || { light_browser; system_packages; }
python=$(find_python)
if [ -z "$python" ]; then
    echo "Python 3.12 or newer with venv is needed; set PYTHON=/path/to/python3.12" >&2
    exit 1
fi
[ -x "$dir/bin/python" ] || "$python" -m venv "$dir"
"$dir/bin/python" -m pip install -q --disable-pip-version-check 'pip==26.2.1'
if [ -n "$wanted" ]; then
    "$dir/bin/python" -m pip install -q --disable-pip-version-check -r "$wanted"
else
    "$dir/bin/python" -m pip install -q --disable-pip-version-check -r requirements.txt --group dev
fi
