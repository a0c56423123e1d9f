"""A mini-program made ready for a browser."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.worlds.made import made_once

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EMPTY = "empty.html"  # a page beside the bundle that runs nothing
SMALL = HERE / "small"  # the smallest mini-program: the harness's own subject


def compiled(source: Path, out: Path) -> Path:
    """Compile the mini-program in `source` into `out`, once for all processes that pass this folder.

    Returns `out`.  Raises AssertionError with every problem of the source.
    """

    def compile_into(folder: Path) -> None:
        folder.mkdir()
        command = ["node", str(HERE / "compiler" / "bundle.js"), str(source), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        (folder / EMPTY).touch()

    return made_once(out, compile_into)
