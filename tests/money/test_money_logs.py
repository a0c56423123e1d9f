"""What the product logs of a whole run: payments of both channels, refunds, faults and strangers.  No line holds a
secret, an openid, a phone number, a name, a prepay or a notice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
import requests

from chalicelib.shared.ids import out_refund_no, out_trade_no
from chalicelib.wire import wire
from clients.student import ApiError, Student
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.simulators import until
from tools.suite.patience import PATIENCE

pytestmark = pytest.mark.usefixtures("fresh")  # time moves on, for orders of others too

PUBLIC = {  # not secret; they are not logged all the same, but may be one day
    "alipay_app_id", "appid", "sms_app_id", "contact_key_0", "staff_key_0",
}  # fmt: skip


@pytest.fixture
def world(box: Sandbox, clock: SandboxClock) -> Iterator[World]:
    seconds = box.pay.refunds.seconds
    box.pay.refunds.seconds = 0.0
    yield World(box)
    box.pay.refunds.seconds = seconds
    box.faults.clear()


def jsapi(world: World, student: Student, openid: str) -> tuple[str, Any]:
    """(order id, what the client got) of an order paid in the mini-program."""
    order_id = world.submitted(student)
    begun = student.pay(order_id, "WECHAT_JSAPI")
    world.outside.control("POST", "/request-payment", openid=openid, params=begun["params"])
    student.wait_for(order_id, "IN_REVIEW")
    return order_id, begun


def knock(world: World, channel: str, body: bytes) -> None:
    kind = "application/x-www-form-urlencoded" if channel == "alipay" else "application/json"
    answer = requests.post(
        f"{world.box.api_url}/api/pay/notices/{channel}", data=body, headers={"Content-Type": kind}, timeout=PATIENCE
    )
    assert answer.status_code == 401


def refunded(world: World, student: Student, order_id: str) -> None:
    student.act(order_id, "refund")
    wire().money.settler.settle(order_id, "REFUND#01#1")
    student.wait_for(order_id, "REFUNDED")


def test_no_line_of_a_whole_run_holds_what_must_not_be_kept(
    world: World, clock: SandboxClock, capsys: pytest.CaptureFixture[str]
) -> None:
    user = world.outside.control("POST", "/users", phone="19912345678")
    student = world.guest()
    session = student.login_by_wechat(user["login_code"], user["phone_code"])
    student.agree()
    first, begun = jsapi(world, student, user["openid"])
    refunded(world, student, first)

    second = world.submitted(student)
    code = student.pay(second, "ALIPAY_NATIVE")["params"]["code_url"]
    world.box.faults.set("notice_tampered")
    world.outside.scan(code)
    clock.move(seconds=95, schedules=False)
    world.box.run_step("reconcile")
    student.wait_for(second, "IN_REVIEW")
    refunded(world, student, second)

    third = world.submitted(student)
    for fault in ("pay_5xx", "pay_bad_answer_signature"):
        world.box.faults.set(fault, times=9)
        with pytest.raises(ApiError):
            student.pay(third, client_key=f"key-{fault}")
        world.box.faults.set(fault, times=0)
    for channel in ("wechat", "alipay"):
        knock(world, channel, b'{"phone": "19912345678", "sign": "19912345678"}')
    until(lambda: world.box.pay.notices.of(out_refund_no(first, 1, 1)))

    out = capsys.readouterr().out
    lines = [json.loads(line) for line in out.splitlines() if line.startswith('{"at"')]
    assert len(lines) > 40
    assert {"request", "moved", "notice refused"} <= {line["what"] for line in lines}
    told = [one["body"] for one in world.box.pay.notices.of(out_trade_no(first, 1))]
    told += [one["body"] for one in world.box.alipay.notices.of(out_trade_no(second, 1))]
    assert len(told) == 2
    for name, secret in secrets(world, user, session, begun, told, code).items():
        assert secret not in out, name


def secrets(world: World, user: Any, session: Any, begun: Any, told: list[str], code: str) -> dict[str, str]:
    keys = world.box.keys
    given = {one.name: getattr(keys, one.name) for one in fields(keys) if one.name not in PUBLIC}
    assert [name for name, value in given.items() if not value] == [
        "captcha_app_id",
        "captcha_app_secret",
        "agency_code_key",
    ]  # there is no such agency and no such app here
    known = {name: value for name, value in given.items() if value}
    known = {name: value if len(value) < 200 else value.splitlines()[2] for name, value in known.items()}
    sealed = json.loads(told[0])["resource"]
    return {
        **known, "openid": user["openid"], "phone": user["phone"], "name": "张三", "token": session["token"],
        "login code": user["login_code"], "prepay": begun["params"]["package"].removeprefix("prepay_id="),
        "pay sign": begun["params"]["paySign"], "ciphertext": sealed["ciphertext"], "nonce": sealed["nonce"],
        "buyer": "2088102100000001", "logon": "159****5620", "code": code, "alipay's notice": told[1][:80],
    }  # fmt: skip
