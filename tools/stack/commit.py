"""Which commit packages were made of: written beside them, told by the record, and asked before old ones go live."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tools.deployed.stack import StackError

ROOT = Path(__file__).resolve().parents[2]
FILE = "commit"
UNKNOWN = "unknown"


def commit() -> str:
    """The commit of this folder, marked if the tree differs from it."""
    describe = ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    try:
        told = subprocess.run(describe, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return UNKNOWN
    return told.stdout.strip()


def made_of(packages: Path) -> str:
    """The commit that these packages were made of."""
    try:
        return (packages / FILE).read_text().strip()
    except FileNotFoundError:
        return UNKNOWN


def check(packages: Path) -> None:
    """Raises StackError for packages that are another commit's: the pages would be of this one."""
    if (theirs := made_of(packages)) != (ours := commit()) or ours == UNKNOWN:
        raise StackError(
            f"{packages} 里的部署包不是现在的提交做的（部署包 {theirs}，现在 {ours}）："
            "请用 make deploy，它先打包；或先运行 make package"
        )
