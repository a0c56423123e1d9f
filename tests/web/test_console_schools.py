"""The catalogue of schools in the console: changed by one and by two at once, and found by students."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from chalicelib.desk import school_search
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.school import School
from chalicelib.wire import wire
from tests.worlds.app import school_code
from tests.worlds.browsers import Desks, Visits
from tests.worlds.looks import check, shot
from tests.worlds.wording import says

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
RETYPED = """words => {
  const field = document.getElementById('find');
  field.value = words;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}"""


def stored(code: str) -> School:
    (school,) = [one for one in wire().desk.schools.every() if one.school_code == code]
    return school


def test_a_school_is_changed_and_students_find_it(desk: Desks, visit: Visits) -> None:
    manager, student = desk(MANAGER), visit("phone")
    code = school_code()
    manager.expected.append("/api/staff/schools/")
    manager.come_in("/schools")
    manager.button("添加学校").click()
    dialog = manager.page.get_by_role("dialog")
    dialog.get_by_label("院校代码").fill("10532")
    dialog.get_by_label("学校名称").fill(f"测试学院{code}")
    dialog.get_by_label("原因").fill("新设")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.locator("#ask-school_code-error")).to_contain_text("已有这个院校代码：湖南大学")
    expect(dialog.get_by_label("院校代码")).to_be_focused()  # before the next field takes the keys
    dialog.get_by_label("院校代码").fill(code)
    dialog.get_by_label("曾用名").fill("湖南商学院")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.locator("#ask-aliases-error")).to_contain_text("“湖南商学院”已是湖南工商大学（10554）的曾用名")
    check(manager.page)
    dialog.get_by_label("曾用名").fill("")
    dialog.get_by_label("学校标识码").fill("12")
    dialog.get_by_label("院校代码").fill(code)
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.locator("#ask-moe_id-error")).to_contain_text(says("school_wrong"))  # there alone
    expect(dialog.locator(".error-box")).to_have_count(0)
    expect(dialog.get_by_label("原因")).to_have_value("新设")
    manager.confirm("保存", "新设", moe_id="")
    manager.sees(f"已保存测试学院{code}")

    manager.page.get_by_label("查找").fill(code)
    manager.button(f"修改测试学院{code}").click()
    manager.confirm("保存", "更名", name=f"测试大学{code}", sub_units="东校区\n\n西校区", kind="ADULT")
    expect(manager.page.get_by_role("row").filter(has_text=f"测试大学{code}")).to_contain_text("东校区、西校区")
    manager.page.get_by_label("查找").fill(f"测试学院{code}")
    expect(manager.page.locator("mark")).to_have_text(f"测试学院{code}")  # what it was called leads to it
    check(manager.page)
    shot(manager.page, "schools")
    school = stored(code)
    assert (school.aliases, school.sub_units, school.kind) == ((f"测试学院{code}",), ("东校区", "西校区"), "ADULT")

    student.come_in("/")
    student.page.get_by_label("学校全称").fill(f"测试学院{code}")
    expect(student.page.get_by_role("option", name=re.compile(f"测试大学{code}")).first).to_be_visible()


def test_a_change_that_ends_after_a_new_search_shows_what_was_searched(desk: Desks) -> None:
    manager, code = desk(MANAGER), school_code()
    page = manager.page
    page.clock.install()
    manager.come_in("/schools")
    manager.button("添加学校").click()
    manager.confirm("保存", "新设", school_code=code, name=f"测试学院{code}")
    manager.sees(f"已保存测试学院{code}")
    held: list[Route] = []
    page.route("**/api/staff/schools/*", lambda route: held.append(route))
    page.get_by_label("查找").fill("测试学院")
    page.clock.run_for(1000)
    manager.button(f"修改测试学院{code}").click()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.evaluate(RETYPED, code)  # its list is asked for when the clock goes on
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("学校名称").fill(f"测试大学{code}")
    dialog.get_by_label("原因").fill("更名")
    with page.expect_request("**/api/staff/schools/*"):
        dialog.get_by_role("button", name="保存").click()
    with page.expect_response(lambda answer: "/api/staff/schools?" in answer.url and code in answer.url):
        page.clock.resume()
    held[0].continue_()
    expect(page.get_by_role("row").filter(has_text=f"测试大学{code}")).to_have_count(1)


def test_what_a_colleague_changed_meanwhile_stands_beside_what_was_typed(desk: Desks) -> None:
    manager, colleague, code = desk(MANAGER), desk(MANAGER).api, school_code()
    path, first = (
        f"/api/staff/schools/{code}",
        {"name": f"第一学院{code}", "kind": "REGULAR", "reason": "新设", "rev": 0},
    )
    colleague.call("PUT", path, first | {"city": "长沙市"})
    manager.expected.append(path)
    manager.come_in(f"/schools?words={code}")
    manager.button(f"修改第一学院{code}").click()
    dialog = manager.page.get_by_role("dialog")
    dialog.get_by_label("学校名称").fill(f"我的学院{code}")
    theirs = {"name": f"<b>同事</b>学院{code}", "city": "湘潭市", "sub_units": ["东校区"], "rev": 1}
    colleague.call("PUT", path, first | theirs)
    dialog.get_by_label("原因").fill("更名")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.get_by_role("alert").first).to_contain_text(
        "同事刚刚改了：学校名称、曾用名、所在地、分校、函授站、教学点"
    )
    expect(dialog.get_by_label("学校名称")).to_have_value(f"我的学院{code}")
    expect(dialog.get_by_label("学校名称")).to_have_accessible_description(f"现在是：<b>同事</b>学院{code}")
    expect(dialog.get_by_label("所在地")).to_have_value("湘潭市")  # nobody typed there
    check(manager.page)
    shot(manager.page, "school-meanwhile")
    manager.confirm("保存")
    manager.sees(f"已保存我的学院{code}")
    school = stored(code)
    assert (school.name, school.city, school.sub_units, school.rev) == (f"我的学院{code}", "湘潭市", ("东校区",), 3)


def test_a_long_catalogue_comes_in_pages_and_few_change_it(desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(school_search, "PAGE", 5)
    clerk = desk(REVIEWER)
    clerk.come_in("/schools")
    rows, pager = clerk.page.get_by_role("row"), clerk.page.get_by_role("navigation", name="翻页")
    expect(rows).to_have_count(1 + 5)
    expect(clerk.button(re.compile("添加学校|修改"))).to_have_count(0)
    first = rows.nth(1).inner_text()
    pager.get_by_role("button", name="下一页").click()
    expect(pager).to_contain_text("第 2 页")
    expect(rows.nth(1)).not_to_have_text(first)
    check(clerk.page)
    shot(clerk.page, "schools-second-page")
    clerk.page.get_by_label("查找").fill("hnsxy")  # 湖南商学院 by its initials
    expect(rows.filter(has_text="湖南工商大学")).to_have_count(1)
    expect(clerk.page.locator("main")).to_contain_text(re.compile(r"共 \d+ 所"))
    clerk.page.reload()
    expect(rows.filter(has_text="湖南工商大学")).to_have_count(1)
    clerk.page.get_by_label("查找").fill("湖南商学院")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="湖南工商大学")).to_have_count(1)
    clerk.page.get_by_label("查找").fill("没有这样的学校")
    clerk.sees("没有找到")
