"""Who leaves the console: an administrator may, the last one may not."""

from __future__ import annotations

from playwright.sync_api import expect

from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.worlds.browsers import Door
from tests.worlds.clerk import Clerk
from tests.worlds.staff import hire
from tests.worlds.wording import says

REVIEWER, _, _, ADMIN = StaffRole


def test_the_last_administrator_stays(box: Sandbox, door: Door) -> None:
    branch = f"b{random_id(8)}"
    admin = door.let_in(Clerk(door.page("desktop", {}), box.console_url, ADMIN, branch=branch))
    account = hire(REVIEWER, branch=branch)
    admin.expected.append("/api/staff/accounts/")
    admin.come_in("/accounts")
    admin.button(f"停用：{admin.api.account.name}").click()
    dialog = admin.page.get_by_role("dialog")
    expect(dialog).to_contain_text("这是分社唯一可用的系统管理员")
    dialog.get_by_label("原因").fill("不再担任")
    dialog.get_by_role("button", name="停用").click()
    expect(dialog).to_contain_text(says("staff_last_admin"))
    expect(dialog.get_by_label("原因")).to_have_value("不再担任")
    dialog.get_by_role("button", name="取消").click()
    assert wire().stores.staff.get(admin.api.account.staff_id) == admin.api.account

    admin.button(f"停用：{account.name}").click()
    admin.confirm("停用", "离职")
    expect(admin.page.get_by_role("row").filter(has_text=account.name)).to_contain_text("已停用")
    admin.button(f"重新邀请：{account.name}").click()
    admin.confirm("重新邀请", "返聘")
    expect(admin.page.get_by_role("region", name="怎样开通")).to_contain_text(account.username)
    expect(admin.page.get_by_role("row").filter(has_text=account.name)).to_contain_text("待接受邀请")


def test_an_administrator_leaves_and_is_not_taken_over(box: Sandbox, door: Door) -> None:
    branch = f"b{random_id(8)}"
    admin = door.let_in(Clerk(door.page("desktop", {}), box.console_url, ADMIN, branch=branch))
    name = admin.api.account.name
    for _ in range(2):
        hire(ADMIN, branch=branch)
    admin.come_in("/accounts")
    admin.button(f"重新邀请：{name}").click()
    admin.confirm("重新邀请", "换手机")
    admin.sees("等待第二位系统管理员确认")
    admin.button(f"撤回：{name}").click()
    admin.confirm("撤回", "不用了")
    admin.sees(f"已撤回：{name}")
    admin.button(f"停用：{name}").click()
    admin.confirm("停用", "离职")
    admin.expected.append("401")
    admin.heading("员工登录")
