"""The runbook as an operator uses it: the lines of each section, typed into a shell of the emulated account."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sandbox.box import Sandbox
from sandbox.rehearsal.account import shell
from tests.worlds.builds import ROOT
from tools.suite.patience import PATIENCE

TEXT = (ROOT / "docs" / "runbook.md").read_text()
FIRST = "Before anything else"
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHORT_FORM = re.compile(r"^\w+\(\) \{.*\}$", re.MULTILINE)
COMMANDS = ROOT / ".venv-ministack" / "bin"  # of AWS


def sections() -> dict[str, list[str]]:
    """The lines to type of each section that has some, by its title without the marks of code."""
    parts = re.split(r"^## (.+)$", TEXT, flags=re.MULTILINE)[1:]
    read = {title.strip("`"): list(_lines(text)) for title, text in zip(parts[::2], parts[1::2], strict=True)}
    return {title: lines for title, lines in read.items() if lines}


def _lines(text: str) -> Iterator[str]:
    """A loop of several lines is one; short forms and variables are no lines to try, but what others need."""
    loop = list[str]()
    for line in "".join(BLOCK.findall(text)).splitlines():
        if loop or line.startswith("while "):
            loop.append(line)
            if line == "done":
                yield "\n".join(loop)
                loop.clear()
        elif not SHORT_FORM.match(line) and not line.startswith("STAGE="):
            yield line
    assert not loop, "a loop without an end"


@dataclass(frozen=True)
class Said:
    """code: of the shell; out, error: what was printed."""

    code: int
    out: str
    error: str


@dataclass(frozen=True)
class Operator:
    """Somebody at a shell of the account.  folder: where they are."""

    box: Sandbox
    stage: str
    folder: Path

    def types(self, line: str, **variables: str) -> Said:
        """One line of the runbook, after its short forms."""
        path = os.pathsep.join([str(COMMANDS), os.environ["PATH"]])
        if not (ours := self.folder / ".venv").exists():
            ours.symlink_to(sys.prefix)  # as in a clone
        known = {"PATH": path, "PYTHONPATH": str(ROOT), "STAGE": self.stage, **variables}
        script = "\n".join([shell(self.box.aws_env), *SHORT_FORM.findall(TEXT), line])
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env={**os.environ, **known},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return Said(done.returncode, done.stdout, done.stderr)
