"""Locks and their lists: nothing is installed that was not read, and no list drifts from its lock."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.locks import DEV, INSTALL, LOCKS, ROOT, Lock, faults, locked

ONE = "sha256:" + "1" * 64
PROJECT = '[project]\nrequires-python = ">=3.12"\n[dependency-groups]\ndev = ["beta==2.0"]\n'


def project(folder: Path, alpha: str = "1.0", lock: str | None = None) -> Lock:
    """A project with a list, a group and their lock; lock: its text, without the first line."""
    (folder / "requirements").mkdir(exist_ok=True)
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "list.txt").write_text(f"# why\nAlpha=={alpha}\n")
    made = Lock("all.lock", lists=("list.txt",), groups=("dev",), root=folder)
    entries = f"alpha==1.0 \\\n    --hash={ONE}\nbeta==2.0 --hash={ONE} --hash={ONE}\n"
    made.path.write_text(
        f"# Written by `make lock` from the lists with the fingerprint {made.fingerprint()}\n{lock or entries}"
    )
    return made


@pytest.mark.parametrize("lock", LOCKS, ids=[lock.name for lock in LOCKS])
def test_the_projects_locks_fit_their_lists(lock: Lock) -> None:
    assert faults(lock) == []


def test_no_lock_names_a_registry() -> None:
    for lock in LOCKS:
        assert "://" not in lock.path.read_text()


def test_npms_lock_has_a_hash_for_all_and_names_no_registry() -> None:
    text = (ROOT / "tests/miniprogram/package-lock.json").read_text()
    packages = {path: one for path, one in json.loads(text)["packages"].items() if path}
    assert packages
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert "resolved" not in text


def test_githubs_actions_are_pinned_by_commit() -> None:
    """A tag can be moved to other code by whoever owns the action."""
    used = [one for path in (ROOT / ".github").rglob("*.yml") for one in re.findall(r"uses: (.+)", path.read_text())]
    others = [one for one in used if not one.startswith("./")]
    assert others
    assert [one for one in others if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)] == []


def test_what_installs_is_the_same_in_both_locks() -> None:
    first, all_of_it = (locked(lock.path.read_text()) for lock in (INSTALL, DEV))
    assert {name: all_of_it[name] for name in first} == first


def test_a_changed_list_is_told(tmp_path: Path) -> None:
    assert faults(project(tmp_path)) == []
    assert faults(project(tmp_path, alpha="1.1")) == ["list.txt has alpha 1.1, all.lock has 1.0"]


def test_a_package_that_left_its_list_is_told(tmp_path: Path) -> None:
    lock = project(tmp_path)
    (tmp_path / "list.txt").write_text("")
    assert faults(lock) == ["all.lock is of other lists"]


def test_lists_that_disagree_are_told(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "other.txt").write_text("alpha==1.1\n")
    lock = Lock("all.lock", lists=("list.txt", "other.txt"), root=tmp_path)
    assert faults(lock)[0] == "other.txt has alpha 1.1, list.txt has 1.0"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("alpha==1.0\n", "no pin or no hash: alpha==1.0"),
        (f"alpha>=1.0 --hash={ONE}\n", "no pin or no hash: alpha>=1.0"),
        (f"--pre\nalpha==1.0 --hash={ONE}\n", "Expected package name"),
    ],
)
def test_a_line_without_pin_or_hash_or_with_an_option_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    (found,) = faults(project(tmp_path, lock=text))
    assert fault in found


def test_pip_refuses_a_file_with_another_hash(tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_text("from setuptools import setup\nsetup(name='alpha', version='1.0')\n")
    subprocess.run([sys.executable, "setup.py", "-q", "sdist"], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "all.lock").write_text(f"alpha==1.0 --hash={ONE}\n")
    (options,) = re.findall(r'"\$@" install (.*) -r', (ROOT / "tools/setup.sh").read_text())
    command = [sys.executable, "-m", "pip", "install", *options.split(), "--no-index", "--find-links", "dist"]
    command += ["--dry-run", "-r", "all.lock"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr
