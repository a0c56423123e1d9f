"""An export in parts: it goes on where it was, whoever dies or comes twice, and the file has every row once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any

import pytest

from chalicelib.exports import runner as module
from chalicelib.exports.files import ExportFiles
from chalicelib.exports.model import KEPT, LONGEST, Export, Page
from chalicelib.exports.runner import ExportRunner, Table
from chalicelib.shared.db import Conflict
from chalicelib.storage.objects import StoredObject

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HEAD = ("编号",)
EXPORT = Export(
    export_id="e",
    branch="hunan",
    staff_id="s",
    kind="PAYMENTS",
    file="CSV",
    state="QUEUED",
    created_at=NOW,
    name="付款",
)


class Bucket:
    """Objects by key; none is ever replaced."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, key: str, data: bytes, _: str) -> bool:
        return self.kept.setdefault(key, data) is data

    def put_file(self, key: str, file: IO[bytes], content_type: str) -> bool:
        file.seek(0)
        return self.put(key, file.read(), content_type)

    def get(self, key: str, _: int) -> StoredObject:
        return StoredObject(data=self.kept[key], etag="", version_id=None, content_type="")

    def delete_all(self, prefix: str) -> None:
        for key in [key for key in self.kept if key.startswith(prefix)]:
            del self.kept[key]


@dataclass
class Desk:
    """One export of `entries`, two looked at a page."""

    entries: list[str]
    kept: Export = EXPORT
    bucket: Bucket = field(default_factory=Bucket)
    sent: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def get(self, _: str) -> Export:
        return self.kept

    def move(self, before: Export, after: Export) -> None:
        if self.kept != before:
            raise Conflict
        self.kept = after

    def page(self, _: Export, after: str | None) -> Page:
        self.meanwhile()
        begin = int(after or 0)
        some = self.entries[begin : begin + 2]
        more = str(begin + 2) if begin + 2 < len(self.entries) else None
        return Page(rows=[(one, (one,)) for one in some], looked=len(some), after=more)

    def run(self, left: float = 900) -> str:
        table = Table(head=HEAD, count=lambda _: len(self.entries), page=self.page)
        files, store = ExportFiles(self.bucket), self  # type: ignore[arg-type]
        running: Any = ExportRunner(store, files, {"PAYMENTS": table}, send=self.sent.append, clock=lambda: NOW)  # type: ignore[arg-type]
        return str(running.run("e", lambda: left))

    @property
    def table(self) -> list[str]:
        return self.bucket.kept[self.kept.key].decode("utf-8-sig").splitlines()


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PART", 3)


def test_a_long_export_takes_several_steps_each_of_which_queues_the_next() -> None:
    desk, said = Desk([str(number) for number in range(10)]), []
    while desk.kept.state != "DONE":
        desk.run(left=10)
        said.append((desk.kept.parts, desk.kept.looked, desk.kept.total))
    assert said == [(1, 4, 10), (2, 8, 10), (3, 10, 10)]
    assert (desk.sent, desk.table) == (["e", "e"], ["编号", *map(str, range(10))])
    assert list(desk.bucket.kept) == [desk.kept.key]
    assert (desk.kept.rows, desk.kept.size) == (10, len(desk.bucket.kept[desk.kept.key]))
    assert desk.run() == "nothing to do"


def test_a_part_that_was_written_before_its_step_died_counts_as_it_was_written() -> None:
    desk = Desk(["a", "b", "c", "d", "e"])
    real, desk.move = desk.move, lambda *_: (_ for _ in ()).throw(MemoryError())  # type: ignore[method-assign]
    desk.kept = Export(**vars(EXPORT) | {"state": "RUNNING", "total": 5})
    with pytest.raises(MemoryError):
        desk.run()
    desk.move = real  # type: ignore[method-assign]
    desk.entries.insert(0, "new")  # the list moved on meanwhile: the written part says where the next begins
    desk.run()
    assert desk.table == ["编号", "a", "b", "c", "d", "e"]


def test_what_moved_from_page_to_page_is_listed_once() -> None:
    desk = Desk(["a", "b", "b", "c", "a", "d"])
    desk.run()
    assert (desk.table, desk.kept.rows) == (["编号", "a", "b", "c", "d"], 4)


def test_of_two_runs_at_once_one_goes_on() -> None:
    desk = Desk(["a", "b", "c", "d", "e"])

    def other() -> None:
        desk.meanwhile = lambda: None
        desk.run()

    desk.meanwhile = other
    with pytest.raises(Conflict):
        desk.run()
    assert desk.table == ["编号", "a", "b", "c", "d", "e"]


def test_a_table_without_rows_has_its_columns_and_a_spreadsheet_opens() -> None:
    desk = Desk([], kept=Export(**vars(EXPORT) | {"file": "XLSX"}))
    desk.run()
    book = zipfile.ZipFile(io.BytesIO(desk.bucket.kept[desk.kept.key]))
    assert "编号" in book.read("xl/worksheets/sheet1.xml").decode()


def test_a_name_that_begins_like_a_formula_is_text() -> None:
    desk = Desk(["=1+1"])
    desk.run()
    assert desk.table == ["编号", "'=1+1"]


def test_what_an_export_is_shown_as() -> None:
    done = Export(**vars(EXPORT) | {"state": "DONE", "moved_at": NOW})
    assert [done.seen_at(NOW + KEPT).state, done.seen_at(NOW).state] == ["GONE", "DONE"]
    assert [EXPORT.seen_at(NOW + LONGEST * times).state for times in (1, 2)] == ["QUEUED", "STALLED"]
    again = Export(**vars(EXPORT) | {"state": "RUNNING", "moved_at": NOW + KEPT})
    assert again.seen_at(NOW + KEPT).state == "GONE"  # its first parts are deleted


def test_one_whose_parts_are_deleted_is_not_finished() -> None:
    desk = Desk(["a"], kept=Export(**vars(EXPORT) | {"created_at": NOW - KEPT}))
    assert (desk.run(), desk.bucket.kept) == ("nothing to do", {})


def test_a_negative_amount_is_a_number_in_a_spreadsheet() -> None:
    desk = Desk(["-12.50", "-1+2", "+3"])
    desk.run()
    assert desk.table == ["编号", "-12.50", "'-1+2", "'+3"]
