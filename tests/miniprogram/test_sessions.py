"""Where she is logged in, as her phone shows it; and an end that somebody wanted, which no silent login undoes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chalicelib.wire import wire
from clients.student import ApiError
from tests.miniprogram.person import Opens, Person


def other_sessions(person: Person, count: int) -> list[str]:
    """Tokens of the same person at browsers of the web site."""
    sessions = wire().student.sessions
    person_id = sessions.who(person.api.token or "", ip="").person_id
    return [
        sessions.start(person_id, "web", None, True, device=f"Windows 电脑 · {name}")
        for name in ("Edge", "Chrome")[:count]
    ]


def sure(person: Person, word: str) -> None:
    person.page.locator("dialog").get_by_role("button", name=word).tap()


def test_she_ends_one_and_then_the_others(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    tokens = other_sessions(person, 2)
    person.open("pages/me/account/account")
    person.tap("登录的设备")
    person.title("登录的设备")
    person.sees("本次登录")
    person.look("sessions")
    person.expected.append("403")  # a proof is wanted first, which WeChat's login is
    buttons = person.here.get_by_role("button", name="让它退出")
    expect(buttons).to_have_count(2)
    buttons.first.tap()
    sure(person, "退出")
    person.sees(re.compile("网站 · Windows 电脑 · .* 已退出"))
    expect(buttons).to_have_count(1)
    person.tap("退出其他所有设备")
    sure(person, "退出")
    person.sees("没有登录其他设备")
    for token in tokens:
        person.api.token = token
        with pytest.raises(ApiError, match="session_ended_elsewhere"):
            person.api.call("GET", "/api/me")


def test_an_end_that_she_wanted_is_told_and_not_undone_in_silence(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    (web,) = other_sessions(person, 1)
    wire().student.sessions.end_others(wire().student.sessions.who(web, ip=""))
    person.expected.append("401 (Unauthorized)")
    person.open("pages/me/sessions/sessions")
    person.title("登录")
    person.sees("在别处结束了这次登录")
    assert person.phone.times("login") == 0
    person.here.get_by_role("checkbox").tap()
    person.tap("微信登录")
    person.title("登录的设备")
    person.sees("本次登录")
