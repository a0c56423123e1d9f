"""bandit, which must have read every file: what it cannot parse it leaves out, and says that all is well.

python -m tools.suite.scanned app.py chalicelib
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BANDIT = (sys.executable, "-m", "bandit", "-q", "-c", str(ROOT / "pyproject.toml"), "-f", "json", "-r")


def faults(paths: Sequence[str]) -> list[str]:
    """What bandit found in the files of these paths, and the files it left out, a line each.  Raises ValueError when it
    answered nothing that can be read."""
    done = subprocess.run([*BANDIT, *paths], capture_output=True, text=True, check=False)
    if not done.stdout:
        raise ValueError(f"bandit did not run: {done.stderr}")
    found = json.loads(done.stdout)
    left_out = [f"{one['filename']}: left out: {one['reason']}" for one in found["errors"]]
    told = [f"{one['filename']}:{one['line_number']}: {one['test_id']} {one['issue_text']}" for one in found["results"]]
    return left_out + told


def main(paths: Sequence[str]) -> int:
    """1 if there is a fault."""
    found = faults(paths)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
