"""Workbooks and texts as programs save them, and files that were made to stop the reader."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from chalicelib.desk.schools import read_list
from chalicelib.imports import columns, schools
from chalicelib.imports.apart import ReaderFailed, read_apart
from chalicelib.imports.model import WAITS, Kind
from chalicelib.imports.people import NO_CLASS
from chalicelib.imports.sheets import MOST_COLUMNS, SheetTable, Unreadable, read
from chalicelib.shared.sheets import xlsx_bytes
from tests.worlds.roster_tables import JOB, TASK, people

# An XLS: a sheet without a table, then 名单: a merged title, 学号 院系 班级, and three rows with merged cells.
XLS = zlib.decompress(
    base64.b85decode(
        "c-rk)T}V_x6#i!R?vJADuBo7bh>?}~pes=?wiT2RWZDl&3b~sKp}4X2QiNINQ$#@^7`+HW^kVhW4~5iQ4}qZ%K@hk_PtikQKalS2"
        "oOADPYD>6Kl5xLf&di)S-<-KKXJ+o+my^Mn(R*bHEWviTkTi4PS)fyta#EE5sNFQVn96;WOb4q9IX+rQj~kEkUwC;9dA$?RxNAHk"
        "3B0A$j+1DL^>tOOAa=<ZB8tb*pbUyVjhmGGD3x&)iaaiIjmSG<`$Xgp(OePPK(;gLC?>;A)!XbiZq=32<|nD}Ksc{OQ-@+a=Quup"
        "O<A^X?2Mm?^!}R-<whRHKr7eS)z=k|^v<A&mT(N8%?e;PwO5~3IQo^<E0F%%V!bzm{<=1R0hk?%191p>C^5K2tJ%x`Zm##bt$O~U"
        "!w2UOkpq|$ZHb=Nkrp=dLWNL^5Vm4(JKIrT-EChviw=K3N7=_yxB98y+PYA^m2Dw<Vt=foyDd8Gfr?%I(i8%BQioi2Ag4lL(W#Ix"
        "dnJ!#Ckmt-lpPbGbARskr>T9>=I}Am49HDj-52Zm0b$|-Gl=X@w^*`T7@I|2lwQ|LxlCjc#X03w&Bb<M&!E^`lGZBnQ!khfZ&*;?"
        "NadjqEf33w-i0?&dAu=kwrKoScoda1b)CfL-ymvKjk+<ycoa_M%05}%h%Ei(l=10+J$BQ+6bmpfa|W6ZxjA(q?z1VKLO-z*vnr87"
        "_x9?YRaeGY<tLty8qW^T58JB@_DbxzN2|v6u5?XP&9J@c3~ViIw{35&g*RPew$Em}mazMEuIPd&TQ_A)key4|3RYRCN6r5A62FEp"
        "J@S-3-q^x?PpidDm-yDAS9UaME6R{5${aXw;J|?c2M&G@C2tefTccsWL-L!5*Z!_EPbukqCi!o105STVroW}T(MNe4XR?Z)61Y{W"
        "FSSfg>U$yM2zigA2T>VEPuB5E|0~qO=UFx}@aMKrw*HgZjPo!1{{gRU46p"
    )
)


def of(
    kind: Kind, data: bytes, remembered: dict[str, str] | None = None, chosen: dict[str, str] | None = None
) -> SheetTable:
    found = columns.columns(kind, TASK)
    return read(data, columns.needed(found), columns.spellings(found, remembered or {}, chosen))


def book(fill: Callable[[Any], None]) -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    fill(made)
    made.save(out)
    return out.getvalue()


def with_sheet(xml: str, merged: str = "") -> bytes:
    """An XLSX with these rows and merged cells as XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes([], "x"))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
            sheet = f"<worksheet {main}><sheetData>{xml}</sheetData>{merged}</worksheet>".encode()
            new.writestr(name, sheet if name.endswith("sheet1.xml") else old.read(name))
    return out.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = f'<row r="1">{cell("A1", "学号")}</row>'
NEVER_ENDING = {
    "row": with_sheet(f'{HEAD}<row r="9999999999">{cell("A9999999999", "1")}</row>'),
    "corner": with_sheet(f'{HEAD}<row r="1048576">{cell("XFD1048576", "1")}</row>'),
    "heading": (",".join(["学号", *"a" * 50_000]) + "\n" + "1\n" * 100_000).encode(),
    "rows": ("学号\n" + "1\n" * 200_001).encode(),
    "cells": (",".join(["学号", *(f"c{at}" for at in range(MOST_COLUMNS - 1))]) + "\n" + "1\n" * 20_000).encode(),
}


@pytest.mark.parametrize("name", NEVER_ENDING)
def test_a_table_that_would_use_up_the_step_is_refused(name: str) -> None:
    with pytest.raises(Unreadable, match="请只留下需要的工作表、行和列"):
        read_apart(NEVER_ENDING[name], ["学号"])


def test_a_table_read_apart_is_as_if_read_here() -> None:
    assert read_apart(XLS, ["学号"], {"学院": ["院系"]}) == read(XLS, ["学号"], {"学院": ["院系"]})
    with pytest.raises(Unreadable) as caught:
        read_apart("姓名\n张三\n".encode(), ["学号"])
    assert caught.value.head == ("姓名",)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_is_read_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    text = "2027届名单\r\n学号,班级\r\n0123,软件2201\r\n".replace(",", delimiter)
    assert of("ROSTER", text.encode(encoding)).lines == [(3, ["0123", "软件2201"], ())]


def test_an_xls_is_read_on_any_sheet_with_its_merged_cells() -> None:
    assert [(line, dict(row)) for line, row in of("ROSTER", XLS).rows()] == [
        (3, {"学号": "0123", "学院": "信息学院", "班级": "软件2201"}),
        (4, {"学号": "20220102", "学院": "信息学院", "班级": "软件2201"}),
        (5, {"学号": "0125", "学院": "信息学院", "班级": ""}),
    ]


def test_a_heading_of_two_merged_lines_is_one() -> None:
    def fill(made: Any) -> None:
        sheet = made.active
        for row in (["学号", "在校信息"], [None, "学院", "班级"], ["1", "信息学院", "软件2201"]):
            sheet.append(row)
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")
        made.create_sheet("说明")

    assert of("ROSTER", book(fill)).lines == [(3, ["1", "信息学院", "软件2201"], ())]
    assert of("ROSTER", "学号,姓名,姓名\n学号,姓,名\n1,张,三\n".encode()).lines == [(3, ["1", "张", "三"], ())]
    (row,) = of("ROSTER", "学号,班级,班级\n1,软件2201,\n".encode()).rows()
    assert row[1]["班级"] == "软件2201"


def test_of_several_sheets_the_first_with_rows_is_read_and_others_are_named() -> None:
    def fill(made: Any) -> None:
        for sheet, row in zip((made.active, *map(made.create_sheet, "一二")), ([], ["一"], ["二"]), strict=True):
            sheet.append(["学号"])
            sheet.append(row)

    table = of("ROSTER", book(fill))
    assert (table.lines, table.unread) == ([(2, ["一"], ())], ["工作表“二”"])
    with pytest.raises(Unreadable, match="表格中没有数据"):
        of("ROSTER", "学号\n".encode())


def test_merged_cells_that_cover_more_than_the_sheet_has_cost_nothing() -> None:
    rows = [
        f'<row r="{at}">{cell(f"A{at}", a)}{cell(f"B{at}", b)}</row>'
        for at, a, b in ((1, "学号", "班级"), (2, "1", "1班"))
    ]
    data = with_sheet("".join(rows), '<mergeCells count="1"><mergeCell ref="B2:XFD1048576"/></mergeCells>')
    assert of("ROSTER", data).lines == [(2, ["1", "1班"], ())]


@pytest.mark.parametrize("name", ["审核结果", "比对结果", "校验结果", "状态"])
def test_chsis_result_is_known_by_its_other_names(name: str) -> None:
    table = of("CHSI", f"学号,{name}\n1,通过\n".encode())
    assert (table.head[1], table.columns[1]) == (name, "结果")


@pytest.mark.parametrize(
    ("head", "remembered", "chosen", "read_as"),
    [
        ("学号,状态,结论,结果", {"结论": "结果"}, {}, "学号,状态,结论,结果"),
        ("学号,状态,结论", {"结论": "结果", "状态": "说明"}, {}, "学号,说明,结果"),
        ("学号,状态,结论,结果", {}, {"结果": "结论"}, "学号,状态,结果,"),
        ("学号,说明,结果", {}, {"结果": "说明", "说明": "结果"}, "学号,结果,说明"),
        ("学号,说明,结果", {}, {"说明": ""}, "学号,,结果"),
    ],
)
def test_what_is_matched_for_a_table_comes_first_and_what_is_remembered_after_our_own_name(
    head: str, remembered: dict[str, str], chosen: dict[str, str], read_as: str
) -> None:
    data = f"{head}\n1,2,3,4\n".encode()
    assert of("CHSI", data, remembered, chosen).columns == read_as.split(",")


def test_a_table_without_a_heading_says_what_was_found() -> None:
    data = xlsx_bytes([["2027届名单"], ["姓名", "考生号", *["专业"] * 20], ["张三", *["1"] * 30]], "汇总")
    with pytest.raises(Unreadable, match="应包含：学号。工作表“汇总”里找到的是：姓名、考生号、专业") as caught:
        of("ROSTER", data)
    assert len(caught.value.head) == 22  # each can be matched
    with pytest.raises(Unreadable, match="其实是网页"):
        of("ROSTER", "<table><tr><td>学号</td></tr></table>".encode())


@pytest.mark.parametrize("rows", ["张三,2023010101,软件2201\n", "名单\nA1B2C3D4,张三\n", "2023010101\n"])
def test_a_student_in_place_of_a_heading_is_neither_shown_nor_kept(rows: str) -> None:
    with pytest.raises(Unreadable, match="请在数据上面加一行列名") as caught:
        of("ROSTER", rows.encode())
    assert caught.value.head == ()


@pytest.mark.parametrize(
    ("code", "error", "raised"),
    [(-9, "", Unreadable), (1, "x.PanicException: 张三", Unreadable), (1, "\nValueError: 张三", ReaderFailed)],
)
def test_a_mistake_of_our_own_is_not_told_as_the_tables(
    code: int, error: str, raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = SimpleNamespace(returncode=code, stderr=error.encode())
    monkeypatch.setattr("chalicelib.imports.apart.subprocess.run", lambda *_, **__: ended)
    with pytest.raises(raised) as caught:
        read_apart(b"", ["学号"])
    assert "张三" not in str(caught.value)


def test_rows_without_a_class_are_named() -> None:
    checked = people().check(JOB, of("ROSTER", XLS).rows())
    assert [(one.line, one.column) for one in checked.warnings if one.message == NO_CLASS] == [(5, "班级")]
    none = people().check(JOB, of("ROSTER", "学号\n1\n22\n".encode()).rows())
    assert NO_CLASS not in [one.message for one in none.warnings]


def test_schools_that_are_left_out_are_named_with_the_reason() -> None:
    head, title = ["学校名称", "学校标识码", "所在地"], ["湖南省（2所）"] * 3
    known = ["湖南大学", "4143010532", "长沙市"]
    ((_, school),), *_ = read_list(of("SCHOOLS", xlsx_bytes([head, known], "x")).rows(), [], ())
    desk: Any = SimpleNamespace(every=lambda: [school], in_use=tuple)
    rows = of("SCHOOLS", xlsx_bytes([head, title, known, ["某大学", "4143010999", ""]], "x")).rows()
    assert [one.message for one in schools.SchoolsTable(desk).check(JOB, rows).writes[0]()[1]] == [
        "1 行是省份的标题，不是学校：第 2 行",
        "1 行与目录中的相同，没有改动：第 3 行",
    ]


def test_an_import_that_does_not_move_says_so_before_it_is_stopped() -> None:
    at = JOB.created_at
    said = {minutes: JOB.seen_at(at + timedelta(minutes=minutes)) for minutes in (5, 7, 61)}
    assert [(one.state, len(one.problems)) for one in said.values()] == [("QUEUED", 0), ("QUEUED", 1), ("STALLED", 1)]
    assert said[7].problems[0].message == WAITS
