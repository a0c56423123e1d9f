"""A student's and a reviewer's way through the deployed steps, each in its own package, role and environment."""

from __future__ import annotations

from clients.desk import decide, take
from clients.outside import new_phone
from clients.student import Student
from sandbox.seed import Seeded
from tests.worlds.app import card, portrait, student_no
from tests.worlds.deployed import Deployed


def test_from_the_text_message_to_an_approved_photo(stack: Deployed) -> None:
    student, phone = Student(stack.site.url), new_phone()
    stack.log_in(student, phone)
    task = student.lookup(Seeded().encrypted, school="湖南大学", task_type="GROUP")["task"]
    read = student.read_code(task["task_id"], card(student_no=student_no()))
    order = student.open(task["task_id"], read["read_id"], contact_phone=phone)["order_id"]
    verdict = student.judge(order, portrait())
    assert verdict["state"] == "PASSED", verdict["report"]["findings"]
    student.act(order, "submit", photo_no=1)
    stack.outside.scan(student.pay(order)["params"]["code_url"])
    assert student.wait_for(order, "IN_REVIEW")["paid"] is True

    reviewer = stack.desk("reviewer")
    take(reviewer, order)
    decide(reviewer, order, "approve")
    assert student.order(order)["state"] == "APPROVED"
