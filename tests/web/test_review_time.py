"""Within which time photos are usually decided: read on the student's site before handing in, and while waiting."""

from __future__ import annotations

import re

from tests.worlds.app import World
from tests.worlds.browsers import Visits
from tests.worlds.home import Branch, usually_decided


def test_a_student_reads_what_is_usual(visit: Visits, world: World) -> None:
    student = visit()
    branch = Branch(world)
    usually_decided(branch.task)
    student.come_in("/contact")
    order_id = world.photographed(student.api, branch.task)
    student.open(f"/orders/{order_id}/confirm")
    student.sees("提交后通常 8 小时内审核，审核通过后约 7 个工作日内制作完成并报送。")
    student.button(re.compile("提交")).click()
    student.sees("通常 8 小时内审核，结果会在订单中显示。")
    student.open(f"/orders/{order_id}")
    student.sees("照片正在等待人工审核，通常 8 小时内审核。")
