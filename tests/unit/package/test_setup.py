"""What setup asks apt for, on systems that name their packages differently."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
REAL = ("sed", "grep", "tr", "cat", "tail")
OLDER = "chromium fontconfig fonts-noto-cjk libzbar0 nodejs npm"
NEWER = OLDER.replace("libzbar0", "libzbar0t64") + " chromium-headless-shell"


class Machine:
    """A machine with Python and nothing else; `known`: the packages its apt has."""

    def __init__(self, folder: Path, known: str, user: int = 0) -> None:
        self.folder, self.log = folder, folder / "asked"
        for name in REAL:
            (folder / name).symlink_to(shutil.which(name) or "")
        self.has("id", f"echo {user}")
        self.has("apt-cache", f"case ' {known} ' in *\" $2 \"*) ;; *) exit 100 ;; esac")
        self.has("apt-get", f'echo "$@" >> {self.log}')
        self.has("ldconfig", "")
        self.has("python3.13", "")
        (folder / "env/bin").mkdir(parents=True)
        (folder / "env/bin/python").symlink_to(folder / "python3.13")

    def has(self, name: str, does: str) -> None:
        (self.folder / name).write_text(f"#!/bin/sh\n{does}\n")
        (self.folder / name).chmod(0o755)

    def setup(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", "tools/setup.sh", str(self.folder / "env")],
            cwd=ROOT,
            env={"PATH": str(self.folder), **environment},
            capture_output=True,
            text=True,
        )

    @property
    def installed(self) -> list[str]:
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [word for line in lines if line.startswith("install") for word in line.split() if word[0] != "-"][1:]


@pytest.mark.parametrize(
    ("known", "browser", "zbar"),
    [(OLDER, "chromium", "libzbar0"), (NEWER, "chromium-headless-shell", "libzbar0t64")],
    ids=["older", "newer"],
)
def test_each_system_gets_the_names_it_knows(tmp_path: Path, known: str, browser: str, zbar: str) -> None:
    machine = Machine(tmp_path, known)
    assert machine.setup().returncode == 0
    assert machine.installed == [browser, "fontconfig", "fonts-noto-cjk", zbar, "nodejs", "npm"]


def test_what_apt_has_not_is_told_and_the_rest_installed(tmp_path: Path) -> None:
    machine = Machine(tmp_path, "fontconfig fonts-noto-cjk libzbar0 nodejs npm")
    done = machine.setup()
    assert "apt has no chromium-headless-shell|chromium here: please install it yourself" in done.stderr
    assert machine.installed == ["fontconfig", "fonts-noto-cjk", "libzbar0", "nodejs", "npm"]


def test_who_may_not_install_is_told_what_to(tmp_path: Path) -> None:
    machine = Machine(tmp_path, NEWER, user=1000)
    done = machine.setup(CHROMIUM="/opt/chrome")
    assert "please install (of a|b the one your system has): fontconfig" in done.stderr
    assert "libzbar0t64|libzbar0" in done.stderr
    assert "chromium" not in done.stderr
    assert machine.installed == []


def test_a_python_that_does_not_work_is_not_passed_over(tmp_path: Path) -> None:
    done = Machine(tmp_path, NEWER).setup(PYTHON="/nowhere/python3.13")
    assert done.returncode == 1
    assert "PYTHON=/nowhere/python3.13 is not Python 3.12 or newer with venv" in done.stderr


def test_each_step_says_a_line(tmp_path: Path) -> None:
    machine = Machine(tmp_path, NEWER)
    said = machine.setup().stdout
    for step in ("apt: reading", "apt: installing", "Python environment", "install.lock", "dev.lock"):
        assert step in said
    assert re.search(r"installing \d{2,} packages of requirements/dev.lock", said)


RETRIED = "WARNING: Retrying after connection broken by NewConnectionError\n"
NO_VERSION = "ERROR: Could not find a version that satisfies it\nERROR: No matching distribution found for it"
UNRESOLVED = "E: Failed to fetch http://deb  Temporary failure resolving 'deb'\n"
TROUBLES = {
    "pip offline": ("python3.13", RETRIED + NO_VERSION, True),
    "pip, not in the index": ("python3.13", NO_VERSION, False),
    "pip, a hash after a retry": ("python3.13", RETRIED + "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", False),
    "apt offline": ("apt-get", UNRESOLVED + "E: Some index files failed to download", True),
    "apt, stale lists": ("apt-get", "E: Failed to fetch http://deb/a.deb  404  Not Found", False),
}


@pytest.mark.parametrize(("program", "said", "offline"), TROUBLES.values(), ids=TROUBLES)
def test_trouble_is_told_and_only_the_networks_is_called_so(
    tmp_path: Path, program: str, said: str, offline: bool
) -> None:
    machine = Machine(tmp_path, NEWER)
    machine.has(program, f'case "$*" in *install*) echo "{said}" >&2; exit 1 ;; esac')
    done = machine.setup()
    assert done.returncode == 1
    assert done.stderr.startswith(said + "\n")
    assert ("no network" in done.stderr) is offline


@pytest.mark.parametrize(("known", "install", "code"), [("nodejs npm", 0, 1), (NEWER, 0, 0), (NEWER, 1, 1)])
def test_lists_that_cannot_be_read_matter_only_where_something_is_missing(
    tmp_path: Path, known: str, install: int, code: int
) -> None:
    machine = Machine(tmp_path, known)
    machine.has("apt-get", f'case $1 in update) echo "{UNRESOLVED}" >&2; exit 100 ;; *) exit {install} ;; esac')
    done = machine.setup()
    assert done.returncode == code
    assert ("Temporary failure resolving" in done.stderr, "no network" in done.stderr) == (code == 1, code == 1)
    assert "apt has no" not in done.stderr


def test_ldconfig_is_found_where_the_path_ends_before_it(tmp_path: Path) -> None:
    machine = Machine(tmp_path, NEWER)
    (tmp_path / "ldconfig").unlink()
    machine.setup()
    env = {"PATH": "/usr/sbin:/sbin"}
    libraries = subprocess.run(["ldconfig", "-p"], env=env, capture_output=True, text=True).stdout
    assert ("libzbar0t64" in machine.installed) is ("libzbar.so" not in libraries)
