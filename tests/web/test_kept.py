"""How long a task's data is kept is read before beginning, when handing in and on the order; by whom, in the texts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from sandbox.seed import Seeded
from tests.worlds.browsers import Visits, screens
from tests.worlds.looks import check
from tests.worlds.visitor import Visitor
from tools.demo import sample_code, sample_portrait

DAYS = re.compile("保存到任务截止后 180 天")


def look(student: Visitor) -> None:
    for _ in screens(student.page):
        student.sees(DAYS)
        check(student.page)


def test_the_days_of_the_task_are_on_its_page_before_handing_in_and_on_the_order(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    student.come_in(f"/tasks/{seeded.encrypted}")
    student.heading("确认采集任务")
    look(student)
    order_id = student.draft(seeded.encrypted, sample_code())
    student.api.judge(order_id, sample_portrait())
    student.open(f"/orders/{order_id}/confirm")
    student.heading("核对全部信息")
    look(student)
    student.api.act(order_id, "submit", photo_no=1)
    student.open(f"/orders/{order_id}")
    look(student)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("PRIVACY", ["光环新网", "财付通支付科技有限公司", "最多再保留 35 天", "保存 180 天", "网信部门", "监护人"]),
        ("FACE", ["其他学生的照片", "8×8", "不是人脸特征", "最多再保留 7 天", "监护人"]),
    ],
)
def test_a_text_in_force_says_who_handles_the_data_and_how_long(visit: Visits, kind: str, said: list[str]) -> None:
    student = visit()
    student.open(f"/texts/{kind}")
    for words in ["新华社湖南高校图像采集中心", *said]:
        expect(student.page.locator("main")).to_contain_text(words)
    check(student.page)
