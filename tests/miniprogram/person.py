"""Somebody who uses the mini-program: finds things by what is written on them, as people do."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from clients.student import Student
from tests.miniprogram.phone import Phone
from tests.worlds import looks
from tests.worlds.app import World
from tools.suite.patience import wait_for

ID = re.compile(r"/(?:[0-9A-Za-z]{22}|\d+)(?=/|$)")
WAITED_FOR = ("/photos/…", "/payments/…")
LEAST_PAUSE = 500  # ms before asking again for what the server is doing
Text = str | re.Pattern[str]


class Person:
    """One person at one page of the harness.  phone: what WeChat and the person answer; api: she without a phone."""

    def __init__(self, page: Page, world: World, address: str, phone: Phone, api: Student) -> None:
        self.page, self.world, self.phone, self.api = page, world, phone, api
        self._address = address
        self.said: list[str] = []  # by the browser's console
        self.expected: list[str] = []  # words of what a test provokes there

    def check_silence(self) -> None:
        """Raises AssertionError for an error that no test provoked."""
        unexpected = [said for said in self.said if not any(word in said for word in self.expected)]
        assert not unexpected, unexpected

    def open(self, path: str = "") -> None:
        """The mini-program starts; path: with its query, as in a subscribe message or a scanned code."""
        if self.page.url.startswith(self._address):
            self.page.goto("about:blank")  # another path alone would load nothing
        self.page.goto(self._address + (f"#{path}" if path else ""))

    # -- looking ---------------------------------------------------------------------------------------------------

    @property
    def here(self) -> Locator:
        """The page in front."""
        return self.page.locator("main.wx-page:not([hidden])")

    def title(self, text: Text) -> None:
        """Waits until the page with this title is in front."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def button(self, name: Text) -> Locator:
        return self.here.get_by_role("button", name=name)

    def sees(self, text: Text) -> None:
        expect(self.here.get_by_text(text).first).to_be_visible()

    def reads(self, text: Text) -> None:
        """A dialog or a toast of WeChat's own."""
        expect(self.page.locator("dialog, .wx-toast").get_by_text(text).first).to_be_visible()

    def tap(self, name: Text) -> None:
        self.button(name).tap()

    def tab(self, name: str) -> Locator:
        """Of the bar below, whatever it is marked with."""
        return self.page.get_by_role("navigation").get_by_role("button", name=re.compile(rf"^{name}(\s*\d+)?$"))

    def switch(self, name: str) -> None:
        """To another tab."""
        self.tab(name).tap()

    def look(self, name: str, *, full_text: bool = True) -> None:
        """The page keeps what every page must keep; with SHOTS=FOLDER pictures of it, light and dark, go there."""
        looks.shot(self.page, name)
        looks.check(self.page, full_text=full_text)
        self.page.emulate_media(color_scheme="light")

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Lets the phone go on until something holds.  Raises TimeoutError when it never does."""

        def look() -> bool:
            self.page.evaluate("0")  # what the page asks the phone is answered meanwhile
            return holds()

        wait_for(look, "what the phone does")

    def back(self) -> None:
        self.page.get_by_role("button", name="返回", exact=True).tap()

    # -- what the harness recorded ---------------------------------------------------------------------------------

    def record(self) -> dict[str, Any]:
        """{requests, payloads, toasts} since the mini-program started."""
        found: dict[str, Any] = self.page.evaluate("harness.record")
        return found

    def requests(self) -> list[str]:
        """What was asked since the start, a line each."""
        return [_line(one) for one in self.record()["requests"]]

    def is_answered(self) -> bool:
        """Whether every request of the mini-program was."""
        return all(one["status"] for one in self.record()["requests"])

    def count(self, journey: str, *, most: int) -> None:
        """Prints what a journey asked for; more than `most` requests, or a large setData, is too much.

        What is asked again until the server is done counts as once, if not asked too soon: how often depends on how
        busy this machine is.
        """
        record, asked, last = self.record(), list[str](), -math.inf
        for one in record["requests"]:
            line = _line(one)
            if asked[-1:] == [line] and line.endswith(WAITED_FOR):
                assert one["at"] - last >= LEAST_PAUSE, f"asked again too soon: {line}"
            else:
                asked.append(line)
            last = one["at"]
        print(f"{journey}: {len(asked)} requests, largest setData {max(record['payloads'])} bytes")
        for line, times in Counter(asked).items():
            print(f"  {times} × {line}")
        assert len(asked) <= most, asked

    def api_me(self) -> dict[str, Any]:
        """The account of whoever is logged in on the phone."""
        self.api.token = self.page.evaluate("wx.getStorageSync('token')")
        return dict(self.api.call("GET", "/api/me"))

    def pages(self) -> list[str]:
        """Names of the open pages, the lowest first."""
        found: list[str] = self.page.evaluate("getCurrentPages().map(page => page.route)")
        return found

    def order_id(self) -> str:
        """Of her newest order."""
        self.api.token = self.page.evaluate("wx.getStorageSync('token')")
        return str(self.api.call("GET", "/api/orders")["orders"][0]["order_id"])

    def outside_pays(self, order_id: str) -> None:
        """The order's money arrives without the mini-program."""
        started = self.api.pay(order_id)
        self.phone.outside.scan(started["params"]["code_url"])
        self.api.wait_for(order_id, "IN_REVIEW")


Opens = Callable[..., Person]


def _line(one: dict[str, Any]) -> str:
    """A request: method and path without its ids and query; what goes to storage is "POST /bucket"."""
    return f"{one['method']} {ID.sub('/…', urlsplit(one['url']).path) if one['api'] == 'request' else '/bucket'}"
