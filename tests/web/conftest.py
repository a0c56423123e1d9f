"""A real browser in front of the whole system."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from sandbox.box import Sandbox
from tests.web_visitor import Visitor
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


@pytest.fixture
def visit(box: Sandbox, browser: Browser, outside: Outside) -> Iterator[Visits]:
    """`visit("phone")` opens a browser for somebody new; errors on its console fail the test.

    The browser itself reports each answer of 4xx and 5xx there: a test names those it provokes in `visitor.expected`.
    """
    visitors: list[Visitor] = []

    def come(device: str = "phone", **options: Any) -> Visitor:
        context = browser.new_context(**(DEVICES[device] | options), locale="zh-CN")
        context.set_default_timeout(10_000)
        visitor = Visitor(context.new_page(), box.api_url, outside, new_phone())
        visitors.append(visitor)
        _listen(visitor.page, visitor)
        return visitor

    yield come
    for visitor in visitors:
        visitor.page.context.close()
        unexpected = [said for said in visitor.said if not any(word in said for word in visitor.expected)]
        assert not unexpected, unexpected


def _listen(page: Page, visitor: Visitor) -> None:
    def hear(line: ConsoleMessage) -> None:
        if line.type in ("error", "warning"):
            visitor.said.append(f"{line.text} {line.location['url']}")

    page.on("pageerror", lambda error: visitor.said.append(str(error)))
    page.on("console", hear)
