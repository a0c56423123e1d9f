"""What the sheet says is what the task demands."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.desk.notice.words import Notice, notice_of
from chalicelib.shared.money import fen
from chalicelib.tasks.model import FormField
from chalicelib.tasks.schools import CATALOGUE
from tests.worlds.tasks import PLAIN_FIELDS, a_task

SITE = "https://caiji.example.cn"


def sheet(*, program: bool = False, **changes: Any) -> Notice:
    return notice_of(a_task(**changes), CATALOGUE[2:3], SITE, program=program)


def hows(notice: Notice) -> str:
    return "\n".join(f"{step.what}：{step.how}" for step in notice.steps)


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("A7K9Q2", "数字 7、9、2；不分大小写"),
        ("ABCD", "不分大小写"),
        ("1234", "不分大小写"),
        ("A77", "数字 7；不分大小写"),
    ],
)
def test_digits_of_the_code_are_told_apart_from_letters(code: str, note: str) -> None:
    assert sheet(code=code).code_note == note


def test_a_free_task_has_no_step_to_pay() -> None:
    free, paid = sheet(price=fen(0)), sheet(price=fen(3050), pay_minutes=90)
    assert (free.price, free.price_note, len(free.steps)) == ("免费", "不用付款", 4)
    assert (paid.price, len(paid.steps)) == ("30.50 元", 5)
    assert "付款：支付 30.50 元，90 分钟内有效" in hows(paid)
    assert "24 小时内有效" in hows(sheet())


def test_a_plain_task_says_what_is_asked() -> None:
    plain = sheet(collect_mode="PLAIN", form_fields=(*PLAIN_FIELDS, FormField("email", required=False)))
    assert "填写姓名、学号、联系电话" in hows(plain)
    assert "图像采集码" in hows(sheet())


def test_the_photos_rules_are_the_tasks() -> None:
    strict, kind = sheet(glasses="REFUSE"), sheet(covers="ALLOW")
    assert any(not rule.wanted and "戴眼镜" in rule.text for rule in strict.rules)
    assert any("头巾" in rule.text for rule in strict.rules)
    assert not any("头巾" in rule.text for rule in kind.rules)


@pytest.mark.parametrize(
    ("title", "unit", "schools", "head"),
    [
        ("图像采集", None, "湖南大学", "【湖南大学】图像采集"),
        ("湖南大学2027届图像采集", None, "", "湖南大学2027届图像采集"),
        ("湖南大学2027届图像采集", "土木学院", "土木学院", "湖南大学2027届图像采集"),
        ("湖南大学土木学院图像采集", "土木学院", "", "湖南大学土木学院图像采集"),
        ("湖南大学树达学院图像采集", None, "湖南大学", "【湖南大学】湖南大学树达学院图像采集"),
        ("图像采集", "土木学院", "湖南大学土木学院", "【湖南大学】图像采集"),
    ],
)
def test_a_school_that_the_title_names_is_not_named_again(
    title: str, unit: str | None, schools: str, head: str
) -> None:
    named = sheet(title=title, sub_unit=unit)
    assert (named.schools, named.head) == (schools, head)
    assert named.text.startswith(f"{head}：请在")


def test_many_schools_are_counted() -> None:
    notice = notice_of(a_task(), CATALOGUE[:5], SITE, program=False)
    assert notice.schools == "湘潭大学、吉首大学、湖南大学 等 5 所学校"
    assert "【图像采集】" in notice.text


def test_a_code_in_any_script_is_an_address() -> None:
    assert sheet(code="毕业1").address == f"{SITE}/#/tasks/%E6%AF%95%E4%B8%9A1"
