"""A page of the browser that people use one after the other.

A renderer that has run the mini-program before opens it at a third of the processor time of a new one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, ConsoleMessage

from sandbox.box import Sandbox
from tests.worlds.browsers import fresh_context

if TYPE_CHECKING:
    from tests.miniprogram.person import Person

SCREEN: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True,
}  # fmt: skip
HAS_REAL_TIME = "/native code/.test(setTimeout)"  # no test took over the page's clock
FILL = "stored => { localStorage.clear(); sessionStorage.clear(); Object.assign(localStorage, stored); }"


class Handset:
    """A page in a context of its own; the questions of its `wx` and the lines of its console go to `user`."""

    user: Person

    def __init__(self, box: Sandbox, browser: Browser) -> None:
        self.page = page = fresh_context(browser, **SCREEN).new_page()
        bucket = box.aws_env["AWS_ENDPOINT_URL"]
        domains = {"request": [box.api_url], "uploadFile": [bucket], "downloadFile": [bucket]}
        told = json.dumps({"domains": domains, "settings": {"api": box.api_url}})
        page.add_init_script(f"Object.assign(globalThis, {told})")
        page.expose_function("weixin", lambda name, argument: self.user.phone.answer(name, argument))
        page.on("pageerror", lambda error: self.user.said.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type in ("error", "warning"):
            self.user.said.append(f"{line.text} {line.location['url']}")

    def fill(self, address: str, stored: dict[str, object]) -> None:
        """Replace all that the origin of `address` stored on this handset by `stored`, the values of `wx` by key."""
        self.page.goto(address)
        self.page.evaluate(FILL, {f"wx.{name}": json.dumps(value) for name, value in stored.items()})

    def reset(self) -> bool:
        """Undo what a user may have changed.  Returns whether the next user may have the handset."""
        page = self.page
        if page.is_closed() or not page.evaluate(HAS_REAL_TIME):
            page.context.close()
            return False
        page.unroute_all(behavior="ignoreErrors")
        page.context.set_offline(False)
        page.goto("about:blank")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(SCREEN["viewport"])
        return True
