"""Browsers for students and for the branch's staff."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from drawings.portrait import draw
from tests.worlds.clerk import Clerk
from tests.worlds.visitor import Guest, Visitor
from tools.suite.patience import PATIENCE

ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)


ORDER, PHOTO = re.compile(r"/api/orders/[^/]+$"), "**/api/orders/*/photos/*"
DEVICES: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True,
        "user_agent": ANDROID,
    },
    "desktop": {"viewport": {"width": 1280, "height": 800}},
}  # fmt: skip
LAPTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}  # what branches and schools work at


Visits = Callable[..., Visitor]


Desks = Callable[..., Clerk]


def fresh_context(browser: Browser, **options: Any) -> BrowserContext:
    """A browser nobody used before."""
    context = browser.new_context(**options, locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(1000 * PATIENCE)
    return context


def screens(page: Page) -> Iterator[int]:
    """Makes the window a desktop's, then a phone's; its width."""
    for device in ("desktop", "phone"):
        window = DEVICES[device]["viewport"]
        page.set_viewport_size(window)
        yield window["width"]


class Door:
    """Browsers for people who come; errors on a console fail the test.

    The browser itself reports each answer of 4xx and 5xx there: a test names those it provokes in `guest.expected`.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._guests: list[Guest] = []

    def page(self, device: str, options: dict[str, Any]) -> Page:
        return fresh_context(self._browser, **(DEVICES[device] | options)).new_page()

    def let_in[G: Guest](self, guest: G) -> G:
        self._guests.append(guest)
        self.hear(guest)
        return guest

    def hear(self, guest: Guest) -> None:
        """What is said by the page the guest is at now."""
        guest.page.on("pageerror", lambda error: guest.said.append(str(error)))
        guest.page.on("console", lambda line: _hear(guest, line))

    def close(self) -> None:
        for guest in self._guests:
            guest.page.context.close()
            unexpected = [said for said in guest.said if not any(word in said for word in guest.expected)]
            assert not unexpected, unexpected


def _hear(guest: Guest, line: ConsoleMessage) -> None:
    if line.type in ("error", "warning"):
        guest.said.append(f"{line.text} {line.location['url']}")


# Notes each pause the page begins that lasts at least so many ms.
NOTE = """least => {
  const begin = setTimeout;
  globalThis.pauses = [];
  globalThis.setTimeout = (work, ms, ...rest) => {
    if (ms >= least) pauses.push(ms);
    return begin(work, ms, ...rest);
  };
}"""


class Pauses:
    """What a page, whose clock is the test's, waits for from now on.  least: shorter pauses are none, in ms."""

    def __init__(self, page: Page, least: int) -> None:
        self._page, self._seen = page, 0
        page.evaluate(NOTE, least)

    def next(self) -> int:
        """How long the next one lasts; the page has begun it, so whatever came before it is done."""
        self._page.wait_for_function("seen => pauses.length > seen", arg=self._seen)
        self._seen += 1
        return int(self._page.evaluate("seen => pauses[seen - 1]", self._seen))

    def for_five_minutes(self) -> list[int]:
        """Lets them pass, one after the other; each of them."""
        passed: list[int] = []
        while sum(passed) < 300_000:
            passed.append(self.next())
            self._page.clock.fast_forward(passed[-1])
        self.next()
        return passed


@cache
def another() -> bytes:
    """A picture of somebody else, as a JPEG."""
    out = io.BytesIO()
    draw(600, 800, seed=2, jacket=(70, 30, 40)).save(out, "JPEG")
    return out.getvalue()


def refuse(page: Page, path: str | re.Pattern[str], status: int, code: str, message: str) -> None:
    error = {
        "code": code,
        "message": message,
        "action": "-",
        "field": None,
        "retry_after": None,
        "ref": "-",
        "data": None,
    }
    page.route(path, lambda route: route.fulfill(status=status, json={"error": error}))


def hold_back(page: Page) -> None:
    """From now on no photo has a verdict for this page, wherever it looks."""
    waiting = {
        "photo_no": 1, "state": "WAITING", "report": None, "preview_url": None, "save_url": None, "before": None,
        "head": None, "background_replaced": None, "says": "等待上传或检测",
    }  # fmt: skip
    page.route(PHOTO, lambda route: route.fulfill(json=waiting))
    page.route(ORDER, lambda route: route.fulfill(json={**route.fetch().json(), "photo": waiting}))


def let_go(page: Page) -> None:
    page.unroute(PHOTO)
    page.unroute(ORDER)
