"""Addresses that were mistyped or cut off: whatever stands in them, the page says so in words and does not break."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from tests.worlds.browsers import Desks
from tests.worlds.clerk import Clerk
from tests.worlds.console_modules import evaluated
from tests.worlds.looks import fits

PAGES = Path(__file__).parents[2] / "web/staff/pages"
WORDS = ["yesterday", "constructor", "2026-02-30", "<b>"]
MONEY = {"first", "last", "channel", "task_id", "amount"}  # of MoneyFilter
HANDED_ON = {"payments": MONEY, "refunds": MONEY}


def routes() -> list[tuple[str, str]]:
    """(pattern, page) of those for whoever is logged in."""
    rows: list[tuple[str, str, list[str]]] = evaluated("staff/routes.js", "it.PAGES")
    return [(pattern, page) for pattern, page, roles in rows if roles]


def asked_for(page: str) -> set[str]:
    """What a page takes from its address."""
    found = re.search(r"export default function \w+\(\{([^}]*)\}", (PAGES / f"{page}.js").read_text())
    parts = [re.match(r"\s*(\w+)", part) for part in (found[1] if found else "").split(",")]
    return {*(part[1] for part in parts if part), "cursor", "page"} | HANDED_ON.get(page, set())


def filled(pattern: str, page: str, word: str) -> str:
    address = re.sub(r":\w+", quote(word, safe=""), pattern)
    of = set(re.findall(r":(\w+)", pattern))
    return f"{address}?{urlencode(dict.fromkeys(sorted(asked_for(page) - of), word))}"


def stands(clerk: Clerk, address: str) -> None:
    """Waits until the page at an address has said what it can."""
    page = clerk.page
    page.evaluate("location.hash = '#/nowhere'")
    clerk.heading("没有这个页面")
    page.locator("h1").evaluate("one => one.setAttribute('data-left', '')")
    page.evaluate("address => { location.hash = address; }", f"#{address}")
    expect(page.locator("h1[data-left]")).to_have_count(0)
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("main .loading, main .bones")).to_have_count(0)


@pytest.mark.parametrize("word", WORDS)
def test_a_page_stands_whatever_is_in_its_address(desk: Desks, word: str) -> None:
    clerk = desk(*StaffRole)
    clerk.expected += ["status of 404", "status of 422"]
    clerk.come_in("/nowhere")
    broken: dict[str, list[str]] = {}
    for pattern, page in routes():
        address, before = filled(pattern, page, word), len(clerk.said)
        stands(clerk, address)
        fits(clerk.page)
        said = [one for one in clerk.said[before:] if not any(known in one for known in clerk.expected)]
        main = clerk.page.locator("main").inner_text()
        if said or "function " in main:
            broken[address] = said
        if ":" in pattern and not clerk.page.locator("main .error-box").count():
            broken.setdefault(address, []).append("no refusal")
    assert broken == {}
