"""Where the site is opened: a desktop without an album, WeChat's own browser."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from chalicelib.tasks.model import SETTINGS
from chalicelib.tasks.settings import Visibility
from chalicelib.wire import wire
from sandbox.seed import Seeded
from tests.worlds.browsers import DEVICES, Visits
from tests.worlds.looks import check
from tools.demo import sample_code, sample_portrait

IN_WECHAT = f"{DEVICES['phone']['user_agent']} MicroMessenger/8.0.50"


@pytest.fixture
def no_album(seeded: Seeded) -> str:
    """The code of a task whose photos must be taken on the spot."""
    tasks, code = wire().student.tasks, "C4MERA"
    model = tasks.get("demo-encrypted")
    tasks.create(replace(model, task_id="no-album", code=code, allow_album=False))
    return code


def test_a_desktop_without_an_album_is_sent_to_the_phone(visit: Visits, no_album: str) -> None:
    student = visit("desktop")
    student.come_in()
    student.locate(no_album)
    order_id = student.draft(no_album, sample_code())
    student.open(f"/orders/{order_id}/photo")
    student.sees("请用手机小程序拍摄")
    student.sees(no_album)
    student.sees("这个订单保留到")
    expect(student.page.locator("input[type=file]")).to_have_count(0)
    check(student.page)
    student.open(f"/orders/{order_id}")
    student.sees(re.compile("请在 .+ 前提交"))
    student.open("/orders")
    student.page.get_by_role("navigation", name="订单分类").get_by_role("link", name="全部").click()
    student.sees(re.compile("请在 .+ 前提交"))


def test_a_setting_that_is_made_public_is_on_the_tasks_page(
    visit: Visits, seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = visit()
    student.come_in(f"/tasks/{seeded.encrypted}")
    student.heading("确认采集任务")
    rows = student.page.locator("dl.facts > div")
    told = [[row["label"], row["value"]] for row in student.api.lookup(seeded.encrypted)["task"]["rows"]]
    expect(rows).to_have_count(len(told) + 1)
    assert [text.splitlines() for text in rows.all_inner_texts()] == [*told, ["特征码", seeded.encrypted]]
    public = replace(SETTINGS["retention_days"], visible=Visibility.ROW)
    monkeypatch.setitem(SETTINGS, "retention_days", public)
    later = visit()
    later.come_in(f"/tasks/{seeded.encrypted}")
    later.sees("资料保留天数")
    later.sees("180 天")
    check(later.page)


def test_inside_wechat_the_way_to_pay_is_told(visit: Visits, seeded: Seeded) -> None:
    student = visit(user_agent=IN_WECHAT)
    student.open()
    student.log_in()
    student.heading("线上采集")
    student.api.token = student.page.evaluate("localStorage.getItem('gradphoto.token')")
    student.api.agree()
    order_id = student.draft(seeded.encrypted, sample_code())
    student.api.judge(order_id, sample_portrait())
    student.api.act(order_id, "submit", photo_no=1)
    student.open(f"/orders/{order_id}/pay")
    student.sees(re.compile("请到小程序“我的订单”中支付"))
    check(student.page)
