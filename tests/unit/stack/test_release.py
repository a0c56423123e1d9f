"""A deployment that would jump over a version which must be deployed first is refused, with what to type."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tools.deployed.stack import StackError
from tools.stack import release
from tools.stack.commit import ROOT
from tools.stack.record import Deployment

COMMAND = "make deploy STAGE=prod REGION=cn-north-1"


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    return subprocess.check_output(["git", *who, *words], cwd=folder, text=True).strip()


@pytest.fixture
def commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three commits, oldest first, of the clone that is deployed from."""
    git(tmp_path, "init", "-q")
    for number in range(3):
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", str(number))
    monkeypatch.setattr(release, "ROOT", tmp_path)
    return git(tmp_path, "rev-list", "--reverse", "HEAD").split()


def standing(commit: str) -> Deployment:
    return Deployment(at="2026-12-24T09:00:00.000000Z", commit=commit, template="", parameters={})


@pytest.mark.parametrize("mark", ["", "-dirty"])
def test_a_stack_older_than_what_must_be_deployed_first_is_told_the_commands(commits: list[str], mark: str) -> None:
    older, first, newer = commits
    with pytest.raises(StackError, match=re.escape(f"请先部署 1.0.0，再部署这一版：git checkout {first} && {COMMAND}")):
        release.refuse_jump([standing(newer), standing(older + mark)], COMMAND, {"1.0.0": first})


def test_what_has_it_or_is_not_known_here_may_be_replaced(commits: list[str]) -> None:
    _, first, newer = commits
    known = [standing(first), standing(newer), standing(f"{first}-dirty")]
    release.refuse_jump([*known, standing("unknown"), standing("0123456789ab")], COMMAND, {"1.0.0": first})


def test_the_changelog_names_every_version_that_must_be_deployed_first() -> None:
    headings = re.findall(r"^## (\S+) — ", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == release.version()
    assert set(release.DEPLOYED_FIRST) <= set(headings)
