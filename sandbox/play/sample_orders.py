"""Orders in the states that an order can be in, made by the requests that students and staff would send."""

from __future__ import annotations

from collections.abc import Callable

from clients.desk import Desk, decide, take
from clients.student import Student
from sandbox.seed import ENCRYPTED_ID
from sandbox.seed_staff import PASSWORD, TOTP_SECRET

# What is done to each order, by the state it then has.  The package takes every approved order: those three come first.
PATHS: dict[str, str] = {
    "IN_PRODUCTION": "submit pay approve", "DONE": "submit pay approve", "CORRECTION": "submit pay approve package",
    "APPROVED": "submit pay approve", "REJECTED": "submit pay reject", "IN_REVIEW": "submit pay",
    "WITHDRAWN": "submit pay withdraw", "REFUNDING": "submit pay refund", "AWAITING_PAYMENT": "submit",
    "CANCELLED": "submit cancel", "DRAFT": "",
}  # fmt: skip
BLURRED = {"reasons": ["blurred"]}


def make_orders(student: Student, phone: str, console: str, pay: Callable[[str], object]) -> dict[str, str]:
    """Make the student's order for each state of PATHS, in some 20 seconds, and return its id by state.

    pay: pays a code of WeChat Pay.  Raises ApiError.
    """
    from tools.demo import new_portrait, sample_code

    reviewer, manager = Desk(console), Desk(console)  # not those that people log in as: a code is taken only once
    reviewer.log_in("reviewer2", PASSWORD, TOTP_SECRET)
    manager.log_in("manager2", PASSWORD, TOTP_SECRET)
    orders = dict[str, str]()
    for state, path in PATHS.items():
        read_id = student.read_code(ENCRYPTED_ID, sample_code())["read_id"]
        order_id = orders[state] = str(student.open(ENCRYPTED_ID, read_id, contact_phone=phone)["order_id"])
        for step in path.split():
            if step == "submit":
                student.act(order_id, step, photo_no=student.judge(order_id, new_portrait())["photo_no"])
            elif step == "pay":
                pay(student.pay(order_id)["params"]["code_url"])
                student.wait_for(order_id, "IN_REVIEW")
            elif step in ("approve", "reject"):
                take(reviewer, order_id)
                decide(reviewer, order_id, step, **(BLURRED if step == "reject" else {}))
            elif step == "package":
                manager.package(ENCRYPTED_ID)
            else:
                student.act(order_id, step)
    manager.call("POST", f"/api/staff/orders/{orders['DONE']}/confirm", {})
    manager.call("POST", f"/api/staff/orders/{orders['CORRECTION']}/correct", {**BLURRED, "reason": "sample"})
    return orders
