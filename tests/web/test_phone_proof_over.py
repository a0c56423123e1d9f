"""Whoever takes longer than a proof lasts is led back to the proof, and not left with a refusal at the second step."""

from __future__ import annotations

import re
from dataclasses import replace

from chalicelib.identity.model import TAIL_SETTLED
from chalicelib.wire import wire
from clients.outside import new_phone
from tests.worlds.app import World
from tests.worlds.browsers import Visits


def test_a_proof_that_is_over_is_asked_for_again(world: World, visit: Visits) -> None:
    student = visit()
    student.expected.append("403 (Forbidden)")
    student.come_in("/me")
    student.api.call("PATCH", "/api/me", {"id_tail": "123X"})
    person = wire().student.accounts.person(world.person(student.api))
    wire().stores.people.save(replace(person, id_tail_at=wire().clock() - TAIL_SETTLED))
    student.open("/me/phone")
    student.page.locator("#id_tail").fill("123X")
    student.button("用证件号码后 4 位验证").click()
    student.page.get_by_label("新手机号").fill(new_phone())
    token = student.page.evaluate("localStorage.getItem('gradphoto.token')")
    wire().student.phone_proof.forget(wire().student.sessions.who(token, ip=""))
    student.page.get_by_label("图形验证码", exact=True).fill("abcd")
    student.button(re.compile("发送")).click()
    student.sees("验证已过期，请重新验证")
    student.sees("第一步：验证是您本人")
