"""Teachers' links and rosters, the short way."""

from __future__ import annotations

import secrets
from typing import Any

from chalicelib.orders.model import State
from chalicelib.tasks.model import Task
from chalicelib.tasks.roster import RosterRow
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.staff import Colleague
from tests.worlds.staff_orders import counted_order

CLASS, OTHER_CLASS = ("信息学院", "软件2201"), ("文学院", "中文2201")


def links_of(task: Task) -> str:
    """Where a task's links are made and listed."""
    return f"/api/staff/tasks/{task.task_id}/teacher-links"


def made_link(who: Colleague, task: Task, days: int = 30, reason: str = "辅导员查看", **wanted: str) -> dict[str, Any]:
    return dict(who.call("POST", links_of(task), {"days": days, "reason": reason} | wanted))


def on_roster(task: Task, *shown: str, of: tuple[str, str] = CLASS, captured: bool = False) -> list[RosterRow]:
    """Puts students of one class on the task's roster.  captured: and photographs them on site."""
    rows = [RosterRow(digest=secrets.token_hex(32), shown=one, college=of[0], class_name=of[1]) for one in shown]
    for kind in (False, True) if captured else (False,):
        wire().student.tasks.put_roster(task.task_id, secrets.token_hex(4), rows, captured=kind)
    return rows


def enrolled(world: World, task: Task, state: State, shown: str, of: tuple[str, str] = CLASS, **named: str) -> str:
    """An order of somebody who is on the roster; its id."""
    order_id = counted_order(world, task, state, *of, **named)
    order = wire().stores.orders.load(order_id)
    assert order is not None
    row = RosterRow(digest=order.head.enrolment, shown=shown, college=of[0], class_name=of[1])
    wire().student.tasks.put_roster(task.task_id, secrets.token_hex(4), [row])
    return order_id


def asked_code(world: World, token: str) -> dict[str, Any]:
    """Has the code sent to the phone that a link was made for."""
    guest = world.guest()
    return dict(guest.call("POST", f"/api/progress/{token}/code", world.outside.solved(guest.captcha())))


def proven(world: World, token: str, phone: str) -> str:
    """A token of a device whose holder read the SMS."""
    asker = asked_code(world, token)["asker"]
    body = {"code": world.outside.sms_code(phone), "asker": asker}
    return str(world.guest().call("POST", f"/api/progress/{token}/proof", body)["token"])


def listed_task(world: World) -> Task:
    """With a roster of two classes, and somebody at every step."""
    task = world.plain_task(title="2027届毕业生图像采集", roster="STUDENT_NOS")
    for number, state in enumerate((State.DONE, State.IN_REVIEW, State.REJECTED, State.AWAITING_PAYMENT)):
        enrolled(world, task, state, f"2027000{number}", name="王小明")
    on_roster(task, *(f"2027010{number}" for number in range(6)))
    on_roster(task, "=20270201", of=OTHER_CLASS)
    return task
