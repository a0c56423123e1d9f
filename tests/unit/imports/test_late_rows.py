"""Rows that came too late are corrected in rounds: none is forgotten, and a correction that is absent costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.imports.columns import RESULT, Column
from chalicelib.imports.model import Import, Problem
from chalicelib.imports.runner import CORRECTION, Checked, ImportRunner, PieceResult, Table
from chalicelib.imports.sheets import Rows
from chalicelib.imports.wrong_rows import WrongRows
from chalicelib.storage.objects import Absent, TooBig

NOW = datetime(2026, 11, 24, tzinfo=UTC)
JOB = Import(
    import_id="i",
    branch="hunan",
    kind="CHSI",
    state="QUEUED",
    created_at=NOW,
    staff_id="s",
    staff_name="李四",
    upload_id="u",
    reason="学校提供",
    task_id="t",
)
RESULT_COLUMN = Column(name=RESULT, needed=True, about="", example=())


class Desk:
    """One import of rows 2 to 4: a result of 错 is wrong when it is looked at, one of 晚 when it is written."""

    def __init__(self) -> None:
        self.job, self.written = JOB, list[str]()
        self.bucket: dict[str, bytes] = {JOB.key: "结果\n甲\n晚\n晚\n".encode()}

    def run(self) -> Import:
        running = ImportRunner(
            SimpleNamespace(get=lambda _: self.job, remembered=lambda *_: {}, move=self._move),  # type: ignore[arg-type]
            self,  # type: ignore[arg-type]
            {"CHSI": Table(lambda _: (RESULT_COLUMN,), self._check)},
            WrongRows(self),  # type: ignore[arg-type]
            take_back=lambda _: None,
            send=lambda _: None,
            clock=lambda: NOW,
        )
        running.run("i", lambda: 300)
        return self.job

    def correct(self, text: str | None) -> Import:
        """text: None if the upload is not there."""
        key = f"c{len(self.job.corrections)}"
        if text is not None:
            self.bucket[key] = text.encode()
        late = self.job.state == "DONE"
        corrections = (*self.job.corrections, key)
        self.job = replace(self.job, state="QUEUED", at=0, corrections=corrections, late=late)
        return self.run()

    def get(self, key: str, limit: int) -> Any:
        if key not in self.bucket:
            raise Absent(key)
        if len(self.bucket[key]) > 1_000:
            raise TooBig(len(self.bucket[key]), limit)
        return SimpleNamespace(data=self.bucket[key])

    def put(self, key: str, data: bytes, _: str) -> bool:
        self.bucket[key] = data
        return True

    def _move(self, _: Import, after: Import) -> None:
        self.job = after

    def _check(self, _: Import, table: Rows) -> Checked:
        return Checked(looks=[partial(self._look, table)], writes=[partial(self._write, table)])

    def _look(self, table: Rows) -> PieceResult:
        return 0, tuple(self._wrong(table, "错"))

    def _write(self, table: Rows) -> PieceResult:
        done = [row["结果"] for _, row in table if row["结果"] != "晚"]
        self.written += done
        return len(done), tuple(self._wrong(table, "晚"))

    def _wrong(self, table: Rows, what: str) -> Iterator[Problem]:
        return (Problem(line=line, column="结果", message=what) for line, row in table if row["结果"] == what)


def test_a_row_corrected_in_a_round_that_wrote_nothing_is_written_in_the_next() -> None:
    desk = Desk()
    assert (desk.run().kept, desk.written) == (2, ["甲"])
    first = desk.correct("原表行号,结果\n3,乙\n4,错\n")
    assert (first.state, first.kept, desk.written) == ("DONE", 1, ["甲"])
    last = desk.correct("原表行号,结果\n4,丙\n")
    assert (last.state, last.wrong, last.done, desk.written) == ("DONE", 0, 3, ["甲", "乙", "丙"])


def test_a_row_that_was_written_is_not_written_in_a_later_round() -> None:
    desk = Desk()
    desk.run()
    desk.correct("原表行号,结果\n3,乙\n")
    assert desk.written == ["甲", "乙"]
    assert (desk.correct("原表行号,结果\n4,丙\n").wrong, desk.written) == (0, ["甲", "乙", "丙"])


@pytest.mark.parametrize("text", [None, "原表行号,结果\n" + "3,乙\n" * 200], ids=["absent", "too big"])
def test_a_correction_that_is_not_there_leaves_the_import_as_it_was(text: str | None) -> None:
    desk = Desk()
    before = desk.run()
    after = desk.correct(text)
    assert (after.state, after.corrections, after.kept, after.parts) == ("DONE", (), before.kept, before.parts)
    assert after.problems[0].column == CORRECTION
    assert desk.correct("原表行号,结果\n3,乙\n4,丙\n").wrong == 0
    assert desk.written == ["甲", "乙", "丙"]
