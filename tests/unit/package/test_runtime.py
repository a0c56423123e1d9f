"""One Python for the functions, whoever names it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from deploy.lambda_runtime import PYTHON
from deploy.wheels import PackagingError
from tools.package import package

ROOT = Path(__file__).parents[3]


def test_another_python_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.wheels.PYTHON", "3.98")
    with pytest.raises(PackagingError, match=r"run on Python 3.98,.* this is 3.\d+.\n.*make setup PYTHON=python3.98"):
        package(ROOT, tmp_path, "arm64")


def test_setup_reads_the_version() -> None:
    (reading,) = re.findall(r"^runtime=\$\((.*)\)$", (ROOT / "tools/setup.sh").read_text(), re.MULTILINE)
    assert subprocess.check_output(["sh", "-c", reading], cwd=ROOT, text=True).strip() == PYTHON


def test_continuous_integration_has_it() -> None:
    texts = [path.read_text() for path in (ROOT / ".github").rglob("*.yml")]
    assert {found for text in texts for found in re.findall(r'python-version: "(.*?)"', text)} == {PYTHON}
