"""Judging a photo writes nothing to the home folder, where onnxruntime would store a device id and its events."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.worlds.pictures import ROOT, drawn, encoded

JUDGE = """
import sys
from pathlib import Path
from chalicelib.photo.engine import Engine
from chalicelib.photo.spec import spec_for
print(Engine(Path(sys.argv[1])).judge(sys.stdin.buffer.read(), spec_for("chsi")).report.verdict)
"""


def test_a_judged_photo_leaves_no_file_at_home(tmp_path: Path, models_dir: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    done = subprocess.run(
        [sys.executable, "-c", JUDGE, str(models_dir)],
        input=encoded(drawn()),
        cwd=ROOT,
        env=environ | {"HOME": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    assert done.stdout.strip() == b"PASSED"
    assert [path.name for path in tmp_path.rglob("*")] == []
