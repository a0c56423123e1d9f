"""A number that somebody typed gets no SMS before money or a reviewer has met the order: typing costs nothing."""

from __future__ import annotations

from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from clients.outside import new_phone
from clients.student import Student
from sandbox.clock import SandboxClock
from tests.worlds.app import World, portrait
from tests.worlds.clock import at
from tests.worlds.messages import texts
from tests.worlds.staff_orders import order_of


def handed_in(student: Student, task: Task, form: dict[str, str]) -> str:
    order_id = str(student.open(task.task_id, **form)["order_id"])
    student.judge(order_id, portrait())
    student.act(order_id, "submit", photo_no=1)
    return order_id


def told_at(order_id: str) -> str:
    """The number; "" for that of the account, which is not asked for here."""
    order = order_of(order_id)
    return wire().followups.messenger.phone(order)


def test_two_who_take_an_unpaid_order_from_each_other_text_no_stranger(world: World) -> None:
    """By an ID's end that they made up; each round would be an SMS without a captcha."""
    stranger, task, (one, own), two = new_phone(), world.plain_task(), world.phoned(), world.student()
    form = world.form(contact_phone=stranger, id_tail="123X")
    handed_in(one, task, form)
    two.call("POST", "/api/orders", {"task_id": task.task_id, "form": form, "id_tail": "123X"})
    world.box.stream.drain()
    assert texts(world, stranger) == []
    assert len(texts(world, own)) == 1


def test_an_unpaid_order_is_reminded_of_at_the_accounts_number(world: World, clock: SandboxClock) -> None:
    """It is opened again when its time is over, and so would remind without end."""
    clock.to(at(9, 1), schedules=False)
    (student, own), stranger = world.phoned(), new_phone()
    order_id = handed_in(student, world.plain_task(pay_minutes=240), world.form(contact_phone=stranger))
    clock.to(at(12), schedules=False)
    assert wire().followups.reminder.remind(order_id)
    assert (texts(world, stranger), len(texts(world, own))) == ([], 1)


def test_a_paid_order_tells_the_number_that_its_form_names(world: World) -> None:
    student, contact = world.student(), new_phone()
    order_id = handed_in(student, world.plain_task(), world.form(contact_phone=contact))
    world.outside.scan(student.pay(order_id)["params"]["code_url"])
    student.wait_for(order_id, "IN_REVIEW")
    assert told_at(order_id) == contact


def test_a_free_order_tells_it_while_a_reviewer_will_look(world: World) -> None:
    student, contact = world.student(), new_phone()
    order_id = handed_in(student, world.plain_task(price=0), world.form(contact_phone=contact))
    assert told_at(order_id) == contact
    student.act(order_id, "withdraw")
    assert told_at(order_id) == ""
