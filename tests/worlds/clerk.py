"""A member of the branch's staff in front of the console."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Download, Locator, Page, expect

from chalicelib.staff.model import StaffRole
from tests.worlds.staff import PASSWORD, code, colleague
from tests.worlds.visitor import Guest, put

BRANCH = "湖南分社"  # of the sandbox's own tasks


class Clerk(Guest):
    """Somebody new with these roles.  api: the same person without a browser."""

    def __init__(self, page: Page, console_url: str, *roles: StaffRole, branch: str = BRANCH) -> None:
        super().__init__(page, f"{console_url}/staff")
        self.api = colleague(console_url, *roles, branch=branch)

    def come_in(self, address: str = "/") -> None:
        """Opens a page as somebody who logged in before."""
        left = {"gradphoto.staff.who": self.api.account.staff_id, "gradphoto.staff.token": self.api.token}
        self.open_with(left, address)

    def log_in(self) -> None:
        """By name, password and the authenticator."""
        self.heading("员工登录")
        self.page.get_by_label("用户名").fill(self.api.account.username)
        self.page.get_by_label("密码", exact=True).fill(PASSWORD)
        self.page.get_by_label("动态验证码").fill(code(self.api.account))
        self.button("登录").click()

    def confirm(self, yes: str, reason: str | None = None, **answers: str) -> None:
        """Answers the dialog that is open, and waits until it is gone.  answers: of its other questions, by name."""
        dialog = self.page.get_by_role("dialog")
        for name, answer in answers.items():
            put(dialog.locator(f"[name={name}]"), answer)
        if reason is not None:
            dialog.get_by_label("原因").fill(reason)
        dialog.get_by_role("button", name=yes, exact=True).click()
        expect(dialog).to_have_count(0)


def row_of(clerk: Clerk, order_id: str) -> Locator:
    """The rows of a table that lead to an order."""
    return clerk.page.get_by_role("row").filter(has=clerk.page.locator(f"a[href='#/orders/{order_id}']"))


def greeted(guest: Guest, name: str) -> None:
    """Waits for the first page, which greets by the hour."""
    expect(guest.page.get_by_role("heading", level=1, name=re.compile(f"，{re.escape(name)}$"))).to_be_visible()


def saved(clerk: Clerk, click: Callable[[], None]) -> Download:
    """The file that a click saves."""
    with clerk.page.expect_download() as waiting:
        click()
    return waiting.value


def find(clerk: Clerk, text: str, taken_for: str = "") -> None:
    """Types what is known of an order.  taken_for: what the page says that it is."""
    clerk.page.locator("#text").fill(text)
    clerk.button("查找").first.click()
    if taken_for:
        expect(clerk.page.get_by_role("search").get_by_role("status")).to_have_text(f"按{taken_for}查找")
