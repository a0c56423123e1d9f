"""A step holds the keys that it uses and no other.

That none is missing is checked by the sandbox at every use in every test (`sandbox/watch/held_keys.py`); that none is
too many, here: each key is used in the course of some work.
"""

from __future__ import annotations

import pytest

from chalicelib.shared.crypto import KeyNotHeld
from chalicelib.shared.settings import STEPS
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import FormField
from chalicelib.wire import wire
from clients import desk as desk_client
from clients.outside import new_phone
from sandbox.seed_staff import PASSWORD, TOTP_SECRET
from sandbox.watch.held_keys import USES, held
from tests.worlds.app import World, card, refused, sms_login, student_no
from tests.worlds.branch import approved, deliver, run, table
from tests.worlds.prints import printed_run, ready_run
from tests.worlds.proven import proven
from tests.worlds.staff import colleague
from tests.worlds.tasks import PLAIN_FIELDS
from tests.worlds.teachers import made_link

KEYS = frozenset(USES.values())
REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def test_every_key_that_a_step_holds_is_used_by_it(world: World) -> None:
    used = world.box.steps.permissions.keys_used
    used.clear()
    _students_do(world)
    _staff_do(world)
    world.box.stream.drain()
    derived = {(step, "master") for step, _ in used}  # key 0 of each ring
    assert used | derived == {(step, group) for step in STEPS for group in held(step) & KEYS}


def _students_do(world: World) -> None:
    student, task, link = world.guest(), world.task(), world.plain_task()
    sms_login(world, student, new_phone())
    refused(lambda: student.call("POST", "/api/tasks/lookup", {"code": "00000000"}), 404, "task_code_unknown", "code")
    student.read_code(task.task_id, card())
    student.call("POST", f"/api/orders/{world.submitted(student, link)}/pay-link")
    proven(student).call("POST", "/api/me/export", {})


def _staff_do(world: World) -> None:
    desk_client.Desk(world.box.console_url).log_in("admin", PASSWORD, TOTP_SECRET)
    reviewer, manager = (colleague(world.box.console_url, role) for role in (REVIEWER, MANAGER))
    fields = (*PLAIN_FIELDS, FormField("consignee"), FormField("address"))
    task = world.plain_task(price=0, form_fields=fields)
    token = made_link(manager, task, phone=new_phone())["token"]
    refused(lambda: world.guest().call("GET", f"/api/progress/{token}"), 403, "teacher_code_needed")
    approved(world, reviewer, task, consignee="张三", address="长沙市 1 号")
    package = deliver(manager, task.task_id)
    ready_run(manager, printed_run(manager, package["package_id"], "LABELS_A4"))
    run(manager, "ROSTER", table([["学号"], [student_no()]]), world.plain_task(roster="STUDENT_NOS").task_id)


@pytest.mark.parametrize(
    ("step", "group"), [("validate", "contact"), ("upload", "master"), ("login", "staff"), ("pay", "contact")]
)
def test_a_key_of_another_step_is_refused_as_a_fault_of_the_program(world: World, step: str, group: str) -> None:
    keys = wire().stores.keys
    with world.box.steps.permissions.of(step), pytest.raises(KeyNotHeld, match=f"settings of {step} give it no key"):
        _ = keys.digest("a", "b") if group == "master" else getattr(keys, group)
