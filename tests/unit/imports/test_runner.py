"""An import in pieces: it goes on where it was, whoever dies, comes twice or takes it back meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.imports import runner
from chalicelib.imports.columns import RESULT, Column
from chalicelib.imports.model import Import, Problem
from chalicelib.imports.runner import Checked, ImportRunner, PieceResult, Table
from chalicelib.imports.sheets import Rows, Unreadable
from chalicelib.shared.db import Conflict
from chalicelib.storage.objects import Absent

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
WRONG = Problem(line=3, column="订单号", message="本任务中没有这个订单")
RESULT_COLUMN = Column(name=RESULT, needed=True, about="", example=())


class Desk:
    """One import, and what its pieces did: `look 0`, `write 1`."""

    def __init__(self, *, looks: Sequence[PieceResult] = ((0, ()),) * 3, writes: int = 3, job: Import = JOB) -> None:
        self.kept, self.did, self.sent = job, list[str](), list[str]()
        self.data: Callable[..., Any] = lambda *_: SimpleNamespace(data="结果\n通过\n".encode())
        self.meanwhile: dict[str, Callable[[], None]] = {}
        self.remembered: dict[str, str] = {}
        self.read: list[Rows] = []
        pieces = [self._piece(f"look {number}", found) for number, found in enumerate(looks)]
        ready = [self._piece(f"write {number}", (1, ())) for number in range(writes)]
        self.checked = Checked(looks=pieces, writes=ready)

    def _piece(self, name: str, found: PieceResult) -> Callable[[], PieceResult]:
        def work() -> PieceResult:
            self.did.append(name)
            self.meanwhile.pop(name, lambda: None)()
            return found

        return work

    def _check(self, _: Import, rows: Rows) -> Checked:
        self.read.append(rows)
        return self.checked

    def _move(self, before: Import, after: Import) -> None:
        if self.kept.taken_back or self.kept.at != before.at:
            raise Conflict
        self.kept = after

    def run(self, left: float = 300) -> str:
        store: Any = SimpleNamespace(
            get=lambda _: self.kept, remembered=lambda *_: self.remembered, move=self._move, save_undone=self._put
        )
        objects: Any = SimpleNamespace(get=lambda *_: self.data())
        wrong_rows: Any = SimpleNamespace(put=lambda *_: None)
        running = ImportRunner(
            store,
            objects,
            {"CHSI": Table(lambda _: (RESULT_COLUMN,), self._check)},
            wrong_rows,
            take_back=lambda _: self.did.clear(),
            send=self.sent.append,
            clock=lambda: NOW,
        )
        return running.run("i", lambda: left)

    def _put(self, job: Import) -> None:
        self.kept = job


def dies() -> None:
    raise MemoryError


def test_a_long_table_takes_several_steps_each_of_which_queues_the_next() -> None:
    desk, said = Desk(), []
    for turn in range(6):
        said.append(desk.run(left=0))
        assert len(desk.sent) == min(turn + 1, 5)
    assert desk.did == ["look 0", "look 1", "look 2", "write 0", "write 1", "write 2"]
    assert said == ["QUEUED"] * 3 + ["RUNNING"] * 2 + ["DONE"]
    assert (desk.kept.done, desk.kept.moved_at) == (3, NOW)
    assert desk.run() == "nothing to do"


def test_one_wrong_row_in_any_piece_and_nothing_is_written() -> None:
    desk = Desk(looks=[(0, ()), (0, (WRONG, WRONG)), (0, (WRONG,))])
    while desk.run(left=0) == "QUEUED":
        pass
    assert (desk.kept.state, desk.kept.wrong, desk.kept.problems) == ("REFUSED", 3, (WRONG,) * 3)
    assert desk.did == ["look 0", "look 1", "look 2"]


@pytest.mark.parametrize("piece", ["look 1", "write 0", "write 2"])
def test_one_that_died_goes_on_with_the_piece_it_died_in(piece: str) -> None:
    desk = Desk()
    desk.meanwhile[piece] = dies
    with pytest.raises(MemoryError):
        desk.run()
    assert desk.run() == "DONE"
    assert [one for one in desk.did if desk.did.count(one) > 1] == [piece, piece]
    assert (desk.kept.done, desk.kept.wrong) == (3, 0)


def test_once_something_may_be_written_nothing_is_refused() -> None:
    desk = Desk(looks=())
    desk.meanwhile["write 0"] = dies
    with pytest.raises(MemoryError):
        desk.run()
    desk.checked = replace(desk.checked, problems=(WRONG,))  # somebody changed what the table is compared with
    assert desk.run() == "DONE"


def test_warnings_are_the_last_piece_and_refuse_nothing() -> None:
    desk = Desk()
    desk.checked = replace(desk.checked, warnings=(WRONG,))
    said = [desk.run(left=0) for _ in range(7)]
    assert said == ["QUEUED"] * 3 + ["RUNNING"] * 3 + ["DONE"]
    assert (desk.kept.at, desk.kept.done, desk.kept.wrong, desk.kept.problems) == (7, 3, 1, (WRONG,))
    assert not desk.kept.is_correctable  # its row was taken
    assert desk.did[-1] == "write 2"


def test_of_two_steps_at_once_one_goes_on() -> None:
    desk = Desk()
    desk.meanwhile["write 1"] = lambda: (desk.run(), None)[1]
    with pytest.raises(Conflict):
        desk.run()
    assert (desk.kept.state, desk.kept.done, desk.sent) == ("DONE", 3, [])


def test_every_run_reads_the_columns_that_the_first_read() -> None:
    desk = Desk(looks=())
    desk.data = lambda *_: SimpleNamespace(data="备用,其他\n通过,见附件\n".encode())
    for name in ("备用", "其他"):
        desk.remembered = {name: "结果"}
        desk.run(left=0)
    assert [[row["结果"] for _, row in rows] for rows in desk.read] == [["通过"]] * 2


def test_a_table_whose_reader_dies_after_rows_were_written_is_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(looks=())
    desk.run(left=0)

    def dies(*_: object) -> None:
        raise Unreadable("超出了内存的限制")

    monkeypatch.setattr(runner, "read_apart", dies)
    with pytest.raises(Unreadable):
        desk.run()
    assert (desk.kept.state, desk.kept.done) == ("RUNNING", 1)


def test_one_taken_back_while_it_writes_removes_what_it_wrote() -> None:
    desk = Desk()
    desk.meanwhile["write 1"] = lambda: desk._put(replace(desk.kept, state="UNDOING"))
    assert desk.run() == "UNDONE"
    assert (desk.kept.state, desk.did) == ("UNDONE", [])


@pytest.mark.parametrize("state", ["QUEUED", "RUNNING"])
def test_an_import_whose_file_went_was_refused_only_if_nothing_is_written(state: Any) -> None:
    desk = Desk(job=replace(JOB, state=state))

    def gone() -> None:
        raise Absent

    desk.data = gone
    if state == "QUEUED":
        assert desk.run() == "REFUSED"
    else:
        with pytest.raises(Absent):
            desk.run()
