"""People in front of a browser: they find things by role and label."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

from clients.outside import Outside
from clients.student import Student
from tests.worlds.app import World


def put(field: Locator, value: str) -> None:
    """Types it, or chooses it."""
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


# Of a finger: touching the screen, confirming by the keyboard, choosing a file.  What a script does is none.
LISTEN = """() => {
  const told = (event) => event.isTrusted && tapped(`${event.type} ${event.target.textContent.trim().slice(0, 20)}`);
  addEventListener('pointerdown', told, true);
  addEventListener('keydown', (event) => event.key === 'Enter' && told(event), true);
  addEventListener('change', (event) => event.target.type === 'file' && tapped(`file ${event.target.name}`), true);
}"""


CALLED = """() => {
  const { labels, ariaLabel, innerText } = document.activeElement;
  return labels?.[0]?.innerText || ariaLabel || innerText;
}"""


class Taps:
    """What whoever is at a page taps from now on, on every page that follows; typing is none.  at: each of them."""

    def __init__(self, page: Page) -> None:
        self.at: list[str] = []
        page.expose_function("tapped", lambda what: self.at.append(what))
        page.add_init_script(f"({LISTEN})()")

    @property
    def count(self) -> int:
        return len(self.at)


class Guest:
    """One person at one page of a site."""

    def __init__(self, page: Page, site_url: str) -> None:
        self.page, self.site_url = page, site_url
        self.said: list[str] = []  # by the browser's console
        self.expected: list[str] = []  # words of what a test provokes there

    def heading(self, name: str) -> None:
        """Waits until the page with this heading is there."""
        expect(self.page.get_by_role("heading", name=name, level=1, exact=True)).to_be_visible()

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name)

    def link(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("link", name=name)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def open(self, address: str = "/") -> None:
        self.page.goto(f"{self.site_url}/#{address}")

    def open_with(self, stored: Mapping[str, str | None], address: str) -> None:
        """Open the address as in a browser whose earlier visit left `stored` in its local storage."""
        self.page.goto("about:blank")  # from the site's own page a new fragment would load nothing
        with self.page.add_init_script(f"Object.assign(localStorage, {json.dumps(stored)})"):
            self.open(address)

    def tab_to(self, name: str) -> None:
        """Presses Tab until what is called so has the focus."""
        for _ in range(40):
            if re.match(name, str(self.page.evaluate(CALLED) or "").strip()):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{name} cannot be reached")

    def has_asked(self) -> None:
        """Waits for the end of a question of its own: whatever the page asked before was seen by now."""
        self.page.evaluate("fetch('/').catch(() => {})")


class Visitor(Guest):
    """A student.  outside: the phone, the bank and the captcha's eyes."""

    def __init__(self, page: Page, site_url: str, outside: Outside, phone: str) -> None:
        super().__init__(page, site_url)
        self.outside, self.phone = outside, phone
        self.api = Student(site_url)  # the same person without a browser

    @property
    def order_id(self) -> str:
        found = re.search(r"/orders/(\w{22})", self.page.url)
        assert found, self.page.url
        return found[1]

    # -- the same person, the short way ----------------------------------------------------------------------------

    def come_in(self, address: str = "/", *, proven_by: World | None = None) -> None:
        """Logs in as the mini-program does, agrees to everything, opens the address in the browser.

        proven_by: with a session of the site's own; one of the mini-program would be offered its own way to pay.
        """
        user = self.outside.control("POST", "/users", phone=self.phone)
        session = self.api.login_by_wechat(user["login_code"], user["phone_code"])
        self.api.agree()
        if proven_by is not None:
            self.api.token = proven_by.session(self.api).token
        self.open_with({"gradphoto.who": session["person"]["created_at"], "gradphoto.token": self.api.token}, address)

    def draft(self, code: str, picture: bytes) -> str:
        """An order without a photo; its id."""
        task = self.api.lookup(code)["task"]
        read = self.api.read_code(task["task_id"], picture)
        return str(self.api.open(task["task_id"], read["read_id"], contact_phone=self.phone)["order_id"])

    # -- the steps -------------------------------------------------------------------------------------------------

    def ask_code(self) -> None:
        """Reads the picture, asks for the SMS; the code's field is empty still."""
        page = self.page
        page.get_by_label("手机号").fill(self.phone)
        page.get_by_alt_text("图形验证码").wait_for()  # the first picture; the next answer is that of the click
        with page.expect_response("**/api/captcha**") as issued:
            self.button("换一张图形验证码").evaluate(
                "button => button.click()"
            )  # its id is needed here; a person reads it
        page.get_by_label("图形验证码", exact=True).fill(self.outside.solve(issued.value.json()["captcha_id"]))
        self.button(re.compile("发送")).click()
        expect(self.button(re.compile("秒后重发"))).to_be_disabled()

    def log_in(self, *, own: bool = False) -> None:
        """own: she says that the device is hers, where she stays logged in over the night."""
        self.heading("登录")
        self.ask_code()
        self.page.get_by_label("短信验证码").fill(self.outside.sms_code(self.phone))
        self.page.get_by_label("我已阅读并同意").check()
        if own:
            self.page.get_by_label("这是我自己的设备").check()
        self.button("登录").click()

    def locate(self, code: str, school: str = "湖南大学") -> None:
        self.heading("线上采集")
        self.page.get_by_label("学校全称").fill(school[:3])
        self.page.get_by_role("option", name=re.compile(f"^{school}")).first.click()
        self.page.get_by_label("特征码").fill(code)
        self.button("下一步").click()
        self.heading("确认采集任务")

    def upload_code(self, picture: bytes) -> None:
        self.heading("上传采集码")
        self.pick("collect-code", "code.png", "image/png", picture)
        self.heading("核对学生信息")

    def fill(self, **values: str) -> None:
        """Fills the form by its fields' names."""
        self.heading("填写信息")
        for name, value in values.items():
            put(self.page.locator(f"#{name}"), value)

    def consent(self) -> None:
        self.button(re.compile("我已阅读，单独同意")).click()

    def pick(self, name: str, file: str, type_: str, data: bytes) -> None:
        files: Any = {"name": file, "mimeType": type_, "buffer": data}
        self.page.locator(f"input[type=file][name={name}]").set_input_files(files)

    def pick_photo(self, data: bytes, file: str = "photo.jpg", type_: str = "image/jpeg") -> None:
        self.pick("album", file, type_, data)

    # -- several steps ---------------------------------------------------------------------------------------------

    def choose(self, code: str) -> None:
        """From the login to the task's form, or to its collection code."""
        self.log_in()
        self.locate(code)
        self.link("开始办理").click()

    def identify(self, picture: bytes) -> None:
        """Fills the form from a collection code."""
        self.upload_code(picture)
        self.link("信息无误，下一步").click()
        self.fill(contact_phone=self.phone)

    def hand_in(self, portrait: bytes) -> None:
        """From the filled form to where it is paid."""
        self.button("保存，下一步").click()
        self.link("我知道了，去拍照").click()
        self.consent()
        self.pick_photo(portrait)
        self.link("下一步：核对信息").click()
        self.button(re.compile("确认无误，去支付")).click()
        self.heading("支付")

    def choose_wechat(self, button: str | re.Pattern[str] = re.compile("微信支付")) -> str:
        """The text of the code to scan.  button: what begins the payment."""
        with self.page.expect_response(
            lambda answer: answer.url.endswith("/payments") and answer.status == 201
        ) as started:
            self.button(button).click()
        self.sees("请打开微信“扫一扫”")
        return str(started.value.json()["params"]["code_url"])
