"""The notice of a task at the console: one sheet of paper, with both codes, or with what WeChat left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from tests.worlds.app import World
from tests.worlds.browsers import LAPTOP, Desks
from tests.worlds.clerk import BRANCH, saved
from tests.worlds.looks import check, shot

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def test_a_notice_is_printed_with_both_codes(world: World, desk: Desks, tmp_path: Path) -> None:
    task = world.plain_task(
        branch=BRANCH, title="湘潭大学 2027 届毕业生学历证书照片采集", code=f"A7{world.box.ports.api}"
    )
    clerk = desk(MANAGER, **LAPTOP)
    page = clerk.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    clerk.come_in(f"/tasks/{task.task_id}")
    clerk.heading(task.title)
    page.keyboard.press("p")
    clerk.heading("打印通知")
    sheet = page.get_by_role("article", name="通知")
    for text in (task.title, task.code, f"{world.box.api_url}/#/tasks/{task.code}", "20 元", "0731-84300000"):
        expect(sheet).to_contain_text(text)
    expect(sheet.get_by_role("img", name="打开采集任务的二维码")).to_be_visible()
    program = sheet.get_by_role("img", name="小程序码", exact=True)
    assert program.evaluate("image => image.decode().then(() => image.naturalWidth)") == 860
    check(page)
    shot(page, "notice")
    page.keyboard.press("c")
    clerk.sees("通知文字已复制")
    assert task.code in page.evaluate("navigator.clipboard.readText()")
    saves = saved(clerk, lambda: page.keyboard.press("s"))
    assert saves.suggested_filename.endswith("-通知.pdf")
    assert saves.path().read_bytes()[:5] == b"%PDF-"
    clerk.sees("PDF 已生成")
    for side in ("Height", "Width"):
        assert sheet.evaluate(f"sheet => sheet.scroll{side} - sheet.client{side}") <= 0
    pdf = page.pdf(path=str(tmp_path / "notice.pdf"), prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 59[45]\S* 84[12]", pdf)
    page.emulate_media(media="print")
    for chrome in (".side", ".page-head"):
        expect(page.locator(chrome)).to_be_hidden()
    expect(sheet).to_be_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 844})
    check(page)
    shot(page, "notice-phone")
    page.keyboard.press("Escape")
    clerk.heading(task.title)


def test_where_wechat_refuses_the_sheet_does_without(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, state="DRAFT")
    clerk = desk(FINANCE, **LAPTOP)
    world.box.faults.set("wechat_code_page")
    clerk.come_in(f"/tasks/{task.task_id}/notice")
    clerk.sees("没有小程序码：微信没有给出小程序码")
    clerk.sees("还没有开放，学生现在扫码还不能办理")
    sheet = clerk.page.get_by_role("article", name="通知")
    expect(sheet).to_contain_text("用手机扫上面的二维码")
    expect(sheet.get_by_role("img", name="小程序码", exact=True)).to_have_count(0)
    check(clerk.page)
    shot(clerk.page, "notice-without")


@pytest.mark.parametrize("title", ["数" * 120, "<b>名称</b>"])
def test_any_title_fits_and_is_text(world: World, desk: Desks, title: str) -> None:
    task = world.plain_task(branch=BRANCH, title=title, price=123456)
    clerk = desk(REVIEWER, **LAPTOP)
    clerk.come_in(f"/tasks/{task.task_id}/notice")
    sheet = clerk.page.get_by_role("article", name="通知")
    expect(sheet).to_contain_text(title)
    for side in ("Height", "Width"):
        assert sheet.evaluate(f"sheet => sheet.scroll{side} - sheet.client{side}") <= 0
