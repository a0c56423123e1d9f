"""The teachers' page: opened by a link alone, on a phone first."""

from __future__ import annotations

import csv
import re
import secrets
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from clients.outside import new_phone
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.browsers import Desks, Visits
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check, shot
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import counted_order
from tests.worlds.teachers import enrolled, links_of, made_link, on_roster
from tests.worlds.visitor import Visitor
from tests.worlds.wording import says

SOFTWARE, CHINESE = ("信息学院", "软件2201"), ("文学院", "中文2201")
LAPTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}


@pytest.fixture(scope="module")
def world(box: Sandbox, fresh: None) -> World:
    return World(box)


@pytest.fixture(scope="module")
def manager(world: World) -> Colleague:
    return colleague(world.box.api_url, StaffRole.MANAGER)


@pytest.fixture(scope="module")
def task(world: World) -> Task:
    """With a roster of two classes, and somebody at every step."""
    task = world.plain_task(title="2027届毕业生图像采集", roster="STUDENT_NOS")
    for number, state in enumerate((State.DONE, State.IN_REVIEW, State.REJECTED, State.AWAITING_PAYMENT)):
        enrolled(world, task, state, f"2027000{number}", SOFTWARE, name="王小明")
    on_roster(task, *(f"2027010{number}" for number in range(6)), of=SOFTWARE)
    on_roster(task, "=20270201", of=CHINESE)
    return task


def opens(guest: Visitor, token: str, page: str = "") -> None:
    guest.page.goto(f"{guest.site_url}/p/#/{token}{page}")


def copied(guest: Visitor, name: str, within: Locator | None = None) -> str:
    """What the clipboard holds after a button was clicked."""
    guest.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    (within or guest.page.locator("main")).get_by_role("button", name=name, exact=True).click()
    guest.sees("已复制")
    return str(guest.page.evaluate("navigator.clipboard.readText()"))


def class_of(guest: Visitor, name: str) -> Locator:
    return guest.page.get_by_role("listitem").filter(has=guest.page.locator("summary", has_text=name))


@pytest.mark.parametrize(("device", "options"), [("phone", {}), ("desktop", LAPTOP)], ids=["phone", "1366"])
def test_a_teacher_sees_how_far_it_is_and_who_must_act(
    manager: Colleague, task: Task, visit: Visits, device: str, options: dict[str, Any]
) -> None:
    teacher = visit(device, **options)
    opens(teacher, made_link(manager, task)["token"])
    teacher.heading("2027届毕业生图像采集")
    expect(teacher.page).to_have_title("2027届毕业生图像采集 · 采集进度")
    total = teacher.page.get_by_role("region", name="办理进度")
    expect(total).to_contain_text(re.compile(r"1\s*/ 11 人已采集"))
    expect(total.get_by_role("definition")).to_have_text(["1", "1", "1", "1", "7"])
    expect(total).to_contain_text("照片被驳回 1 人")
    expect(total).to_contain_text(re.compile("剩 [0-9]+ 天"))
    summaries = teacher.page.locator("summary")
    expect(summaries).to_contain_text(["软件2201", "中文2201"])  # those with most to do first
    expect(summaries.first).to_contain_text("8 人要办")
    expect(teacher.page.get_by_text("20270101")).to_have_count(0)  # nobody is shown before somebody asks
    summaries.first.click()
    teacher.sees("要办的 8 人")
    members = class_of(teacher, "软件2201").locator(".who")
    expect(members.get_by_role("listitem")).to_have_count(8)
    expect(members).to_contain_text("20270002 被驳回")
    expect(members).not_to_contain_text("20270001")  # she waits for the branch
    assert "王小明" not in teacher.page.content()
    check(teacher.page)
    shot(teacher.page, f"teacher-{device}")


def test_notices_say_who_must_act_how_and_by_when(manager: Colleague, task: Task, visit: Visits) -> None:
    teacher = visit("phone")
    opens(teacher, made_link(manager, task)["token"])
    text = copied(teacher, "复制通知文字")
    for part in (task.code, f"{teacher.site_url}/#/tasks/{task.code}", "还没有办完的同学", "20 元", "前完成"):
        assert part in text
    teacher.page.locator("summary").first.click()
    teacher.page.get_by_text("要办的 8 人").wait_for()
    text = copied(teacher, "复制名单和通知", class_of(teacher, "软件2201"))
    assert "软件2201 还有没开始 6 人、待提交或支付 1 人、照片要重新提交 1 人" in text
    assert "学号：20270002、20270003、20270100、" in text
    assert "20270001" not in text
    assert task.code in text


def test_a_text_is_there_to_be_copied_by_hand_where_a_browser_forbids_it(
    manager: Colleague, task: Task, visit: Visits
) -> None:
    teacher = visit("phone")
    teacher.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    opens(teacher, made_link(manager, task)["token"])
    teacher.button("复制通知文字").click()
    expect(teacher.page.get_by_role("textbox", name="通知文字")).to_have_value(re.compile(task.code))
    check(teacher.page)


def test_a_number_is_found_and_the_whole_list_is_saved(manager: Colleague, task: Task, visit: Visits) -> None:
    teacher = visit("phone")
    opens(teacher, made_link(manager, task)["token"])
    field = teacher.page.get_by_label("学号或采集码末位")
    field.fill("0201")
    field.press("Enter")
    teacher.sees("找到 1 人")
    expect(teacher.page.locator(".found")).to_contain_text("中文2201")
    field.fill("没有这个")
    teacher.button("查找").click()
    teacher.sees("名单中没有")
    with teacher.page.expect_download() as download:
        teacher.button("下载全部名单（CSV）").click()
    assert download.value.suggested_filename == "2027届毕业生图像采集-名单进度.csv"
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["学号或采集码末位", "学院", "班级", "进度", "是否完成"]
    assert (len(rows), rows[1]) == (12, ["20270000", "信息学院", "软件2201", "采集完成", "是"])
    assert rows[-1] == ["'=20270201", "文学院", "中文2201", "未开始", "否"]  # which no spreadsheet computes


def test_a_long_list_comes_in_pages(world: World, manager: Colleague, visit: Visits) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    on_roster(task, *(f"2027{number:04}" for number in range(450)))
    teacher = visit("desktop")
    opens(teacher, made_link(manager, task)["token"])
    teacher.page.locator("summary").click()
    teacher.sees("要办的 200+ 人")
    inside = class_of(teacher, "软件2201")
    inside.get_by_role("button", name="载入更多").click()
    teacher.sees("要办的 400+ 人")
    text = copied(teacher, "复制名单和通知", inside)
    teacher.sees("要办的 450 人")
    assert "20270059 等。" in text


def test_without_a_roster_the_teacher_says_how_many_there_are(world: World, manager: Colleague, visit: Visits) -> None:
    task = world.plain_task(title="没有名单的任务")
    for state in (State.APPROVED, State.IN_REVIEW, State.DRAFT):
        counted_order(world, task, state, *SOFTWARE)
    counted_order(world, task, State.APPROVED, *CHINESE)
    teacher = visit("phone")
    token = made_link(manager, task)["token"]
    opens(teacher, token)
    total = teacher.page.get_by_role("region", name="办理进度")
    expect(total).to_contain_text("2 人已采集")
    expect(total).not_to_contain_text("没开始")
    teacher.page.get_by_label("应采集的总人数").fill("60 人")
    expect(total).to_contain_text(re.compile("2 *\n* */ 60 人已采集"))
    expect(total).to_contain_text(re.compile("没开始\\s*56"))
    teacher.page.locator("summary").first.click()
    teacher.page.get_by_label("软件2201的人数").fill("30")
    expect(teacher.page.locator("summary").first).to_contain_text("28 人要办")
    assert "软件2201 还有没开始 27 人、待提交或支付 1 人。请在" in copied(teacher, "复制本班通知")
    check(teacher.page)
    shot(teacher.page, "teacher-heads")
    teacher.page.reload()
    expect(total).to_contain_text(re.compile("/ 60 人已采集"))
    expect(teacher.page.locator("summary").first).to_contain_text("28 人要办")
    expect(teacher.page.get_by_label("学号或采集码末位")).to_have_count(0)


def test_a_link_of_numbers_is_passed_on(manager: Colleague, task: Task, visit: Visits) -> None:
    teacher, monitor = visit("phone"), visit("phone")
    opens(teacher, made_link(manager, task)["token"])
    address = copied(teacher, "复制只有人数的链接")
    assert address.startswith(f"{teacher.site_url}/p/#/")
    monitor.page.goto(address)
    monitor.heading("2027届毕业生图像采集")
    monitor.sees("/ 11 人已采集")
    monitor.page.locator("summary").first.click()
    assert "软件2201 还有没开始 6 人" in copied(monitor, "复制本班通知")
    expect(monitor.button("复制只有人数的链接")).to_have_count(0)
    expect(monitor.page.get_by_label("学号或采集码末位")).to_have_count(0)
    assert "2027000" not in monitor.page.content()
    check(monitor.page)


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
        "0731-82565066",
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


def test_the_longest_words_fit_on_the_poster(world: World, manager: Colleague, visit: Visits) -> None:
    task = world.plain_task(title="数" * 120, code="A" + secrets.token_hex(8)[:15].upper(), price=123456)
    teacher = visit("desktop", **LAPTOP)
    opens(teacher, made_link(manager, task)["token"], "/poster")
    sheet = teacher.page.get_by_role("article", name="海报")
    expect(sheet).to_contain_text("0731-82565066")
    for side in ("Height", "Width"):
        assert sheet.evaluate(f"sheet => sheet.scroll{side} - sheet.client{side}") <= 0
    shot(teacher.page, "poster-longest")
    code = sheet.locator(".sh-code").evaluate("code => code.scrollWidth - code.clientWidth")
    assert code <= 0


def test_a_link_made_for_a_phone_wants_its_code_once(
    world: World, manager: Colleague, task: Task, visit: Visits
) -> None:
    phone = new_phone()
    token = made_link(manager, task, phone=phone)["token"]
    teacher = visit("phone")
    page = teacher.page
    teacher.expected.append("/api/progress/")
    opens(teacher, token)
    teacher.heading("验证老师的手机号")
    teacher.sees(f"{phone[:3]}****{phone[-4:]}")
    assert task.title not in page.content()
    page.get_by_alt_text("图形验证码").wait_for()
    check(page)
    shot(page, "teacher-lock")
    teacher.button("发送验证码").click()
    teacher.sees("请填写图中的字符")
    typed = page.get_by_label("图形验证码", exact=True)
    typed.fill("XXXX")
    with page.expect_response("**/api/login/captcha") as issued:  # a picture is good for one try
        teacher.button("发送验证码").click()
    expect(typed).to_have_attribute("aria-invalid", "true")
    expect(typed).to_have_value("")
    typed.fill(world.outside.solve(issued.value.json()["captcha_id"]))
    teacher.button("发送验证码").click()
    expect(teacher.button(re.compile("秒后重发"))).to_be_disabled()
    page.get_by_label("短信验证码").fill("12")
    teacher.button("查看进度").click()
    teacher.sees("请填写短信中的 6 位数字")
    page.get_by_label("短信验证码").fill(world.outside.sms_code(phone))
    teacher.button("查看进度").click()
    teacher.heading(task.title)
    page.locator("summary").first.click()
    teacher.sees("要办的 8 人")
    page.reload()
    teacher.heading(task.title)
    other = visit("phone")
    other.expected.append("/api/progress/")
    opens(other, token)
    other.heading("验证老师的手机号")
    (one,) = [one for one in manager.call("GET", links_of(task))["links"] if one["phone"]]
    manager.call("POST", f"{links_of(task)}/{one['link_id']}/revoke", {"reason": "换了老师"})
    page.reload()
    teacher.heading("链接已失效")


def test_a_link_that_is_over_says_what_to_do(
    world: World, manager: Colleague, visit: Visits, clock: SandboxClock
) -> None:
    token = made_link(manager, world.plain_task(), 1)["token"]
    clock.move(days=2, schedules=False)
    teacher = visit("phone")
    teacher.expected.append("/api/progress/")
    opens(teacher, token)
    teacher.heading("链接已失效")
    teacher.sees(says("teacher_link_over", "action"))
    teacher.sees("0731-82565066")
    check(teacher.page)
    teacher.page.goto(f"{teacher.site_url}/p/")
    teacher.heading("没有链接")
    check(teacher.page)


def test_an_address_of_before_leads_here(manager: Colleague, task: Task, visit: Visits) -> None:
    teacher = visit("phone")
    token = made_link(manager, task)["token"]
    teacher.open(f"/progress/{token}")
    teacher.heading(task.title)
    assert teacher.page.url == f"{teacher.site_url}/p/#/{token}"


def test_a_task_that_is_closed_has_no_notices(
    world: World, manager: Colleague, visit: Visits, clock: SandboxClock
) -> None:
    task = world.plain_task()
    token = made_link(manager, task, 90)["token"]
    teacher = visit("phone")
    clock.move(days=(task.closes_at - wire().clock()).days + 1, schedules=False)
    opens(teacher, token)
    teacher.sees("需要补采集请联系分社")
    teacher.sees("已截止")
    expect(teacher.button("复制通知文字")).to_have_count(0)
    check(teacher.page)


def test_the_page_names_nobody_else_where_it_came_from(manager: Colleague, task: Task, visit: Visits) -> None:
    """Its secret reaches no server but in what it asks the API, and no search engine is to list it."""
    teacher = visit("phone")
    asked: list[tuple[str, str | None]] = []
    teacher.page.on("request", lambda one: asked.append((one.url, one.headers.get("referer"))))
    token = made_link(manager, task)["token"]
    opens(teacher, token)
    teacher.heading(task.title)
    teacher.has_asked()
    assert [referer for _, referer in asked if referer and (token in referer or "/p/" in referer)] == []
    assert [url for url, _ in asked if token in url.partition("#")[0] and "/api/progress/" not in url] == []
    assert not any("/staff/" in url or "/student/" in url for url, _ in asked)
    expect(teacher.page.locator("meta[name=robots]")).to_have_attribute("content", "noindex, nofollow")


def test_everything_is_reached_by_keyboard(manager: Colleague, task: Task, visit: Visits) -> None:
    teacher = visit("desktop")
    opens(teacher, made_link(manager, task)["token"])
    teacher.heading(task.title)
    teacher.tab_to("复制通知文字")
    teacher.tab_to("海报")
    teacher.tab_to("全部学院")
    teacher.tab_to("文学院")
    teacher.page.keyboard.press("Space")
    expect(teacher.page.locator("summary")).to_have_count(1)
    teacher.tab_to("中文2201")
    teacher.page.keyboard.press("Enter")
    teacher.sees("要办的 1 人")
    teacher.tab_to("复制名单和通知")
    teacher.tab_to("学号或采集码末位")


def test_a_manager_makes_lists_and_stops_links(world: World, desk: Desks, visit: Visits) -> None:
    task, phone = world.plain_task(branch=BRANCH, title="链接列表的任务"), new_phone()
    clerk = desk(StaffRole.MANAGER)
    clerk.come_in(f"/tasks/{task.task_id}")
    clerk.heading("链接列表的任务")
    clerk.expected.append("/teacher-links")
    clerk.button("生成进度链接").click()
    dialog = clerk.page.get_by_role("dialog")
    dialog.locator("#phone").fill("123")
    dialog.get_by_label("原因").fill("辅导员查看")
    dialog.get_by_role("button", name="生成", exact=True).click()
    clerk.sees("手机号格式不正确")
    check(clerk.page)
    clerk.confirm("生成", days="7", phone=phone)
    clerk.sees("链接只显示这一次")
    address = clerk.page.locator("#teachers-address").input_value()
    assert re.fullmatch(rf"{re.escape(world.box.api_url)}/p/#/[\w-]{{43}}", address)
    clerk.button("生成进度链接").click()
    clerk.confirm("生成", reason="发给班长", days="7", kind="COUNTS")
    shown = clerk.page.locator("#teachers-address").input_value()
    assert shown != address
    teacher = visit("phone")
    teacher.page.goto(shown)
    teacher.heading("链接列表的任务")
    clerk.button("查看有效的链接").click()
    rows = clerk.page.get_by_role("region", name="进度链接").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("只有人数")
    expect(rows.nth(0)).to_contain_text(re.compile("1 次\\s*最近"))
    expect(rows.nth(1)).to_contain_text(f"{phone[:3]}****{phone[-4:]}")
    expect(rows.nth(1)).to_contain_text("没有打开过")
    check(clerk.page)
    shot(clerk.page, "links")
    rows.nth(0).get_by_role("button", name="停用").click()
    clerk.confirm("停用", "发错了群")
    clerk.sees("已停用“发给班长”的进度链接")
    expect(rows).to_have_count(1)
    expect(clerk.page.locator("#teachers-address")).to_have_count(0)
    teacher.expected.append("/api/progress/")
    teacher.page.reload()
    teacher.heading("链接已失效")
