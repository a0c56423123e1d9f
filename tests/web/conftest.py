"""A real browser in front of the whole system."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from chalicelib.staff.model import StaffRole
from sandbox.box import Sandbox
from tests.web_clerk import Clerk
from tests.web_visitor import Guest, Visitor
from tools.outside import Outside, new_phone

ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
DEVICES: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True,
        "user_agent": ANDROID,
    },
    "desktop": {"viewport": {"width": 1280, "height": 800}},
}  # fmt: skip
Visits = Callable[..., Visitor]
Desks = Callable[..., Clerk]


class Door:
    """Browsers for people who come; errors on a console fail the test.

    The browser itself reports each answer of 4xx and 5xx there: a test names those it provokes in `guest.expected`.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._guests: list[Guest] = []

    def page(self, device: str, options: dict[str, Any]) -> Page:
        context = self._browser.new_context(**(DEVICES[device] | options), locale="zh-CN")
        context.set_default_timeout(10_000)
        return context.new_page()

    def let_in[G: Guest](self, guest: G) -> G:
        self._guests.append(guest)
        guest.page.on("pageerror", lambda error: guest.said.append(str(error)))
        guest.page.on("console", lambda line: _hear(guest, line))
        return guest

    def close(self) -> None:
        for guest in self._guests:
            guest.page.context.close()
            unexpected = [said for said in guest.said if not any(word in said for word in guest.expected)]
            assert not unexpected, unexpected


def _hear(guest: Guest, line: ConsoleMessage) -> None:
    if line.type in ("error", "warning"):
        guest.said.append(f"{line.text} {line.location['url']}")


@pytest.fixture
def door(browser: Browser) -> Iterator[Door]:
    found = Door(browser)
    yield found
    found.close()


@pytest.fixture
def visit(box: Sandbox, door: Door, outside: Outside) -> Visits:
    """`visit("phone")` opens a browser for a student who is new."""

    def come(device: str = "phone", **options: Any) -> Visitor:
        return door.let_in(Visitor(door.page(device, options), box.api_url, outside, new_phone()))

    return come


@pytest.fixture
def desk(box: Sandbox, door: Door) -> Desks:
    """`desk(StaffRole.REVIEWER)` opens a browser for somebody new at the branch."""

    def come(*roles: StaffRole, device: str = "desktop", **options: Any) -> Clerk:
        return door.let_in(Clerk(door.page(device, options), box.api_url, *roles))

    return come
