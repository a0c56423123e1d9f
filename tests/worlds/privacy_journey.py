"""One student's journey whose traces docs/privacy.md is compared with."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from chalicelib.staff.model import StaffRole
from clients.outside import new_phone
from clients.student import Student
from tests.worlds import review_desk
from tests.worlds.app import World, card, picture, portrait, sms_login, student_no
from tests.worlds.branch import deliver, find
from tests.worlds.proven import proven
from tests.worlds.staff import colleague
from tests.worlds.teachers import made_link

DAYS = 30


@dataclass(frozen=True)
class Journey:
    """One student's three orders: paid and refunded, cancelled, delivered; texts that are hers alone, by what they are.

    kept: those of the order that stands when she has her data deleted.
    """

    student: Student
    orders: tuple[str, str, str]
    package: str
    marks: dict[str, str]
    kept: dict[str, str]


def made(world: World) -> Journey:
    """Goes through it, to the package with the third order."""
    student, phone, numbers = world.guest(), new_phone(), [student_no() for _ in range(3)]
    sms_login(world, student, phone)
    own = "".join(chr(0x4E00 + secrets.randbelow(0x5000)) for _ in range(2))  # no other journey's, in the same bucket
    marks = {"phone": phone, "contact": new_phone(), "nickname": f"小雨{own}", "email": f"m{numbers[0]}@example.com"}
    marks |= {"consignee": f"澹台{own}收", "address": f"麓山南路{own}七号", "title": f"呼延{own}发票"}
    marks |= {"invoice": f"f{numbers[1]}@example.com"}
    marks |= {"name": f"呼延{own}", "student_no": numbers[0], "read_no": numbers[1]}
    kept = {"name": f"澹台{own}", "student_no": numbers[2]}
    student.call("PATCH", "/api/me", {"nickname": marks["nickname"], "id_tail": "736X"})
    student.upload("AVATAR", picture(), "image/png")
    form = {"contact_phone": marks["contact"]}
    sent = {name: marks[name] for name in ("name", "student_no", "email", "consignee", "address")}
    refunded = student.open(world.plain_task().task_id, **world.form(**form | sent))["order_id"]
    student.act(refunded, "submit", photo_no=student.judge(refunded, portrait(seed=731))["photo_no"])
    world.outside.scan(student.pay(refunded)["params"]["code_url"])
    student.wait_for(refunded, "IN_REVIEW")
    title = {"kind": "PERSONAL", "title": marks["title"], "email": marks["invoice"]}
    student.call("PUT", f"/api/orders/{refunded}/invoice-title", title)
    student.act(refunded, "refund")
    task = world.task()
    read = student.read_code(task.task_id, card(student_no=marks["read_no"], code=(code := "Q" + student_no())))
    marks["code"] = code
    cancelled = student.open(task.task_id, read["read_id"], **form)["order_id"]
    student.judge(cancelled, portrait(seed=732))
    student.act(cancelled, "cancel")
    free = world.plain_task(price=0, retention_days=DAYS)
    delivered = student.open(free.task_id, **world.form(**form | kept))["order_id"]
    student.act(delivered, "submit", photo_no=student.judge(delivered, portrait(seed=733))["photo_no"])
    manager = colleague(world.box.console_url, StaffRole.MANAGER)
    review_desk.approve(colleague(world.box.console_url, StaffRole.REVIEWER), delivered)
    package = deliver(manager, free.task_id)["package_id"]
    made_link(manager, free)
    assert find(manager, number=world.called(delivered))
    proven(student).call("POST", "/api/me/export", {})
    world.settle()
    world.box.run_step("reconcile")
    student.wait_for(refunded, "REFUNDED")
    return Journey(student, (refunded, cancelled, delivered), package, marks, kept)
