"""What limits say of measures that were taken before, and limits kept in a file to compare others with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from chalicelib.photo.judge import severity
from chalicelib.photo.limits.row import Row
from tools.evaluate.table import Measured

Rows = tuple[Row, ...]


@dataclass(frozen=True)
class Judgement:
    """findings: severity ("fail" or "warn") by code."""

    verdict: str
    findings: dict[str, str]

    @property
    def fails(self) -> set[str]:
        return {code for code, severity in self.findings.items() if severity == "fail"}


def judgement(one: Measured, rows: Iterable[Row]) -> Judgement:
    """As the engine would judge a picture with these measures by these limits."""
    if one.unreadable:
        return Judgement("UNREADABLE", {one.unreadable: "fail"})
    findings: dict[str, str] = {}
    for row in rows:
        bad = severity(row, one.measures)
        if bad and findings.get(row.code) != "fail":
            findings[row.code] = bad
    return Judgement("FAILED" if "fail" in findings.values() else "PASSED", findings)


def keep(rows: Rows, path: Path) -> None:
    """Writes limits as JSON."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(rows)))


def kept(path: Path) -> Rows:
    """Limits that `keep` wrote.  Raises msgspec.ValidationError naming the place that is no limit."""
    return msgspec.json.decode(path.read_bytes(), type=Rows)
