"""What checkov is told to leave alone has a reason that stands beside it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
SKIPS = (ROOT / "deploy/checks/checkov-skips.txt").read_text().splitlines()


def test_every_skip_has_a_sentence() -> None:
    assert [line for line in SKIPS if not re.fullmatch(r"CKV2?_[A-Z]+_\d+ {2,}[A-Z].{30,}\.", line)] == []


def test_no_check_is_skipped_twice() -> None:
    names = [line.split()[0] for line in SKIPS]
    assert len(set(names)) == len(names) > 0


def test_the_audit_skips_what_is_written_there_and_nothing_else() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert makefile.count("$(CHECKOV) --") == makefile.count("--skip-check") == 1
    assert re.findall(r"--skip-check \$\$\(cut -d' ' -f1 (\S+) \|", makefile) == ["deploy/checks/checkov-skips.txt"]
    assert not list(ROOT.glob(".checkov.y*ml"))
