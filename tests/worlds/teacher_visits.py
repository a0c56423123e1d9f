"""Teachers at their page."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.worlds.visitor import Visitor


def opens(guest: Visitor, token: str, page: str = "") -> None:
    guest.page.goto(f"{guest.site_url}/p/#/{token}{page}")


def copied(guest: Visitor, name: str, within: Locator | None = None) -> str:
    """What the clipboard holds after a button was clicked."""
    guest.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    (within or guest.page.locator("main")).get_by_role("button", name=name, exact=True).click()
    guest.sees("已复制")
    return str(guest.page.evaluate("navigator.clipboard.readText()"))


def class_of(guest: Visitor, name: str) -> Locator:
    return guest.page.get_by_role("listitem").filter(has=guest.page.locator("summary", has_text=name))
