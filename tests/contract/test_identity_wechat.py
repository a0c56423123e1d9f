"""Our side of WeChat's open API against its simulator: one token for all, bounded retries, nothing secret out."""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from chalicelib.identity import wechat_client, wechat_token
from chalicelib.identity.errors import (
    PhoneInvalid,
    WeChatBusy,
    WeChatCodeUsed,
    WeChatFailed,
    WeChatRisky,
    WeChatTooOften,
)
from chalicelib.identity.wechat import WeChat
from chalicelib.identity.wechat_token import SharedToken
from chalicelib.shared.crypto import Keys
from chalicelib.shared.ids import random_id
from sandbox.server import HANG_UP, Reply, Request, Server
from tests.worlds.identity import IdentityWorld
from tests.worlds.simulators import Hanging


def paths(asked: list[Request]) -> list[str]:
    return [request.path for request in asked]


def test_a_login_code_says_who_and_carries_no_token(world: IdentityWorld, asked: list[Request]) -> None:
    openid, _ = world.wechat_user()
    assert world.wechat.login(world.wechat_open.login_code(openid)) == (openid, None)
    assert paths(asked) == ["/sns/jscode2session"]
    assert "access_token" not in asked[0].query


def test_a_phone_code_gives_the_number_and_the_token_is_fetched_once(
    world: IdentityWorld, asked: list[Request]
) -> None:
    openid, phone = world.wechat_user()
    for _ in range(3):
        assert world.wechat.phone(world.wechat_open.phone_code(openid)) == phone
    assert Counter(paths(asked)) == {"/cgi-bin/stable_token": 1, "/wxa/business/getuserphonenumber": 3}


def test_codes_are_used_once_and_are_not_each_other(world: IdentityWorld) -> None:
    openid, _ = world.wechat_user()
    login, phone = world.wechat_open.login_code(openid), world.wechat_open.phone_code(openid)
    for call, code in ((world.wechat.login, phone), (world.wechat.phone, login), (world.wechat.login, "nonsense")):
        with pytest.raises(WeChatCodeUsed):
            call(code)
    world.wechat.login(login)
    world.wechat.phone(phone)
    with pytest.raises(WeChatCodeUsed) as used:
        world.wechat.login(login)
    assert used.value.field == "code"
    with pytest.raises(WeChatCodeUsed) as used:
        world.wechat.phone(phone)
    assert used.value.field == "phone_code"


@pytest.mark.parametrize(("fault", "error"), [("wechat_rate", WeChatTooOften), ("wechat_blocked", WeChatRisky)])
def test_a_refusal_is_said_in_our_words(world: IdentityWorld, fault: str, error: type[Exception]) -> None:
    openid, _ = world.wechat_user()
    world.faults.set(fault)
    with pytest.raises(error):
        world.wechat.login(world.wechat_open.login_code(openid))


@pytest.mark.parametrize("fault", ["wechat_5xx", "wechat_busy"])
def test_one_failure_is_retried_and_two_are_an_answer(world: IdentityWorld, asked: list[Request], fault: str) -> None:
    openid, _ = world.wechat_user()
    code = world.wechat_open.login_code(openid)
    world.faults.set(fault)
    assert world.wechat.login(code)[0] == openid
    world.faults.set(fault, times=2)
    with pytest.raises(WeChatBusy):
        world.wechat.login(world.wechat_open.login_code(openid))
    assert paths(asked) == ["/sns/jscode2session"] * 4


def test_a_server_that_hangs_costs_two_timeouts(
    world: IdentityWorld, hanging: Hanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wechat_client.TIMEOUT == (1.0, 2.0)
    monkeypatch.setattr(wechat_client, "TIMEOUT", (0.2, 0.2))
    with pytest.raises(WeChatBusy):
        _wechat(world, hanging.url).login("0code")
    assert (len(hanging.asked), hanging.answered) == (2, 0)


def test_nobody_there_is_an_answer(world: IdentityWorld) -> None:
    server = Server(lambda request: HANG_UP).start()
    server.stop()
    with pytest.raises(WeChatBusy):
        _wechat(world, server.url).login("0code")


def test_a_refused_token_is_fetched_again_once(world: IdentityWorld, asked: list[Request]) -> None:
    openid, phone = world.wechat_user()
    world.faults.set("wechat_stale_token")
    assert world.wechat.phone(world.wechat_open.phone_code(openid)) == phone
    assert Counter(paths(asked)) == {"/cgi-bin/stable_token": 2, "/wxa/business/getuserphonenumber": 2}


def test_a_server_that_always_refuses_the_token_is_asked_twice(world: IdentityWorld, asked: list[Request]) -> None:
    openid, _ = world.wechat_user()
    world.faults.set("wechat_stale_token", times=100)
    with pytest.raises(WeChatFailed):
        world.wechat.phone(world.wechat_open.phone_code(openid))
    assert Counter(paths(asked)) == {"/cgi-bin/stable_token": 2, "/wxa/business/getuserphonenumber": 2}


def test_a_token_forced_away_by_another_system_is_replaced(world: IdentityWorld) -> None:
    openid, phone = world.wechat_user()
    world.wechat.phone(world.wechat_open.phone_code(openid))
    world.wechat._api.post(
        "cgi-bin/stable_token",
        data={
            "grant_type": "client_credential",
            "appid": world.appid,
            "secret": world.sandbox_keys.wechat_secret,
            "force_refresh": True,
        },
    )
    assert world.wechat.phone(world.wechat_open.phone_code(openid)) == phone


def test_the_token_is_renewed_before_it_ends(world: IdentityWorld, asked: list[Request]) -> None:
    openid, _ = world.wechat_user()
    world.wechat.phone(world.wechat_open.phone_code(openid))
    world.pass_time(seconds=7200 - 4 * 60 - 1)
    world.wechat.phone(world.wechat_open.phone_code(openid))
    assert paths(asked).count("/cgi-bin/stable_token") == 1
    world.pass_time(seconds=2)
    world.wechat.phone(world.wechat_open.phone_code(openid))
    assert paths(asked).count("/cgi-bin/stable_token") == 2


def test_a_token_sealed_under_another_key_is_fetched_anew(world: IdentityWorld, asked: list[Request]) -> None:
    other = SharedToken(world.inbox, Keys(os.urandom(32)), world.clock, world.appid)
    other.get(lambda: ("theirs", 7200))
    openid, phone = world.wechat_user()
    for _ in range(2):
        assert world.wechat.phone(world.wechat_open.phone_code(openid)) == phone
    assert Counter(paths(asked)) == {"/cgi-bin/stable_token": 1, "/wxa/business/getuserphonenumber": 2}


def test_the_table_holds_no_readable_token(world: IdentityWorld, aws: Any) -> None:
    openid, _ = world.wechat_user()
    world.wechat.phone(world.wechat_open.phone_code(openid))
    state = world.records.get("token", "stable")
    assert state is not None
    key = {"pk": {"S": f"TOKEN#wechat#{world.appid}"}}
    row = boto3.client("dynamodb").get_item(TableName=aws.tables["inbox"], Key=key)["Item"]
    assert state["token"] not in str(row)


def test_a_lease_holder_that_died_is_replaced(world: IdentityWorld) -> None:
    lease = f"TOKEN#lease#{world.appid}"
    assert world.inbox.seize(lease, now=world.now, until=world.now + timedelta(seconds=8), body="died")
    world.pass_time(seconds=8)
    token = SharedToken(world.inbox, world.keys, world.clock, world.appid)
    assert token.get(lambda: ("fresh", 7200)) == "fresh"
    assert world.inbox.get(lease, now=world.now) is None


def test_waiting_for_a_lease_holder_has_an_end(world: IdentityWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    quick = SimpleNamespace(monotonic=lambda: sum(slept), sleep=slept.append)
    monkeypatch.setattr(wechat_token, "time", quick)
    lease = f"TOKEN#lease#{world.appid}"
    assert world.inbox.seize(lease, now=world.now, until=world.now + timedelta(seconds=8), body="slow")
    token = SharedToken(world.inbox, world.keys, world.clock, world.appid)
    with pytest.raises(WeChatBusy):
        token.get(lambda: ("never", 7200))
    assert wechat_token.PATIENCE <= sum(slept) < wechat_token.PATIENCE + 2 * wechat_token.PAUSE


def test_a_token_that_still_works_is_used_while_another_renews_it(world: IdentityWorld) -> None:
    token = SharedToken(world.inbox, world.keys, world.clock, world.appid)
    assert token.get(lambda: ("old", 7200)) == "old"
    world.pass_time(seconds=7000)
    lease = f"TOKEN#lease#{world.appid}"
    assert world.inbox.seize(lease, now=world.now, until=world.now + timedelta(seconds=8), body="other")
    assert token.get(lambda: ("never", 7200)) == "old"


def test_a_failed_fetch_gives_the_lease_back(world: IdentityWorld) -> None:
    token = SharedToken(world.inbox, world.keys, world.clock, world.appid)

    def fail() -> tuple[str, int]:
        raise WeChatFailed

    with pytest.raises(WeChatFailed):
        token.get(fail)
    assert token.get(lambda: ("fresh", 7200)) == "fresh"


def test_a_wrong_secret_wakes_somebody(world: IdentityWorld, capsys: pytest.CaptureFixture[str]) -> None:
    wechat = _wechat(world, world.wechat_open.url, secret="wrong-secret")
    with pytest.raises(WeChatFailed):
        wechat.login("0code")
    out = capsys.readouterr().out
    assert '"alarm"' in out
    assert "40125" in out
    assert "wrong-secret" not in out


@pytest.mark.parametrize(
    "info",
    [
        {"purePhoneNumber": "91234567", "countryCode": "852"},
        {"purePhoneNumber": "13812345678", "countryCode": "1"},
    ],
)
def test_a_number_abroad_is_refused(world: IdentityWorld, info: dict[str, str]) -> None:
    with pytest.raises(PhoneInvalid):
        _scripted(world, {"errcode": 0, "phone_info": info}).phone("code")


@pytest.mark.parametrize("answer", [{}, {"errcode": 0}, {"openid": ""}, {"openid": 5}, {"phone_info": {}}])
def test_an_answer_without_the_point_is_a_failure(world: IdentityWorld, answer: dict[str, Any]) -> None:
    wechat = _scripted(world, answer)
    for call in (wechat.login, wechat.phone):
        with pytest.raises(WeChatFailed):
            call("code")


@pytest.mark.parametrize("body", [b"<html>busy</html>", b"[]", b"\xff\xfe"])
def test_an_answer_that_is_no_object_counts_as_none(world: IdentityWorld, body: bytes) -> None:
    server = Server(lambda request: Reply(body=body)).start()
    with pytest.raises(WeChatBusy):
        _wechat(world, server.url).login("0code")
    server.stop()


def test_a_session_key_goes_nowhere(world: IdentityWorld) -> None:
    wechat = _scripted(world, {"openid": "o1", "unionid": "u1", "session_key": "c2VjcmV0"})
    assert wechat.login("code") == ("o1", "u1")


def _wechat(world: IdentityWorld, url: str, secret: str = "s") -> WeChat:
    appid = world.appid
    token = SharedToken(world.inbox, world.keys, world.clock, random_id())
    return WeChat(appid=appid, secret=secret, base_url=url, token=token)


def _scripted(world: IdentityWorld, answer: dict[str, Any]) -> WeChat:
    """WeChat that answers every question but the token's with `answer`."""

    def handle(request: Request) -> Reply:
        token = {"access_token": "t", "expires_in": 7200}
        return Reply.of(token if request.path == "/cgi-bin/stable_token" else answer)

    return _wechat(world, Server(handle).start().url)
