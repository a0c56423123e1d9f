"""A computer whose clock is hours off: what ends is told in the server's time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.seed import Seeded
from tests.worlds.app import World
from tests.worlds.browsers import Visits
from tests.worlds.staff_orders import made_unpaid
from tools.demo import sample_code


@pytest.mark.parametrize("hours", [-8, 8])
def test_a_student_gets_to_the_code_that_is_paid(visit: Visits, world: World, seeded: Seeded, hours: int) -> None:
    student = visit("desktop")
    student.page.clock.install(time=datetime.now(UTC) + timedelta(hours=hours))
    student.come_in(f"/tasks/{seeded.encrypted}/collect-code", proven_by=world)
    student.pick("collect-code", "code.png", "image/png", sample_code())
    student.heading("核对学生信息")
    order_id = made_unpaid(world, world.person(student.api))
    student.open(f"/orders/{order_id}/pay")
    student.sees(re.compile("剩余支付时间 23小时5[0-9]分"))
    student.choose_wechat()
    student.sees(re.compile("二维码有效时间还剩 1小时(49|5[0-9])分"))
