"""The product's version, and the versions that a stack may not jump over."""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Iterable, Mapping

from tools.deployed.stack import StackError
from tools.stack.commit import ROOT
from tools.stack.record import Deployment

# Version → its commit or tag: the version before it cannot run beside a later one, or read what a later one wrote.
DEPLOYED_FIRST: Mapping[str, str] = {"0.7.0": "6bac6dcdd2ed", "0.8.0": "6d8c51eede30"}


def version() -> str:
    """Return the version in pyproject.toml."""
    found = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    return str(found)


def refuse_jump(standing: Iterable[Deployment], command: str, first: Mapping[str, str] = DEPLOYED_FIRST) -> None:
    """Raise StackError if a deployment that answers is older than a version that must be deployed first.

    command: `make deploy` as the operator typed it.  A commit that this clone does not have is taken for a newer one.
    """
    for each in standing:
        for name, commit in first.items():
            if _is_older(each.commit.removesuffix("-dirty"), commit):
                raise StackError(
                    f"没有部署：现在的版本（{each.commit}）早于 {name}，不能越过它。请先部署 {name}，再部署这一版："
                    f"git checkout {commit} && {command}"
                )


def _is_older(commit: str, than: str) -> bool:
    command = ["git", "merge-base", "--is-ancestor", than, commit]
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 1
    except OSError:  # no git
        return False
