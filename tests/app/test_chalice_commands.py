"""Chalice's own commands name this project's at once, or serve the API with the settings of a running sandbox."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from sandbox.ports import hold
from tests.worlds.app import World
from tools.suite.patience import PATIENCE, wait_for

ROOT = Path(__file__).parents[2]
CHALICE = str(Path(sys.executable).with_name("chalice"))


def nowhere() -> dict[str, str]:
    """The environment of a shell in which nobody exported a sandbox's settings."""
    return {name: value for name, value in os.environ.items() if name not in ("STAGE", "AWS_DEFAULT_REGION")}


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        (["package", "OUT"], "make package"),
        (["package", "--stage", "prod", "OUT"], "make package"),
        (["deploy"], "make deploy STAGE="),
        (["deploy", "--stage", "prod"], "make deploy STAGE="),
        (["local"], "make run"),
        (["delete"], ".chalice/README.md"),
    ],
)
def test_a_command_of_chalices_names_ours_and_builds_nothing(words: list[str], instead: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [CHALICE, *(str(out) if word == "OUT" else word for word in words)]
    done = subprocess.run(command, cwd=ROOT, env=nowhere(), capture_output=True, text=True, timeout=PATIENCE)
    said = done.stderr.splitlines()[-1]
    assert (instead in said, "Traceback" in done.stderr, out.exists()) == (True, False, False), done.stderr
    assert not (ROOT / ".chalice" / "deployments").exists()


def test_chalice_serves_the_api_with_the_settings_of_a_sandbox(world: World) -> None:
    with ExitStack() as held:
        port = hold(held)
        command = [CHALICE, "local", "--no-autoreload", "--port", str(port)]
        with subprocess.Popen(
            command, cwd=ROOT, env=nowhere() | world.box.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as server:
            try:
                url = f"http://127.0.0.1:{port}/api/schools?q=湖南大学"
                wait_for(lambda: _answer(url), "Chalice's server")
                assert _answer(url) == (200, True)
            finally:
                server.terminate()


def _answer(url: str) -> tuple[int, bool] | None:
    try:
        answer = requests.get(url, timeout=PATIENCE)
    except requests.ConnectionError:
        return None
    return answer.status_code, "湖南大学" in answer.text
