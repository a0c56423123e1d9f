"""A mini-program made ready for a browser."""

from __future__ import annotations

import fcntl
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EMPTY = "empty.html"  # a page beside the bundle that runs nothing
SMALL = HERE / "small"  # the smallest mini-program: the harness's own subject


def compiled(source: Path, out: Path) -> Path:
    """Compile the mini-program in `source` into `out`, once for all processes that pass this folder.

    Returns `out`.  Raises AssertionError with every problem of the source.
    """
    out.mkdir(exist_ok=True)
    with (out / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / EMPTY).exists():
            command = ["node", str(HERE / "compiler" / "bundle.js"), str(source), str(out)]
            made = subprocess.run(command, capture_output=True, text=True, check=False)
            assert made.returncode == 0, made.stderr
            (out / EMPTY).touch()
    return out
