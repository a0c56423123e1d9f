"""What a file tells of itself, and which of its columns are read."""

from __future__ import annotations

import json

import pytest

from tests.worlds.console_modules import evaluated

WORDS = "staff/parts/imports/words.js"


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
