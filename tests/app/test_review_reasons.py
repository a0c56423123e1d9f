"""The reasons for a rejection, in the order of their keys: of one task, or of a whole branch."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from chalicelib.desk.review.first_reasons import ENOUGH
from chalicelib.desk.review.reasons import catalogue
from chalicelib.notify.counters import day_of
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World, refused
from tests.worlds.home import counted
from tests.worlds.staff import Colleague, colleague

PATH = "/api/staff/review/reasons"


def order_of(who: Colleague, **query: str) -> tuple[list[str], list[str]]:
    """(all codes, those that the task's photos are sent back for most)."""
    rows = who.call("GET", PATH, **query)["reasons"]
    return [row["code"] for row in rows], [row["code"] for row in rows if row["often"]]


def test_what_a_task_sends_back_most_comes_first_in_that_task_alone(world: World) -> None:
    reviewer = colleague(world.box.console_url, StaffRole.REVIEWER)
    task, other, usual = world.plain_task(), world.plain_task(), [code for code, *_ in catalogue()]
    day = day_of(wire().clock() - timedelta(days=2))
    pk = f"COUNT#{task.task_id}"
    counted({(pk, f"WHY#{day}#PERSON#{code}"): n for code, n in (("expression", 20), ("blurred", 30))})
    counted({(pk, f"JUDGED#{day}#PERSON#reject"): ENOUGH - 1})
    assert order_of(reviewer, task_id=task.task_id) == (usual, [])
    counted({(pk, f"JUDGED#{day}#PERSON#reject"): 1})
    codes, often = order_of(reviewer, task_id=task.task_id)
    assert codes == ["blurred", "expression", *(code for code in usual if code not in often)]
    assert often == ["blurred", "expression"]
    assert order_of(reviewer) == order_of(reviewer, task_id=other.task_id) == (usual, [])


def test_another_branchs_task_is_unknown(world: World) -> None:
    stranger = colleague(world.box.console_url, StaffRole.REVIEWER, branch="elsewhere")
    refused(partial(order_of, stranger, task_id=world.plain_task().task_id), 404, "task_unknown")
