"""Somebody else pays: without an account, by a link that tells nothing of the order."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from chalicelib.identity import limits
from chalicelib.identity.texts import ConsentKind, current
from chalicelib.shared.ids import out_trade_no
from clients.student import Student
from sandbox.clock import SandboxClock
from tests.worlds.app import World, refused
from tests.worlds.browsers import ANDROID


def link_of(student: Student, order_id: str) -> tuple[str, dict[str, Any]]:
    """(token, answer)"""
    made = student.call("POST", f"/api/orders/{order_id}/pay-link")
    return made["url"].rpartition("/#/payfor/")[2], made


def start(payer: Student, token: str, channel: str = "WECHAT_NATIVE", key: str = "") -> Callable[[], Any]:
    body = {"channel": channel, "client_key": key or secrets.token_hex(8)}
    return partial(payer.call, "POST", f"/api/payfor/{token}/payments", body)


def test_a_link_pays_an_order_without_an_account(world: World) -> None:
    student, payer, task = world.student(), world.guest(), world.plain_task(title="毕业图像采集")
    order_id = world.submitted(student, task)
    order = student.order(order_id)
    token, made = link_of(student, order_id)
    assert made["url"] == f"{world.box.env['SITE_URL']}/#/payfor/{token}"
    assert (made["token"], set(made)) == (token, {"url", "token", "expires_at"})
    assert made["expires_at"] < order["deadlines"]["pay"]
    assert link_of(student, order_id)[0] == token
    seen = payer.call("GET", f"/api/payfor/{token}")
    assert seen == {
        "title": "毕业图像采集",
        "name": "张*",
        "amount": order["price"],
        "amount_text": order["price_text"],
        "expires_at": seen["expires_at"],
        "state": "PAYABLE",
        "ways": seen["ways"],
        "hint": "",
    }
    assert [way["channel"] for way in seen["ways"]] == ["WECHAT_NATIVE", "ALIPAY_PAGE", "ALIPAY_NATIVE"]
    begun = start(payer, token, key="mothers-key")()
    assert start(payer, token, key="mothers-key")() == begun
    assert set(begun) == {"kind", "params", "expires_at"}
    mine = f"/api/payfor/{token}/payments/mothers-key"
    assert payer.call("GET", mine) == {"state": "PENDING", "link": "PAYABLE"}
    world.outside.scan(begun["params"]["code_url"])
    student.wait_for(order_id, "IN_REVIEW")
    assert payer.call("GET", mine) == {"state": "OK", "link": "PAID"}
    assert payer.call("GET", f"/api/payfor/{token}")["state"] == "PAID"
    assert refused(start(payer, token), 409, "pay_link_paid")["data"] is None
    refused(lambda: link_of(student, order_id), 409, "order_not_in_this_state")


def test_nothing_of_the_order_leaves_by_its_link(world: World) -> None:
    student, payer = world.student(), world.guest()
    order_id = world.submitted(student)
    order = student.order(order_id)
    token, _ = link_of(student, order_id)
    said = [payer.call("GET", f"/api/payfor/{token}"), start(payer, token)()]
    student.pay(order_id)
    student.act(order_id, "cancel")
    said.append(dict(refused(start(payer, token), 404, "pay_link_over")))
    secret = [order_id, order["number"], "湖南大学", "张三", order["student"]["student_no"], order["task"]["task_id"]]
    assert not [one for one in secret if one and one in str(said)]
    kept = [item for key, item in world.tables().items() if "PAYLINK#" in key]
    assert kept
    assert token not in str(world.tables())


def test_a_phone_is_sent_to_the_apps_and_comes_back_to_the_link(world: World) -> None:
    student, payer = world.student(), world.guest()
    token, _ = link_of(student, world.submitted(student))
    seen = world.raw("GET", f"/api/payfor/{token}", User_Agent=ANDROID).json()
    assert [way["channel"] for way in seen["ways"]] == ["WECHAT_H5", "ALIPAY_WAP"]
    assert payer.call("GET", f"/api/payfor/{token}", touch="true")["ways"] == seen["ways"]
    assert start(payer, token, "WECHAT_H5")()["params"]["pay_url"].startswith("http")
    refused(partial(payer.call, "GET", f"/api/payfor/{token}", touch="perhaps"), 422, "invalid", "touch")


def test_inside_the_mini_program_whoever_holds_the_phone_pays(world: World) -> None:
    student, payer = world.student(), world.guest()
    order_id = world.submitted(student)
    token, _ = link_of(student, order_id)
    mother = world.outside.control("POST", "/users", phone="13912345678")
    seen = payer.call("GET", f"/api/payfor/{token}", mini="true", platform="android")
    assert [way["channel"] for way in seen["ways"]] == ["WECHAT_JSAPI"]
    refused(start(payer, token, "WECHAT_JSAPI"), 422, "wechat_code_used", "code")
    body = {"channel": "WECHAT_JSAPI", "client_key": "mothers-key", "code": mother["login_code"]}
    begun = payer.call("POST", f"/api/payfor/{token}/payments", body)
    assert begun["params"]["package"].startswith("prepay_id=")
    again = partial(payer.call, "POST", f"/api/payfor/{token}/payments")
    assert again(body) == begun
    trade = world.box.pay.books.trade(out_trade_no(order_id, 1))
    assert trade["asked"]["payer"] == {"openid": mother["openid"]}
    world.outside.control("POST", "/request-payment", openid=mother["openid"], params=begun["params"])
    student.wait_for(order_id, "IN_REVIEW")
    assert payer.call("GET", f"/api/payfor/{token}/payments/mothers-key") == {"state": "OK", "link": "PAID"}
    assert mother["openid"] not in str(world.tables())


def test_a_code_of_wechats_login_is_good_for_one_payment(world: World) -> None:
    student, payer = world.student(), world.guest()
    token, _ = link_of(student, world.submitted(student))
    code = world.outside.control("POST", "/users", phone="13912345678")["login_code"]
    body = {"channel": "WECHAT_JSAPI", "client_key": "mothers-key", "code": code}
    payer.call("POST", f"/api/payfor/{token}/payments", body)
    other = partial(payer.call, "POST", f"/api/payfor/{token}/payments", body | {"client_key": "fathers-key"})
    refused(other, 422, "wechat_code_used", "code")


def test_a_link_ends_with_its_order_and_with_its_time(world: World, clock: SandboxClock) -> None:
    student, payer = world.student(), world.guest()
    cancelled, waits = world.submitted(student), world.submitted(student)
    gone, stays = link_of(student, cancelled)[0], link_of(student, waits)[0]
    student.act(cancelled, "cancel")
    error = refused(partial(payer.call, "GET", f"/api/payfor/{gone}"), 404, "pay_link_over")
    assert (error["message"], error["action"]) == ("链接已失效", "请让本人重新发送")
    assert payer.call("GET", f"/api/payfor/{stays}")["state"] == "PAYABLE"
    clock.move(days=1)
    refused(partial(payer.call, "GET", f"/api/payfor/{stays}"), 404, "pay_link_over")
    student.wait_for(waits, "EXPIRED")
    student.act(waits, "reopen")
    again = link_of(student, waits)[0]
    assert again != stays
    refused(partial(payer.call, "GET", f"/api/payfor/{stays}"), 404, "pay_link_over")
    assert payer.call("GET", f"/api/payfor/{again}")["state"] == "PAYABLE"


@pytest.mark.parametrize(("name", "most"), [("PAYERS_OF_LINK", 3), ("PAYERS_OF_NETWORK", 3)])
def test_a_link_is_not_asked_without_end(world: World, monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    student, payer = world.student(), world.guest()
    token, _ = link_of(student, world.submitted(student))
    monkeypatch.setattr(limits, name, most)

    def look() -> None:
        for _ in range(2 * most):  # a window may end between two
            payer.call("GET", f"/api/payfor/{token}")

    assert 0 < refused(look, 429, "paying_too_often")["retry_after"] <= limits.WINDOW


def test_a_link_begins_so_many_payments_and_leaves_the_owner_hers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    student, payer = world.student(), world.guest()
    order_id = world.submitted(student)
    token, _ = link_of(student, order_id)
    monkeypatch.setattr(limits, "STARTS_OF_LINK", 1)
    begun = start(payer, token, key="mothers-key")()
    refused(start(payer, token), 429, "paying_too_often")
    assert start(payer, token, key="mothers-key")() == begun
    assert student.pay(order_id)["attempt_no"] == 2


def test_nobody_pays_while_the_owner_has_taken_back_her_consent(world: World) -> None:
    student, payer = world.student(), world.guest()
    order_id = world.submitted(student)
    token, _ = link_of(student, order_id)
    face = {"kind": "FACE", "version": current(ConsentKind.FACE).version}
    student.call("POST", "/api/me/consents", face | {"agreed": False})
    refused(start(payer, token), 404, "pay_link_over")
    refused(partial(payer.call, "GET", f"/api/payfor/{token}"), 404, "pay_link_over")
    refused(lambda: link_of(student, order_id), 422, "consent_needed")
    student.call("POST", "/api/me/consents", face)
    assert payer.call("GET", f"/api/payfor/{token}")["state"] == "PAYABLE"
