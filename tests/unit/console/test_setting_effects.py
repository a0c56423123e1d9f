"""What a manager is told before she saves settings, or closes a task."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.worlds.console_modules import evaluated

MODULE = "staff/setting_effects.js"
STATES = {"DRAFT": 1276, "AWAITING_PAYMENT": 312, "REJECTED": 2, "WITHDRAWN": 1, "IN_REVIEW": 7}


def effects(*names: str) -> dict[str, str]:
    return dict(evaluated(MODULE, f"it.effectsOf({json.dumps(names)}, {json.dumps(STATES)})"))


@pytest.mark.parametrize(
    ("name", "row", "says"),
    [
        ("closes_at", "时间", "1,276 个待提交"),
        ("price", "费用", "312 个待支付"),
        ("reject_limit", "规则", "3 个要重新提交"),
        ("glasses", "照片", "以后上传"),
        ("levels", "办理", "1,276 个待提交"),
        ("file_name", "文件", "已经生成的不变"),
        ("retention_days", "保留", "不能恢复"),
    ],
)
def test_a_change_says_whom_it_concerns(name: str, row: str, says: str) -> None:
    told = effects(name)
    assert says in told[row]
    assert "不会自动发通知" in told["学生"]


def test_a_printed_notice_is_remembered_where_it_says_what_changes() -> None:
    assert "重新打印" in effects("price")["通知"]
    assert "通知" not in effects("retention_days")


def test_every_setting_that_may_change_says_something_of_its_own() -> None:
    settings: dict[str, Any] = json.loads(json.dumps(evaluated("staff/generated/rules.js", "it.DEFAULTS")))
    plain = {"sub_unit", "makeup_of", "demo"}  # seen at once, or by nobody
    assert {name for name in settings if len(effects(name)) == 1} <= plain


def test_closing_counts_who_is_left_where() -> None:
    told = dict(evaluated(MODULE, f"it.closingOf({json.dumps(STATES)})"))
    assert told["待提交"].startswith("1,276 个")
    assert told["要重新提交"].startswith("3 个")
    assert told["已付款的"].startswith("7 个")


def test_a_change_is_told_in_words() -> None:
    new = evaluated("staff/task_form.js", "it.NEW")
    base = new | {"schools": ["10532"], "price": "20.00", "glasses": "ALLOW", "allow_album": True}
    typed = base | {"schools": ["10532", "10554"], "price": "30", "glasses": "REFUSE", "allow_album": False}
    told = evaluated(MODULE, f"it.changesOf({json.dumps(base)}, {json.dumps(typed)}, (code) => `学校${{code}}`)")
    assert {what: (before, after) for what, before, after in told} == {
        "学校": ("学校10532", "学校10532、学校10554"),
        "价格": ("20.00", "30"),
        "眼镜": ("可以戴透明眼镜", "不可以戴眼镜"),
        "从相册选择": ("是", "否"),
    }
