"""Evaluates expressions over the clients' JavaScript modules, without a browser and in one Node process."""

from __future__ import annotations

import atexit
import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

WEB = Path(__file__).parents[2] / "web"
NODE = ("node", "--no-warnings", "--experimental-detect-module")


@cache
def _evaluator() -> subprocess.Popen[str]:
    """Start the Node process that serves this test process.  It ends when its input is closed."""
    command = [*NODE, str(Path(__file__).with_suffix(".mjs"))]
    node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
    atexit.register(node.communicate)
    return node


def evaluated(module: str, expression: str) -> Any:
    """The value of an expression in which `it` is the module at this path below web/, and promises are awaited.

    Raises AssertionError with the JavaScript error.  A module is loaded once, so its state outlives a call.
    """
    node = _evaluator()
    assert node.stdin is not None
    assert node.stdout is not None
    node.stdin.write(json.dumps({"module": (WEB / module).as_uri(), "expression": expression}) + "\n")
    node.stdin.flush()
    answer = json.loads(node.stdout.readline())
    assert "error" not in answer, answer["error"]
    return answer["value"]
