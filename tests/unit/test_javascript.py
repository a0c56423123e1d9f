"""Runs the units that are written in JavaScript, `*.test.mjs`, in one Node process."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.worlds.console_modules import NODE

FILES = sorted(Path(__file__).parent.rglob("*.test.mjs"))


def test_every_javascript_unit_passes() -> None:
    script = "".join(f"import '{path.as_uri()}';" for path in FILES)
    command = [*NODE, "--test-reporter=spec", "--input-type=module", "--eval", script]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    _, _, failures = ran.stdout.rpartition("✖ failing tests:")
    assert ran.returncode == 0, failures + ran.stderr
    counts = dict(re.findall(r"^ℹ (\w+) (\d+)$", ran.stdout, re.MULTILINE))
    assert int(counts["pass"]) == int(counts["tests"]) > len(FILES)
