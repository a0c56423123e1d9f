"""A mini-program made ready for a browser."""

from __future__ import annotations

import subprocess
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SMALL = HERE / "small"  # the smallest mini-program: the harness's own subject


def compiled(source: Path, out: Path) -> Path:
    """The folder with the bundle.  Raises AssertionError with every problem of the source."""
    made = subprocess.run(
        ["node", str(HERE / "compiler" / "bundle.js"), str(source), str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return out
