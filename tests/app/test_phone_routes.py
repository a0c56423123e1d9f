"""Another number for an account, over HTTP."""

from __future__ import annotations

from functools import partial
from typing import Any

from clients.outside import Outside, new_phone
from clients.student import Student
from sandbox.box import Sandbox
from tests.worlds.app import refused
from tests.worlds.logins import mini_login, solved, web_login


def test_the_number_is_changed_over_http(student: Student, outside: Outside, box: Sandbox) -> None:
    old, new = new_phone(), new_phone()
    mini_login(student, box, box.wechat.new_user(old)["openid"])
    proof = student.call("POST", "/api/login/phone/proof", solved(student, outside))
    assert (proof["proven_until"], proof["sent"]["retry_after"]) == (None, 60)
    proof = student.call("POST", "/api/login/phone/proof", {"code": outside.sms_code(old), "asker": student.asker})
    assert proof["sent"] is None
    assert proof["proven_until"]
    step = student.call("POST", "/api/login/phone", {"phone": new} | solved(student, outside))
    assert (step["session"], step["sent"]["retry_after"]) == (None, 60)
    step = student.call(
        "POST", "/api/login/phone", {"phone": new, "code": outside.sms_code(new), "asker": student.asker}
    )
    assert (step["sent"], step["session"]["person"]["phone"]) == (None, f"{new[:3]}****{new[-4:]}")
    refused(lambda: student.call("GET", "/api/me"), 401, "session_account_changed")
    student.token = step["session"]["token"]
    assert student.call("GET", "/api/me")["phone"].endswith(new[-4:])


def moved_by_wechat(student: Student, outside: Outside, box: Sandbox, old: str, new: str) -> dict[str, Any]:
    """An account with its number changed by whoever has its WeChat; the new session."""
    openid = box.wechat.new_user(old)["openid"]
    mini_login(student, box, openid)
    student.call("POST", "/api/login/phone/proof", {"wechat_code": box.wechat.login_code(openid)})
    student.call("POST", "/api/login/phone", {"phone": new} | solved(student, outside))
    step = student.call(
        "POST", "/api/login/phone", {"phone": new, "code": outside.sms_code(new), "asker": student.asker}
    )
    return dict(step["session"])


def test_the_old_number_hears_of_it(student: Student, outside: Outside, box: Sandbox) -> None:
    box.stream.skip()
    old, new = new_phone(), new_phone()
    moved_by_wechat(student, outside, box, old, new)
    box.stream.drain()
    assert "更换手机号" in outside.control("GET", f"/sms?phone={old}")[-1]["text"]


def test_a_session_alone_changes_no_number(student: Student, outside: Outside) -> None:
    web_login(student, outside, new_phone())
    number = new_phone()
    for body in ({"phone": number} | solved(student, outside), {"phone": number, "code": "000000"}):
        refused(partial(student.call, "POST", "/api/login/phone", body), 403, "phone_proof_needed")
    assert outside.control("GET", f"/sms?phone={number}") == []
