"""Whoever is invited, at the console's pages: her user name, her phone, its code."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from clients.outside import Outside


def fills(page: Page, outside: Outside, console_url: str, username: str, phone: str) -> None:
    """Comes by the login page, types name and phone, and reads the picture."""
    page.goto(f"{console_url}/staff/#/login")
    with page.expect_response("**/api/staff/captcha") as issued:
        page.get_by_role("link", name="受邀开通").click()
    page.get_by_label("用户名").fill(username)
    page.get_by_label("手机号", exact=True).fill(phone)
    page.get_by_label("图形验证码", exact=True).fill(outside.solve(issued.value.json()["captcha_id"]))


def has_code_sent(page: Page, outside: Outside, phone: str) -> None:
    """Types the code of the SMS that she had sent."""
    page.get_by_role("button", name="发送验证码").click()
    expect(page.get_by_role("button", name=re.compile("秒后重发"))).to_be_disabled()
    page.get_by_label("短信验证码").fill(outside.sms_code(phone))


def opens(page: Page, outside: Outside, console_url: str, username: str, phone: str) -> None:
    """Until password and authenticator are asked for."""
    fills(page, outside, console_url, username, phone)
    has_code_sent(page, outside, phone)
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", name="接受邀请", level=1)).to_be_visible()
