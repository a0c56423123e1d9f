"""The poster: one sheet of paper, whatever it says."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from playwright.sync_api import expect

from chalicelib.tasks.model import Task
from tests.worlds.app import World
from tests.worlds.browsers import LAPTOP, Visits
from tests.worlds.looks import check, shot
from tests.worlds.staff import Colleague
from tests.worlds.teacher_visits import copied, opens
from tests.worlds.teachers import links_of, made_link


def test_the_poster_is_one_sheet_of_paper(manager: Colleague, task: Task, visit: Visits, tmp_path: Path) -> None:
    teacher = visit("desktop", **LAPTOP)
    link = made_link(manager, task)
    opens(teacher, link["token"])
    teacher.link("海报").click()
    teacher.heading("海报")
    sheet = teacher.page.get_by_role("article", name="海报")
    for text in (
        task.title,
        task.code,
        f"{teacher.site_url}/#/tasks/{task.code}",
        "20 元",
        "湖南大学",
        "0731-84300000",
    ):
        expect(sheet).to_contain_text(text)
    expect(sheet.get_by_role("img", name="打开采集任务的二维码")).to_be_visible()
    assert task.code in copied(teacher, "复制通知文字")
    check(teacher.page)
    shot(teacher.page, "poster")
    pdf = teacher.page.pdf(path=str(tmp_path / "poster.pdf"), prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 59[45]\S* 84[12]", pdf)
    overflow = sheet.evaluate("sheet => sheet.scrollHeight - sheet.clientHeight")
    assert overflow <= 0
    teacher.page.set_viewport_size({"width": 390, "height": 844})
    check(teacher.page)
    shot(teacher.page, "poster-phone")
    teacher.link("返回").click()
    teacher.heading(task.title)
    listed = {one["link_id"]: one["opened"] for one in manager.call("GET", links_of(task))["links"]}
    assert listed[link["link_id"]] <= 2  # the poster is no look of its own


def test_it_asks_for_what_the_task_asks(world: World, manager: Colleague, visit: Visits) -> None:
    strict = world.plain_task(glasses="REFUSE", price=0)
    free = world.plain_task(covers="ALLOW")
    teacher = visit("desktop", **LAPTOP)
    sheet = teacher.page.get_by_role("article", name="海报")
    opens(teacher, made_link(manager, strict)["token"], "/poster")
    for text in ("戴眼镜，请摘下后拍", "帽子、头巾、耳环", "免费", "不用付款"):
        expect(sheet).to_contain_text(text)
    expect(sheet.locator(".sh-steps li")).to_have_count(4)
    opens(teacher, made_link(manager, free)["token"], "/poster")
    expect(sheet).to_contain_text("常戴眼镜的戴无色眼镜")
    expect(sheet).not_to_contain_text("头巾")
    expect(sheet.locator(".sh-steps li")).to_have_count(5)


def test_the_longest_words_fit_on_the_poster(world: World, manager: Colleague, visit: Visits) -> None:
    task = world.plain_task(title="数" * 120, code="A" + secrets.token_hex(8)[:15].upper(), price=123456)
    teacher = visit("desktop", **LAPTOP)
    opens(teacher, made_link(manager, task)["token"], "/poster")
    sheet = teacher.page.get_by_role("article", name="海报")
    expect(sheet).to_contain_text("0731-84300000")
    for side in ("Height", "Width"):
        assert sheet.evaluate(f"sheet => sheet.scroll{side} - sheet.client{side}") <= 0
    shot(teacher.page, "poster-longest")
    code = sheet.locator(".sh-code").evaluate("code => code.scrollWidth - code.clientWidth")
    assert code <= 0
