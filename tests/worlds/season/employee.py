"""Somebody of the branch as a person meets the console: nothing but an invitation, a password and an authenticator."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Download, Locator, Page, expect

from chalicelib.staff import proofs
from clients.outside import Outside
from tests.worlds.invite_pages import opens
from tests.worlds.visitor import Guest, put

PASSWORD = "a branch's whole season"


class Employee(Guest):
    """username, name: as the invitation has them."""

    def __init__(self, page: Page, console_url: str, username: str, name: str) -> None:
        super().__init__(page, f"{console_url}/staff")
        self.username, self.name = username, name
        self._secret = ""
        self._shown = 0  # the last step whose code was used: a code opens once

    # -- coming in -------------------------------------------------------------------------------------------------

    def accept(self, link: str) -> None:
        """Follows the operator's link, sets password and authenticator, and is greeted."""
        self.page.goto(link)
        self._set_up()

    def open_by_phone(self, outside: Outside, phone: str) -> None:
        """Opens an administrator's invitation with her phone, sets password and authenticator, and is greeted."""
        opens(self.page, outside, self.site_url.removesuffix("/staff"), self.username, phone)
        self._set_up()

    def _set_up(self) -> None:
        self.heading("接受邀请")
        self.sees(self.username)
        self._secret = self.page.locator(".secret").inner_text()
        self.page.get_by_label("密码", exact=True).fill(PASSWORD)
        self.page.get_by_label("再次填写密码").fill(PASSWORD)
        self.page.get_by_label("动态验证码").fill(self._code())
        self.button("完成并登录").click()
        self._is_greeted()

    def log_in(self) -> None:
        """In the morning: the night ended the session."""
        self.expected.append("401 (Unauthorized)")
        self.page.goto("about:blank")
        self.open("/")
        self.heading("员工登录")
        self.page.get_by_label("用户名").fill(self.username)
        self.page.get_by_label("密码", exact=True).fill(PASSWORD)
        self.page.get_by_label("动态验证码").fill(self._code())
        self.button("登录").click()
        self._is_greeted()

    def _is_greeted(self) -> None:
        expect(self.page.get_by_role("heading", level=1, name=re.compile(f"，{re.escape(self.name)}$"))).to_be_visible()

    def _code(self) -> str:
        """The next one that was not used yet."""
        self._shown = max(proofs.step_of(datetime.now(UTC)), self._shown + 1)
        return proofs.code_at(self._secret, self._shown)

    # -- working ---------------------------------------------------------------------------------------------------

    def go(self, *names: str) -> None:
        """By the navigation, and then by links of these names."""
        self.page.get_by_role("navigation").first.get_by_role("link", name=re.compile(f"^{names[0]}")).click()
        for name in names[1:]:
            self.link(name).first.click()

    def fill(self, **values: str) -> None:
        """Fields by name."""
        for name, value in values.items():
            put(self.page.locator(f"#{name}"), value)

    def pick(self, label: str, name: str, type_: str, data: bytes) -> None:
        """A file for the field with this label."""
        files: Any = {"name": name, "mimeType": type_, "buffer": data}
        self.page.get_by_label(label).set_input_files(files)

    def confirm(
        self, yes: str | re.Pattern[str], reason: str | None = None, *, told: Sequence[str] = (), **answers: str
    ) -> str:
        """Answers the dialog that is open, once it has told these words.  answers: by the questions' names.

        Returns all that it said."""
        dialog = self.page.get_by_role("dialog")
        for words in told:
            expect(dialog).to_contain_text(words)
        said = dialog.inner_text()
        for name, answer in answers.items():
            put(dialog.locator(f"[name={name}]"), answer)
        if reason is not None:
            dialog.get_by_label("原因").fill(reason)
        dialog.get_by_role("button", name=yes, exact=isinstance(yes, str)).click()
        expect(dialog).to_have_count(0)
        return said

    def row(self, text: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("row").filter(has_text=text)

    def saves(self, click: Callable[[], None]) -> Download:
        """The file that a click saves."""
        with self.page.expect_download() as waiting:
            click()
        return waiting.value
