"""Tables as people really save them: short rows, formatted columns, cells that hold a page."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any, cast
from xml.etree import ElementTree

import openpyxl
import pytest

from chalicelib.delivery.results import Results
from chalicelib.imports import sheets
from chalicelib.imports.columns import COURIER, ORDER, RESULT, WAYBILL
from chalicelib.imports.enrolments import Enrolments
from chalicelib.imports.model import Problem
from chalicelib.imports.people import UNUSED
from chalicelib.imports.results import Match, ResultsTable
from chalicelib.shared.crypto import Keys
from chalicelib.shared.sheets import xlsx_bytes
from chalicelib.tasks.roster import RosterRow
from tests.worlds.roster_tables import JOB, TASK, people

INDIVIDUAL = replace(TASK, task_type="INDIVIDUAL")


@pytest.mark.parametrize("data", ["学院,班级,学号\n计算机学院\n,,2022A\n".encode(), None])
def test_a_row_that_ends_early_has_empty_cells(data: bytes | None) -> None:
    if data is None:
        data = xlsx_bytes([("学院", "班级", "学号"), ("计算机学院",), ("", "", "2022A")], "x")
    assert [row for _, row in sheets.read(data, ["学号"]).rows()] == [
        {"学院": "计算机学院", "班级": "", "学号": ""},
        {"学院": "", "班级": "", "学号": "2022A"},
    ]


def test_a_row_without_its_number_is_a_problem_of_that_row() -> None:
    found = people().check(JOB, sheets.read("学院,学号\n计算机学院\n,2022A\n".encode(), ["学号"]).rows())
    assert [(one.line, "学号" in one.message) for one in found.problems] == [(2, True)]


def test_columns_that_are_only_formatted_cost_nothing() -> None:
    book, made, wide = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["学号", "班级"])
    book.active.append(["2022A", "软件2201"])
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(wide, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert sheets.read(wide.getvalue(), ["学号"]).lines == [(2, ["2022A", "软件2201"], ())]


def test_every_cell_is_plain_text_whatever_the_spreadsheet_kept() -> None:
    (found,) = sheets.read(sheet(["学号", "班级", "学院"], [123, 2201.5, True]), ["学号"]).rows()
    assert {type(cell) for cell in found[1].values()} == {str}
    assert found[1] == {"学号": "123", "班级": "2201.5", "学院": "True"}
    assert found[1].numbers == {"学号", "班级"}


def test_a_bomb_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 320_000_000)
    with pytest.raises(sheets.Unreadable, match="过大"):
        sheets.read(out.getvalue(), ["学号"]).rows()


def test_a_class_that_is_a_whole_page_is_a_problem_of_its_row() -> None:
    rows = [{"学号": "2022A", "学院": "计算机学院", "班级": "软件2201"}, {"学号": "22B", "班级": "软" * 61}]
    found = people().check(JOB, list(enumerate(map(sheets.SheetRow, rows), 2)))
    assert [(one.line, one.column) for one in found.problems] == [(3, "班级")]


def test_a_waybill_that_is_a_whole_page_is_a_problem_of_its_row() -> None:
    known: Any = (None, Results(cast(Any, None)), *(None,) * 4)
    table, good = ResultsTable(*known, chsi=False), "SF1" * 10
    assert table._wrong_cell(2, sheets.SheetRow({COURIER: "顺丰", WAYBILL: good})) is None
    for row, column in (
        ({COURIER: "顺丰", WAYBILL: good * 2}, WAYBILL),
        ({COURIER: "顺丰", WAYBILL: "12 <>"}, WAYBILL),
        ({COURIER: "顺丰", WAYBILL: ""}, WAYBILL),
        ({COURIER: "顺", WAYBILL: good}, COURIER),
    ):
        wrong = table._wrong_cell(2, sheets.SheetRow(row))
        assert isinstance(wrong, Problem)
        assert wrong.column == column


@pytest.mark.parametrize("cell", [1234567890123456, 2.0225e17, "7.73012E+14", "２.02E+11", True])
def test_a_number_that_a_spreadsheet_changed_is_a_problem_of_its_row(cell: object) -> None:
    book, made = openpyxl.Workbook(), io.BytesIO()
    for row in (["学号"], ["2022A"], [cell], [123456789012345]):
        book.active.append(row)
    book.save(made)
    (wrong,) = people().check(JOB, found := sheets.read(made.getvalue(), ["学号"]).rows()).problems
    assert (wrong.line, wrong.column) == (3, "学号")
    assert "文本" in wrong.message
    assert found[2][1] == {"学号": "123456789012345"}
    table = ResultsTable(*cast(Any, (None,) * 6), chsi=False)
    posted = table._wrong_cell(3, sheets.SheetRow({COURIER: "顺丰", WAYBILL: found[1][1]["学号"]}))
    assert posted is not None
    assert (posted.column, posted.message) == (WAYBILL, wrong.message)


def sheet(*rows: list[object]) -> bytes:
    """An XLSX whose cells are of those types."""
    book, made = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(made)
    return made.getvalue()


def test_numbers_kept_as_numbers_are_taken_with_one_warning() -> None:
    found = sheets.read(sheet(["学号"], ["00123"], [123], [20220101.0], [" 2022AB"]), ["学号"]).rows()
    assert [row["学号"] for _, row in found] == ["00123", "123", "20220101", "2022AB"]
    checked = people().check(JOB, found)
    assert checked.problems == ()
    count, (warning, _) = checked.pieces()[-1]()
    assert count == 0
    assert (warning.line, warning.column) == (3, "学号")
    assert "2 个单元格是数字格式" in warning.message
    assert "开头的 0" in warning.message


def test_text_and_numbers_of_other_columns_warn_of_nothing() -> None:
    for data in (sheet(["学号", "学院"], ["00123", 7], ["2022AB", 8]), "学号\n123\n".encode()):
        checked = people().check(JOB, sheets.read(data, ["学号"]).rows())
        assert checked.pieces()[-1]() == (0, (Problem(line=0, column="", message=UNUSED),))


def test_a_waybill_kept_as_a_number_warns_and_an_unknown_student_number_says_why() -> None:
    known: Any = (None, None, None, Enrolments(Keys(bytes(32)), tuple), lambda _: INDIVIDUAL, None)
    posted = ResultsTable(*known, chsi=False)
    lines: list[list[object]] = [["x" * 22, "邮政", 9912345], ["y" * 22, "邮政", "099"]]
    checked = posted.check(JOB, sheets.read(sheet([ORDER, COURIER, WAYBILL], *lines), [WAYBILL]).rows())
    (warning,) = checked.pieces()[-1]()[1]
    assert (warning.line, warning.column) == (2, WAYBILL)
    (row,) = sheets.read(sheet(["学号", RESULT], [123, "通过"]), [RESULT]).rows()
    wrong = posted._problem(Match(*row, "学号", None))
    assert wrong is not None
    assert wrong.message.startswith("本任务中没有这个订单；单元格是数字格式")


def test_what_only_looks_like_a_changed_number_is_taken() -> None:
    rows = sheets.read("学号\n7E12\n1E5\nTRUE1\n".encode(), ["学号"]).rows()
    assert people().check(JOB, rows).problems == ()


def test_an_earlier_rosters_class_stays_unless_it_is_of_another_college() -> None:
    newer = RosterRow(digest="0", college="信息学院")
    before = [replace(newer, college=college, class_name="软件2201") for college in ("", "信息学院", "商学院")]
    assert [newer.over(row).class_name for row in before] == ["软件2201", "软件2201", ""]


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
