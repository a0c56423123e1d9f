"""Tables as people really save them: short rows, formatted columns, cells that hold a page."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from xml.etree import ElementTree

import openpyxl
import pytest

from chalicelib.imports import reading
from chalicelib.imports.enrolments import Enrolment, Enrolments
from chalicelib.imports.model import Import, Problem
from chalicelib.imports.people import PeopleTable
from chalicelib.imports.results import COURIER, WAYBILL, ResultsTable
from chalicelib.shared.crypto import Keys
from chalicelib.shared.sheets import xlsx_bytes
from tests.worlds.tasks import PLAIN_FIELDS, a_task

TASK = a_task(collect_mode="PLAIN", form_fields=PLAIN_FIELDS)
JOB = Import(
    import_id="i", branch="hunan", kind="ROSTER", state="QUEUED", created_at=datetime(2026, 11, 24, tzinfo=UTC),
    staff_id="s", staff_name="李四", upload_id="u", reason="学校提供", task_id=TASK.task_id,
)  # fmt: skip


def people() -> PeopleTable:
    enrolments = SimpleNamespace(of=lambda _: lambda text: Enrolment(f"{len(text):08x}", text) if text else None)
    tasks = SimpleNamespace(get=lambda _: TASK)
    return PeopleTable(cast(Any, tasks), cast(Enrolments, enrolments), lambda *_: {}, lambda *_: None, captured=False)


@pytest.mark.parametrize("data", ["学院,班级,学号\n计算机学院\n,,2022A\n".encode(), None])
def test_a_row_that_ends_early_has_empty_cells(data: bytes | None) -> None:
    if data is None:
        data = xlsx_bytes([("学院", "班级", "学号"), ("计算机学院",), ("", "", "2022A")], "x")
    assert [row for _, row in reading.rows(data, ["学号"])] == [
        {"学院": "计算机学院", "班级": "", "学号": ""}, {"学院": "", "班级": "", "学号": "2022A"},
    ]  # fmt: skip


def test_a_row_without_its_number_is_a_problem_of_that_row() -> None:
    found = people().check(JOB, reading.rows("学院,学号\n计算机学院\n,2022A\n".encode(), ["学号"]))
    assert [(one.line, "学号" in one.message) for one in found.problems] == [(2, True)]


def test_columns_that_are_only_formatted_cost_nothing() -> None:
    book, made, wide = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["学号", "班级"])
    book.active.append(["2022A", "软件2201"])
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(wide, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert list(reading._xlsx(wide.getvalue())) == [["学号", "班级"], ["2022A", "软件2201"]]


def test_a_bomb_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 320_000_000)
    with pytest.raises(reading.Unreadable, match="过大"):
        reading.rows(out.getvalue(), ["学号"])


def test_a_class_that_is_a_whole_page_is_a_problem_of_its_row() -> None:
    rows = [(2, {"学号": "2022A", "学院": "计算机学院", "班级": "软件2201"}), (3, {"学号": "22B", "班级": "软" * 61})]
    found = people().check(JOB, rows)
    assert [(one.line, one.column) for one in found.problems] == [(3, "班级")]


def test_a_waybill_that_is_a_whole_page_is_a_problem_of_its_row() -> None:
    table = ResultsTable(*cast(Any, (None, None, None, None, None)), chsi=False)
    assert table._wrong_cell(2, {COURIER: "顺丰", WAYBILL: "SF1" * 10}) is None
    for row, column in (({COURIER: "顺丰", WAYBILL: "SF1" * 20}, WAYBILL), ({COURIER: "顺", WAYBILL: "SF1"}, COURIER)):
        wrong = table._wrong_cell(2, row)
        assert isinstance(wrong, Problem)
        assert wrong.column == column


@pytest.mark.parametrize("cell", [1234567890123456, 2.0225e17, "7.73012E+14", "２.02E+11", True])
def test_a_number_that_a_spreadsheet_changed_is_a_problem_of_its_row(cell: object) -> None:
    book, made = openpyxl.Workbook(), io.BytesIO()
    for row in (["学号"], ["2022A"], [cell], [123456789012345]):
        book.active.append(row)
    book.save(made)
    (wrong,) = people().check(JOB, found := reading.rows(made.getvalue(), ["学号"])).problems
    assert (wrong.line, wrong.column) == (3, "学号")
    assert "文本" in wrong.message
    assert found[2][1] == {"学号": "123456789012345"}
    table = ResultsTable(*cast(Any, (None, None, None, None, None)), chsi=False)
    posted = table._wrong_cell(3, {COURIER: "顺丰", WAYBILL: found[1][1]["学号"]})
    assert posted is not None
    assert (posted.column, posted.message) == (WAYBILL, wrong.message)


def test_what_only_looks_like_a_changed_number_is_taken() -> None:
    rows = reading.rows("学号\n7E12\n1E5\nTRUE1\n".encode(), ["学号"])
    assert people().check(JOB, rows).problems == ()


def test_a_student_number_of_dashes_is_none() -> None:
    understand = Enrolments(Keys(bytes(32)), tuple).of(TASK)
    assert understand("--") is None
    assert understand("2022-a") is not None


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\ufffe", "\uffff", "\ud83d"])
def test_a_sheet_holds_no_sign_that_excel_refuses(sign: str) -> None:
    data = xlsx_bytes([(f"王{sign}小明𠮷䶮·",)], "x")
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "".join(ElementTree.fromstring(sheet).itertext()) == "王小明𠮷䶮·"
    assert sign not in sheet
