"""The branch's half of the journey: a rejection, a free replacement, an approval, a delivery package."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from clients.desk import Desk, decide, take
from clients.student import Student
from sandbox.seed_staff import PASSWORD, TOTP_SECRET


class Journey:
    """Runs steps and prints each with its time and what came of it."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._out = sys.__stdout__

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Yields a list for what the step wants printed."""
        began, saw = time.monotonic(), list[str]()
        yield saw
        print(f"{(time.monotonic() - began) * 1000:7.0f} ms  {name}  {'；'.join(saw)}", file=self._out, flush=True)

    def total(self) -> None:
        print(f"完成：{time.monotonic() - self._began:.1f} 秒", file=self._out, flush=True)


def through_the_branch(
    journey: Journey, console_url: str, student: Student, order: dict[str, Any], other: bytes | None
) -> bool:
    """True when the order reached 制作中.  other: a second picture, to be rejected once; None: approved at once."""
    order_id, photo_no, reviewer, manager = (
        order["order_id"],
        order["photo"]["photo_no"],
        Desk(console_url),
        Desk(console_url),
    )
    with journey.step("审核员、经理登录（密码 + 动态验证码）") as saw:
        for desk, username in ((reviewer, "reviewer"), (manager, "manager")):
            saw.append(desk.log_in(username, PASSWORD, TOTP_SECRET)["staff"]["name"])
    if other is not None:
        photo_no = _sent_back(journey, reviewer, student, order_id, photo_no, other)
    with journey.step("人工审核：通过") as saw:
        take(reviewer, order_id)
        decide(reviewer, order_id, "approve", photo_no=photo_no)
        saw.append(student.order(order_id)["label"])
    with journey.step("生成制作包") as saw:
        package = manager.package(order["task"]["task_id"])
        saw.append(f"{package['members']} 张照片，{'、'.join(each['name'] for each in package['files'])}")
    with journey.step("学生查看订单") as saw:
        order = student.order(order_id)
        saw.append(f"{order['label']}，{order['timeline'][-1]['label']}")
    return bool(order["label"] == "制作中")


def _sent_back(journey: Journey, reviewer: Desk, student: Student, order_id: str, photo_no: int, other: bytes) -> int:
    """The number of the photo that replaced the rejected one."""
    with journey.step("人工审核：领取、查看照片、驳回") as saw:
        report = take(reviewer, order_id)["report"]
        reasons = ["hair_over_face", "background_shadow"]
        decide(reviewer, order_id, "reject", photo_no=photo_no, reasons=reasons)
        saw.append(f"机检{len(report['findings'])}项提示，{student.order(order_id)['label']}")
    with journey.step("学生看到原因，免费更换照片") as saw:
        rejection = student.order(order_id)["rejection"]["reasons"]
        saw.extend(f"{each['message']}→{each['cure']}" for each in rejection)
        verdict = student.judge(order_id, other)
        order = student.act(order_id, "resubmit", photo_no=verdict["photo_no"])
        saw.append(f"{order['label']}，支付 {len([each for each in order['timeline'] if each['event'] == 'paid'])} 次")
    return int(verdict["photo_no"])
