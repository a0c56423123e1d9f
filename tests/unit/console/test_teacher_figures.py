"""What a teacher's page makes of numbers: gaps, their order, and the words that are sent on."""

from __future__ import annotations

import json
from typing import Any

from tests.worlds.console_modules import evaluated

NOBODY = {"collected": 0, "in_review": 0, "to_mend": 0, "unpaid": 0, "idle": None, "listed": None}
VIEW = {
    "schools": ["湖南大学"],
    "title": "图像采集",
    "code": "A7K9Q2",
    "closes_at": "2026-12-20T15:59:59Z",
    "price": "30.00",
    "collect_mode": "PLAIN",
}


def one(name: str, **numbers: int | None) -> dict[str, Any]:
    return {"college": "文学院", "class_name": name, "numbers": NOBODY | numbers}


def figures(expression: str, **words: object) -> Any:
    for name, value in words.items():
        expression = expression.replace(f"${name}", json.dumps(value, ensure_ascii=False))
    return evaluated("teacher/figures.js", expression)


def test_the_class_with_most_to_do_comes_first() -> None:
    classes = [
        one("甲", collected=30, listed=30, idle=0),
        one("乙", collected=5, in_review=20, listed=30, idle=5),
        one("丙", unpaid=2, to_mend=4, listed=6, idle=0),
        one("丁", collected=25, listed=30, idle=5),
    ]
    rows = figures("it.rowsOf($classes, {})", classes=classes)
    assert [(row["name"], row["mustAct"]) for row in rows] == [("丙", 6), ("乙", 5), ("丁", 5), ("甲", 0)]


def test_a_headcount_stands_in_for_a_roster_and_never_against_one() -> None:
    heads = {"文学院#甲": 40}
    (typed,) = figures("it.rowsOf($classes, $heads)", classes=[one("甲", collected=10, unpaid=2)], heads=heads)
    assert (typed["total"], typed["idle"], typed["mustAct"], typed["share"]) == (40, 28, 30, 25)
    (listed,) = figures("it.rowsOf($classes, $heads)", classes=[one("甲", listed=12, idle=12)], heads=heads)
    assert (listed["total"], listed["mustAct"]) == (12, 12)
    (few,) = figures("it.rowsOf($classes, $heads)", classes=[one("甲", collected=60)], heads=heads)
    assert (few["idle"], few["mustAct"], few["shown"]) == (0, 0, 60)
    (unknown,) = figures("it.rowsOf($classes, {})", classes=[one("甲", in_review=3)])
    assert (unknown["total"], unknown["idle"], unknown["shown"]) == (None, None, 3)


def test_headcounts_of_all_classes_make_the_tasks() -> None:
    classes, both = [one("甲"), one("乙")], {"文学院#甲": 40, "文学院#乙": 2}
    assert figures("it.headsOfAll($classes, $heads)", classes=classes, heads=both) == 42
    assert figures("it.headsOfAll($classes, $heads)", classes=classes, heads=both | {"": 50}) == 50
    assert figures("it.headsOfAll($classes, $heads) ?? null", classes=classes, heads={"文学院#甲": 40}) is None


def test_days_that_are_left() -> None:
    until = "'2026-12-20T15:59:59Z', new Date('{}').getTime()"
    for now, days in (("2026-12-18T10:00:00Z", 2), ("2026-12-20T15:00:00Z", 0), ("2026-12-20T16:00:00Z", -1)):
        assert figures(f"it.daysLeft({until.format(now)})") == days


def test_a_notice_says_where_by_when_and_for_how_much() -> None:
    view = json.dumps(VIEW, ensure_ascii=False)
    text = evaluated("teacher/notices.js", f"it.noticeToAll({view}, 'https://a.example')")
    assert text.startswith("【湖南大学】图像采集：还没有办完的同学，请在 12月20日 23:59 前完成：")
    assert "打开 https://a.example/#/tasks/A7K9Q2 ，或在网站、小程序填写特征码 A7K9Q2，费用 30 元" in text
    free = json.dumps(VIEW | {"price": "0.00"}, ensure_ascii=False)
    assert "费用" not in evaluated("teacher/notices.js", f"it.noticeToAll({free}, '')")


def test_a_class_is_told_who_by_number_and_no_more_than_a_group_shows() -> None:
    row = {"name": "甲", "by": {"collected": 1, "in_review": 1, "to_mend": 0, "unpaid": 2}, "idle": 61}
    numbers = [f"{number:03}" for number in range(63)]
    view = VIEW | {"collect_mode": "ENCRYPTED"}
    asked = ", ".join(json.dumps(part, ensure_ascii=False) for part in (view, row, numbers, ""))
    text = evaluated("teacher/notices.js", f"it.noticeToClass({asked})")
    assert "甲 还有未办理 61 人、待提交或支付 2 人。采集码末位：000、001、" in text
    assert "059 等。" in text
    assert "060" not in text
