"""Orders in the states that an order can be in, made by the requests that students and staff would send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from clients.desk import Desk, decide, take
from clients.student import Student
from sandbox.seed import ENCRYPTED_ID
from sandbox.seed_staff import PASSWORD, TOTP_SECRET
from sandbox.wechat_pay.server import WeChatPay
from tools.suite.patience import wait_for

# What is done to each order, by the state it then has.  The package takes every approved order: those three come first.
# EXPIRED is missing: only time makes it, of an order AWAITING_PAYMENT.
PATHS: dict[str, str] = {
    "IN_PRODUCTION": "submit pay approve", "DONE": "submit pay approve", "CORRECTION": "submit pay approve package",
    "APPROVED": "submit pay approve", "REJECTED": "submit pay reject", "IN_REVIEW": "submit pay",
    "WITHDRAWN": "submit pay withdraw", "CLOSED": "submit pay withdraw close", "REFUNDING": "submit pay refund",
    "REFUNDED": "submit pay refund arrive", "AWAITING_PAYMENT": "submit", "CANCELLED": "submit cancel", "DRAFT": "",
}  # fmt: skip
Work = Callable[[str], object]
BLURRED = {"reasons": ["blurred"]}


def make_orders(student: Student, phone: str, console: str, pay: WeChatPay, run_step: Work) -> dict[str, str]:
    """Make the student's order for each state of PATHS, in some 25 seconds, and return its id by state.

    The order REFUNDING stays so until its refund is finished by hand.  run_step: runs a scheduled step by name.

    Raises ApiError, TimeoutError.
    """
    from tools.demo import new_portrait, sample_code

    reviewer, manager = Desk(console), Desk(console)  # not those that people log in as: a code is taken only once
    reviewer.log_in("reviewer2", PASSWORD, TOTP_SECRET)
    manager.log_in("manager2", PASSWORD, TOTP_SECRET)
    task_id, orders = _open_task(manager), dict[str, str]()
    for state, path in PATHS.items():
        read_id = student.read_code(task_id, sample_code())["read_id"]
        order_id = orders[state] = str(student.open(task_id, read_id, contact_phone=phone)["order_id"])
        for step in path.split():
            if step == "submit":
                student.act(order_id, step, photo_no=student.judge(order_id, new_portrait())["photo_no"])
            elif step == "pay":
                trade = pay.scan(student.pay(order_id)["params"]["code_url"])["out_trade_no"]
                student.wait_for(order_id, "IN_REVIEW")
            elif step in ("approve", "reject"):
                take(reviewer, order_id)
                decide(reviewer, order_id, step, **(BLURRED if step == "reject" else {}))
            elif step == "package":
                manager.package(task_id)
            elif step == "close":
                manager.call("POST", f"/api/staff/orders/{order_id}/decisions", {"action": step, "reason": "sample"})
            elif step == "arrive":
                run_step("reconcile")  # asks the channel for the refund
                (refund,) = wait_for(partial(pay.refunds.of, trade), "the refund")
                pay.refunds.finish(refund["out_refund_no"])
                student.wait_for(order_id, "REFUNDED")
            else:
                if step == "refund":
                    pay.refunds.by_hand.add(trade)
                student.act(order_id, step)
    manager.call("POST", f"/api/staff/orders/{orders['DONE']}/confirm", {})
    manager.call("POST", f"/api/staff/orders/{orders['CORRECTION']}/correct", {**BLURRED, "reason": "sample"})
    return orders


def _open_task(manager: Desk) -> str:
    """Open a task for these orders alone, or the package would take every approved order of a seeded one."""
    closes_at = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
    settings = {"title": "示例订单", "closes_at": closes_at}
    task = manager.call("POST", f"/api/staff/tasks/{ENCRYPTED_ID}/copy", {"settings": settings})
    manager.call("POST", f"/api/staff/tasks/{task['task_id']}/open", {"rev": task["rev"]})
    return str(task["task_id"])
