"""What the engine finds in each real picture: one pass, kept in a table; a second run judges only what is new."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from chalicelib.photo.engine import ENGINE, Engine
from chalicelib.photo.limits import revision, rows_for
from chalicelib.photo.model import Report, Spec
from tools.pictures.recipe import Picture

COLUMNS = ("sha256", "engine", "spec", "verdict", "findings")


@dataclass(frozen=True)
class Judgement:
    """findings: severity ("fail" or "warn") by code."""

    verdict: str
    findings: dict[str, str]

    @property
    def fails(self) -> set[str]:
        return {code for code, severity in self.findings.items() if severity == "fail"}


def judgements(wanted: Iterable[Picture], cache: Path, table: Path, engine: Engine, spec: Spec) -> dict[str, Judgement]:
    """By sha256, of the pictures that `cache` holds.  What `table` lacks for this engine and standard is judged and
    added line by line, so that a run that ends early loses nothing."""
    standard = f"{spec.name}-{revision(rows_for(spec))}"
    known = _known(table, standard)
    with table.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if not file.tell():
            writer.writerow(COLUMNS)
        for picture in wanted:
            path = cache / picture.name
            if picture.sha256 not in known and path.is_file():
                report = engine.judge(path.read_bytes(), spec).report
                writer.writerow((picture.sha256, ENGINE, standard, report.verdict, _packed(report)))
                file.flush()
                known[picture.sha256] = Judgement(report.verdict, _severities(_packed(report)))
    return {one.sha256: known[one.sha256] for one in wanted if one.sha256 in known}


def _known(table: Path, standard: str) -> dict[str, Judgement]:
    """What the table says of this engine and standard; a last line that a dying run cut off is cut away."""
    if not table.is_file():
        return {}
    data = table.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        os.truncate(table, whole)
    rows = csv.DictReader(data[:whole].decode().splitlines())
    return {
        row["sha256"]: Judgement(row["verdict"], _severities(row["findings"]))
        for row in rows
        if (row["engine"], row["spec"]) == (ENGINE, standard)
    }


def _packed(report: Report) -> str:
    """`code=severity@measured` with blanks between; the measure is empty where a finding has none."""
    measured = ("" if one.measured is None else f"{one.measured:g}" for one in report.findings)
    return " ".join(f"{one.code}={one.severity}@{value}" for one, value in zip(report.findings, measured, strict=True))


def _severities(packed: str) -> dict[str, str]:
    found = (finding.partition("=") for finding in packed.split())
    return {code: rest.partition("@")[0] for code, _, rest in found}
