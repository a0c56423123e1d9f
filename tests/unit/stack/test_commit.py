"""Packages are deployed as they lie there only where they are of the commit whose pages go with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.stack import __main__ as stack
from tools.stack import commit
from tools.stack.cloud import Cloud

DEPLOY = ["deploy", "--stage", "test", "--region", "cn-north-1", "--set", "ReviewHours=48", "--packages"]


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were deployed."""
    folders: list[Path] = []
    cloud = Cloud(region="cn-north-1", partition="aws-cn", account="1" * 12, session=None)
    monkeypatch.setattr(stack, "connect", lambda region: cloud)
    monkeypatch.setattr(stack, "deploy", lambda to, packages, given, anew: folders.append(packages))
    monkeypatch.setattr(commit, "commit", lambda: "ours")
    return folders


def test_packages_of_this_commit(deployed: list[Path], tmp_path: Path) -> None:
    (tmp_path / commit.FILE).write_text("ours\n")
    assert stack.main([*DEPLOY, str(tmp_path)]) == 0
    assert deployed == [tmp_path]


@pytest.mark.parametrize("theirs", ["theirs\n", "ours-dirty\n", None])
def test_packages_of_another_commit_or_of_nobody_knows_which(
    deployed: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], theirs: str | None
) -> None:
    if theirs:
        (tmp_path / commit.FILE).write_text(theirs)
    assert stack.main([*DEPLOY, str(tmp_path)]) == 1
    assert deployed == []
    assert "make package" in capsys.readouterr().err
