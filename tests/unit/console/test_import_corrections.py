"""Corrections as the page makes them: what is sent, what is left; what a file tells of itself; how long it takes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.imports.corrections import LINE, SKIP, VERDICT, read
from tests.worlds.console_modules import evaluated

FIX, WORDS = "staff/parts/imports/fix.js", "staff/parts/imports/words.js"
ROWS = [
    {"line": 3, "cells": {"学号": "!!", "学院": "商,学院"}, "wrong": [{"column": "学号", "message": "不对"}]},
    {"line": 5, "cells": {"学号": "1"}, "wrong": [{"column": "学号", "message": "重复"}]},
    {"line": 7, "cells": {"学号": "=2"}, "wrong": [{"column": "", "message": "不对"}]},
]


def of(fix: dict[str, Any], call: str) -> Any:
    return evaluated(FIX, f"it.{call.format(fix=json.dumps(fix), rows=json.dumps(ROWS))}")


@pytest.mark.parametrize(
    ("fix", "skip_rest", "sent"),
    [
        ({"cells": {"3": {"学号": "2023"}}, "skipped": {}}, False, {3: {"学号": "2023", "学院": "商,学院"}}),
        ({"cells": {"3": {"学号": "2023"}}, "skipped": {"5": True}}, True, {3: {"学号": "2023"}, 5: None, 7: None}),
        ({"cells": {"3": {"学号": "!!"}}, "skipped": {}}, False, {}),
        ({"cells": {"3": {"学号": "2"}}, "skipped": {"3": True}}, False, {3: None}),
    ],
)
def test_only_what_was_corrected_is_sent(fix: dict[str, Any], skip_rest: bool, sent: dict[int, Any]) -> None:
    table = of(fix, f"tableOf({{fix}}, {{rows}}, {json.dumps(skip_rest)})")
    if not sent:
        assert table.strip("\ufeff\r\n") == f"{LINE},{VERDICT},学号,学院"
        return
    found = read(table.encode()).rows
    assert found.keys() == sent.keys()
    for line, cells in sent.items():
        assert (found[line] is None) == (cells is None)
        assert cells is None or (found[line] is not None and cells.items() <= found[line].items())  # type: ignore[union-attr]
    assert SKIP in table or None not in sent.values()


def test_rows_are_counted_by_what_becomes_of_them() -> None:
    fix = {"cells": {"3": {"学号": "2023"}, "5": {"学号": "1 "}}, "skipped": {"7": True}}
    assert of(fix, "counted({fix}, {rows})") == [1, 1, 1]
    assert evaluated(FIX, "it.counted(it.NOTHING, [])") == [0, 0, 0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("学号,学院,班级\n", None),
        ("补充名单.xlsx", "ROSTER"),
        ("现场已采集名单.xlsx", "CAPTURED"),
        ("订单号,快递公司,快递单号\n", "WAYBILLS"),
        ("订单号,结果,说明\n", "CHSI"),
        ("学校名称,学校标识码\n", "SCHOOLS"),
    ],
)
def test_a_file_tells_what_it_is(text: str, kind: str | None) -> None:
    assert evaluated(WORDS, f"it.kindOf({json.dumps(text)})") == kind


def test_a_heading_is_matched_by_the_first_accepted_name() -> None:
    columns = [
        {"name": name, "accepted": names} for name, names in (("结果", ["结论", "结果", "状态"]), ("说明", ["说明"]))
    ]
    read = f"it.matchedOf({json.dumps(columns)}, ['状态', '结果'])"
    assert evaluated(WORDS, read) == {"结果": "结果", "说明": ""}
    changed = "it.changedOf({ 结果: '结果', 学号: '学号', 说明: '备注' }, { 结果: '结论', 学号: '学号', 说明: '' })"
    assert evaluated(WORDS, changed) == {"结果": "结论", "说明": ""}
