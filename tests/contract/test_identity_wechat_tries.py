"""What anybody may post as a WeChat code costs WeChat little, and shuts nobody out."""

from __future__ import annotations

import secrets

import pytest

from chalicelib.identity import wechat
from chalicelib.identity.errors import WeChatBusy, WeChatCodeUsed
from chalicelib.identity.service import Place
from chalicelib.identity.wechat import FREE, LONGEST_WAIT, STEP, WeChatNetworkWaits, wait_after
from sandbox.server import Request
from tests.worlds.db_calls import calls
from tests.worlds.identity import IdentityWorld

FLOODED, ELSEWHERE = Place(ip="203.0.113.7"), Place(ip="198.51.100.9")


def codes(asked: list[Request]) -> list[str]:
    return [request.query.get("js_code", "") for request in asked]


def a_code() -> str:
    return secrets.token_hex(16)


def flood(world: IdentityWorld, times: int, place: Place = FLOODED) -> list[str]:
    """Posts codes that nobody was given; the names of the refusals."""
    told = []
    for _ in range(times):
        with pytest.raises((WeChatCodeUsed, WeChatNetworkWaits)) as caught:
            world.login.by_wechat(a_code(), None, place=place)
        told.append(caught.value.code)
    return told


@pytest.mark.parametrize("junk", ["x", "nonsense!!", "a" * 129, "code with blanks in it", "微信登录凭证八个字"])
def test_what_cannot_be_a_code_is_refused_without_asking(world: IdentityWorld, asked: list[Request], junk: str) -> None:
    with pytest.raises(WeChatCodeUsed):
        world.login.by_wechat(junk, None, place=FLOODED)
    assert asked == []


def test_a_code_seen_twice_asks_once(world: IdentityWorld, asked: list[Request]) -> None:
    openid, _ = world.wechat_user()
    good, bad = world.wechat_open.login_code(openid), a_code()
    assert world.wechat.login(good)[0] == openid
    for code in (good, bad, bad):
        with pytest.raises(WeChatCodeUsed):
            world.wechat.login(code, "203.0.113.8")
    assert codes(asked) == [good, bad]


def test_a_code_that_wechat_did_not_answer_is_asked_again(world: IdentityWorld, asked: list[Request]) -> None:
    openid, _ = world.wechat_user()
    code = world.wechat_open.login_code(openid)
    world.faults.set("wechat_busy", times=2)
    with pytest.raises(WeChatBusy):
        world.wechat.login(code)
    assert world.wechat.login(code)[0] == openid
    assert set(codes(asked)) == {code}


def test_a_flood_costs_wechat_so_much_and_those_elsewhere_nothing(
    world: IdentityWorld, asked: list[Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wechat, "FREE", 5)
    assert set(flood(world, 6)) == {"wechat_code_used"}
    assert set(flood(world, 30)) == {"wechat_network_waits"}
    assert len(codes(asked)) == 6
    openid, _ = world.wechat_user()
    session = world.login.by_wechat(
        world.wechat_open.login_code(openid), world.wechat_open.phone_code(openid), place=ELSEWHERE
    )
    assert session.proven


def test_a_session_is_no_way_around_the_bound(
    world: IdentityWorld, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody gets one, and a proof for a change of the number takes a code too."""
    monkeypatch.setattr(wechat, "FREE", 5)
    session = world.mini_login(world.wechat_user()[0])
    member = world.sessions.who(session.token, ip=FLOODED.ip)
    asked.clear()
    told = []
    for _ in range(36):
        with pytest.raises((WeChatCodeUsed, WeChatNetworkWaits)) as caught:
            world.phone_proof.by_wechat(member, a_code())
        told.append(caught.value.code)
    assert told == ["wechat_code_used"] * 6 + ["wechat_network_waits"] * 30
    assert len(asked) == 6


def test_whoever_shares_the_network_waits_some_seconds_and_comes_in(
    world: IdentityWorld, asked: list[Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wechat, "FREE", 5)
    flood(world, 6)
    openid, _ = world.wechat_user()
    code, phone_code = world.wechat_open.login_code(openid), world.wechat_open.phone_code(openid)
    with pytest.raises(WeChatNetworkWaits) as caught:
        world.login.by_wechat(code, phone_code, place=FLOODED)
    assert "验证码" in caught.value.cure  # which is another way in
    world.pass_time(seconds=caught.value.retry_after or 0)
    assert world.login.by_wechat(code, phone_code, place=FLOODED).proven  # the code was not used up


def test_the_waits_grow_to_a_bound_and_end_with_the_hour() -> None:
    waits = [wait_after(beyond) for beyond in range(1, 20 * STEP, STEP)]
    assert waits == sorted(waits)
    assert (waits[0], waits[1], waits[-1]) == (1, 2, LONGEST_WAIT)


def test_a_campus_that_logs_in_is_never_kept_waiting(
    world: IdentityWorld, asked: list[Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever comes from one address: what succeeds is not counted, and asks the table nothing."""
    monkeypatch.setattr(wechat, "FREE", 0)
    for _ in range(10):
        openid, _ = world.wechat_user()
        code = world.wechat_open.login_code(openid)
        with calls(monkeypatch) as counted:
            world.wechat.login(code, FLOODED.ip)
        assert counted == {}
    assert FREE >= 2_000 // 7  # of a school's worst hour
