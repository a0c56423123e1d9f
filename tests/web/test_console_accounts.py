"""Students' accounts at the desk: another number."""

from __future__ import annotations

from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from clients.outside import new_phone
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH, find
from tests.worlds.looks import check

MANAGER = StaffRole.MANAGER


def test_an_account_gets_another_number_by_two(world: World, desk: Desks) -> None:
    (kept, phone), (other, second) = world.phoned(), world.phoned()
    task = world.plain_task(branch=BRANCH)
    for one_of_two in (kept, other):
        world.draft(one_of_two, task)
    one, two, fresh = desk(MANAGER), desk(MANAGER), new_phone()
    one.expected += ["/phone"]
    one.come_in("/orders")
    dialog = one.page.get_by_role("dialog")
    find(one, second)
    one.button("换手机号").click()
    dialog.locator("[name=phone]").fill(fresh)
    one.page.reload()
    find(one, phone)
    one.button("换手机号").click()
    expect(dialog.locator("[name=phone]")).to_have_value("")  # what was typed for another student stays there
    check(one.page)
    dialog.locator("[name=phone]").fill(second)
    dialog.get_by_label("原因").fill("换了号码")
    dialog.get_by_role("button", name="提交，等第二个人确认").click()
    expect(dialog.get_by_role("alert")).to_contain_text("手机号")
    one.confirm("提交，等第二个人确认", "已核对学生证和旧号码", phone=fresh)
    one.sees("等待第二人确认")
    two.come_in("/waiting")
    two.sees(f"账号 199****{phone[-4:]} 换为 199****{fresh[-4:]}")
    asked = two.page.get_by_role("row").filter(has_text="已核对学生证和旧号码")
    asked.get_by_role("button", name="同意", exact=True).click()
    expect(two.page.get_by_role("dialog")).to_contain_text(fresh)
    check(two.page)
    two.confirm("同意并执行", "核对无误")
    two.sees("“更换学生手机号”已执行")
    one.come_in("/orders")
    find(one, fresh)
    one.sees(f"199****{fresh[-4:]}")
