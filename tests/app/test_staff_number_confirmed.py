"""A number in doubt that is its owner's still: who has nothing to prove it by is let in by two of the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.identity.model import IDLE, SILENT
from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds.app import World, refused, sms_login
from tests.worlds.branch import Desk, confirm


def aged(person_id: str, how: str) -> None:
    """As if nobody had been here, or shown the number, for too long."""
    people, before = wire().stores.people, timedelta(days=1)
    person = people.get(person_id)
    assert person is not None
    silent = {"created_at": person.created_at - SILENT - before, "number_proved_at": None}
    ago: dict[str, dict[str, Any]] = {
        "idle": {"last_seen_at": person.last_seen_at - IDLE - before},
        "silent": silent,
        "another": {"wechat_phone": "13900139000"},
    }
    people.save(replace(person, **ago[how]))


@pytest.mark.parametrize("how", ["idle", "silent", "another"])
def test_a_student_of_a_form_without_an_ids_end_is_let_in_again(
    world: World, desk: Desk, clock: SandboxClock, how: str
) -> None:
    student, phone = world.phoned()
    order_id, person = world.draft(student, world.plain_task()), world.person(student)
    body = {"phone": phone, "reason": "来电核实是本人"}
    ask = partial(desk.manager.call, "POST", f"/api/staff/people/{person}/phone", body)
    refused(ask, 422, "own_number", "phone")
    aged(person, how)
    again = world.guest()
    again.ask_code(phone, world.outside.solved(again.captcha()))
    again.login(phone, world.outside.sms_code(phone))
    assert not again.call("GET", "/api/me")["proven"]
    world.box.stream.drain()
    told = world.outside.control("GET", f"/sms?phone={phone}")
    confirm(desk.manager2, ask())
    world.box.stream.drain()
    assert world.outside.control("GET", f"/sms?phone={phone}") == told, "no number was left"
    refused(partial(again.call, "GET", "/api/me"), 401, "session_over")
    clock.move(minutes=2, schedules=False)
    sms_login(world, again, phone)
    assert again.call("GET", "/api/me")["proven"]
    assert world.person(again) == person
    assert [one["order_id"] for one in again.call("GET", "/api/orders")["orders"]] == [order_id]
    rows = desk.manager.call("GET", "/api/staff/audit", subject=f"person {person}")["rows"]
    assert [row["action"] for row in rows] == ["change_phone", "propose_change_phone"]
    refused(ask, 422, "own_number", "phone")
