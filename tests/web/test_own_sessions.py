"""Where a student is logged in: her own device or one of many, the list of it, and what an ended one finds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from chalicelib.wire import wire
from clients.outside import new_phone
from clients.student import Student
from sandbox.seed import Seeded
from tests.worlds.browsers import Visits, screens
from tests.worlds.looks import check
from tests.worlds.proven import prove, proven
from tests.worlds.visitor import Visitor
from tools.demo import sample_code, sample_portrait
from tools.suite.patience import wait_for

OWN = re.compile("这是我自己的设备")
ADDRESS = "长沙市岳麓区甲家"
PHOTOS = """new Promise((resolve) => {
  const opening = indexedDB.open('gradphoto', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('photos');
  opening.onsuccess = () => {
    const count = opening.result.transaction('photos').objectStore('photos').count();
    count.onsuccess = () => resolve(count.result);
  };
})"""


def photos(student: Visitor, count: int) -> None:
    """Waits until the browser keeps so many of them."""
    wait_for(lambda: student.page.evaluate(PHOTOS), f"{count} photos", lambda kept: kept == count)


def token_of(student: Visitor) -> str:
    return str(student.page.evaluate("localStorage.getItem('gradphoto.token')"))


def ends_in(student: Visitor) -> timedelta:
    """How long the session of the browser lasts."""
    student.api.token = token_of(student)
    (row,) = student.api.call("GET", "/api/me/sessions")["sessions"]
    return datetime.fromisoformat(row["ends_at"]) - datetime.now(UTC)


def elsewhere(student: Visitor, **more: Any) -> Student:
    """The same person at another browser."""
    other = Student(student.site_url)
    code, asker, _ = wire().student.codes.codes.issue("login", student.phone)
    body = {"phone": student.phone, "code": code, "asker": asker} | more
    other.token = other.call("POST", "/api/login/sms", body)["token"]
    return other


def idle(student: Visitor) -> None:
    """Her session of a computer of many lay there for 12 hours."""
    inbox, who = wire().stores.inbox, wire().student.sessions.who(token_of(student), ip="")
    entry = inbox.find(f"SESSION#{who.session}")
    assert entry is not None
    assert '"shared":true' in entry.body
    inbox.put(entry.pk, until=datetime.now(UTC) - timedelta(seconds=1), body=entry.body)
    wire().student.sessions._cache.clear()
    student.page.evaluate("localStorage.setItem('gradphoto.renewed', String(Date.now() - 13 * 3600_000))")


@pytest.mark.parametrize("own", [True, False])
def test_only_who_says_so_stays_logged_in(visit: Visits, own: bool) -> None:
    student = visit()
    student.open()
    student.heading("登录")
    tick = student.page.get_by_role("checkbox", name=OWN)
    expect(tick).not_to_be_checked()
    if own:
        tick.focus()
        student.page.keyboard.press("Space")
        expect(tick).to_be_checked()
    student.log_in()
    student.heading("线上采集")
    lasts = ends_in(student)
    assert timedelta() <= timedelta(days=30) - lasts < timedelta(hours=1) if own else lasts <= timedelta(hours=12)


def test_she_ends_one_and_then_the_others_by_keyboard(visit: Visits) -> None:
    student = visit("desktop")
    student.come_in("/me")
    one, two = elsewhere(student), elsewhere(student)
    student.link("登录的设备").click()
    student.heading("登录的设备")
    cards = student.page.get_by_role("button", name=re.compile("^退出 网站"))
    expect(cards).to_have_count(2)
    for _ in screens(student.page):
        check(student.page)
    cards.first.focus()
    student.page.keyboard.press("Enter")
    dialog = student.page.get_by_role("dialog")
    expect(dialog).to_contain_text("最迟半分钟后生效")
    student.tab_to("退出$")
    student.expected.append("403 (Forbidden)")
    student.page.keyboard.press("Enter")
    prove(student)
    expect(cards).to_have_count(1)
    student.sees("已退出。")
    student.button("退出其他所有设备").click()
    dialog.get_by_role("button", name="退出", exact=True).click()
    student.sees("没有登录其他设备。")
    for session in (one, two):
        with pytest.raises(Exception, match="session_ended_elsewhere"):
            session.call("GET", "/api/me")


def test_whoever_was_ended_reads_why_and_goes_on_after_the_login(visit: Visits, seeded: Seeded) -> None:
    student = visit("phone")
    student.open("/orders")
    student.log_in()
    student.heading("我的订单")
    proven(elsewhere(student)).call("POST", "/api/me/sessions/end-others")
    wire().student.sessions._cache.clear()
    student.expected.append("401 (Unauthorized)")
    student.page.reload()
    student.heading("登录")
    student.sees("在别处结束了这次登录")
    check(student.page)
    student.sees("登录后会回到刚才的步骤")
    student.phone = new_phone()
    student.log_in()
    student.heading("我的订单")


def begin_form(visit: Visits, seeded: Seeded) -> tuple[Visitor, Visitor]:
    """A form half filled in by a student at a computer of many; a second tab there with her photo."""
    student = visit("desktop")
    student.open()
    student.log_in()
    student.heading("线上采集")
    student.api.token = token_of(student)
    student.api.agree()
    order_id = student.draft(seeded.encrypted, sample_code())
    photo = Visitor(student.page.context.new_page(), student.site_url, student.outside, student.phone)
    photo.open(f"/orders/{order_id}/photo")
    photo.pick_photo(sample_portrait())
    photos(photo, 1)
    student.open(f"/tasks/{seeded.plain}/form")
    student.fill(name="甲同学", address=ADDRESS, contact_phone=student.phone)
    return student, photo


def test_after_an_idle_end_the_next_person_finds_nothing_of_hers(visit: Visits, seeded: Seeded) -> None:
    student, photo = begin_form(visit, seeded)
    idle(student)
    student.page.reload()
    photo.page.reload()
    for tab in (student, photo):
        tab.heading("登录")
        tab.sees("登录已失效，请重新登录")
        expect(tab.page.get_by_label("手机号")).to_have_value("")
    photo.phone = new_phone()
    photo.log_in()
    student.heading("填写信息")
    expect(student.page.locator("#address")).to_have_value("")
    photos(photo, 0)
    for tab in (student, photo):
        kept = tab.page.evaluate("JSON.stringify([{ ...sessionStorage }, { ...localStorage }])")
        assert not [word for word in (ADDRESS, "甲同学", student.phone) if word in kept], kept


def test_after_an_idle_end_she_herself_goes_on_with_what_she_typed(visit: Visits, seeded: Seeded) -> None:
    student, photo = begin_form(visit, seeded)
    idle(student)
    student.page.reload()
    student.heading("登录")
    token = elsewhere(student).token  # a second SMS comes after a minute only
    for name, value in (("renewed", ""), ("token", token)):
        photo.page.evaluate("stored => Object.assign(localStorage, stored)", {f"gradphoto.{name}": value})
    student.heading("填写信息")
    expect(student.page.locator("#address")).to_have_value(ADDRESS)
    assert student.page.evaluate(PHOTOS) == 1


def test_what_lies_open_is_covered_when_its_time_is_over(visit: Visits, seeded: Seeded) -> None:
    student = visit("desktop")
    student.page.clock.install()
    student.open("/orders")
    student.log_in()
    student.heading("我的订单")
    asked: list[str] = []
    student.page.on("request", lambda request: asked.append(request.url))
    student.page.clock.fast_forward("11:58:00")
    student.heading("我的订单")
    student.page.clock.fast_forward("02:00")
    student.heading("登录")
    assert not [url for url in asked if url.endswith("/api/me")]


def test_an_end_that_the_api_alone_knows_is_told(visit: Visits) -> None:
    student = visit()
    student.open("/orders")
    student.log_in()
    student.heading("我的订单")
    idle(student)
    student.expected.append("401 (Unauthorized)")
    student.page.evaluate("localStorage.removeItem('gradphoto.idle')")
    student.page.reload()
    student.sees("这次登录已自动结束，请重新登录，填写过的内容还在")


def test_a_session_in_use_is_renewed_once_an_hour_and_no_request_more(visit: Visits) -> None:
    student = visit()
    student.open("/orders")
    student.log_in()
    student.heading("我的订单")
    asked: list[str] = []
    student.page.on("request", lambda request: asked.append(request.url.partition("/api")[2]))
    student.page.reload()
    student.heading("我的订单")
    expect(student.page.get_by_text("正在载入")).to_have_count(0)
    assert "/me" not in asked
    student.page.evaluate("localStorage.setItem('gradphoto.renewed', String(Date.now() - 3600_000))")
    with student.page.expect_response("**/api/me"):
        student.page.reload()
    student.heading("我的订单")
    asked.clear()
    student.page.reload()
    student.heading("我的订单")
    expect(student.page.get_by_text("正在载入")).to_have_count(0)
    assert "/me" not in asked
