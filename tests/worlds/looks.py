"""What every page must keep, whoever looks at it."""

from __future__ import annotations

import re
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FULL, COLOURS = {"resultTypes": ["violations"]}, {"runOnly": ["color-contrast", "link-in-text-block"]}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
FOREIGN = re.compile(r"\b(?!App|JPG|PNG|WebP|Ctrl|RGB|ICP|MB|X)[A-Za-z]{2,}(?:[_ ][A-Za-z]+)+\b")


WIDE = """() => {
  const most = document.documentElement.clientWidth + 1;
  const isBox = (one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX);
  const scrolls = (one) => one && (isBox(one) || scrolls(one.parentElement));
  const wide = [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > most && !scrolls(one.parentElement));
  return wide.slice(0, 5).map(one => one.outerHTML.slice(0, 120));
}"""


def check(page: Page, *, full_text: bool = True) -> None:
    """No violation of axe's rules in light and in dark, nothing wider than the screen, and Chinese only."""
    for scheme, options in zip(SCHEMES, (FULL, COLOURS), strict=True):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = AXE.run(page, options=options).response["violations"]
        told = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
        assert not told, f"{page.url} {scheme}: {told}"
    fits(page)
    said = page.locator("main:visible").inner_text()
    assert CHINESE.search(said)
    assert not full_text or not FOREIGN.search(said), FOREIGN.findall(said)


def fits(page: Page) -> None:
    """Nobody has to scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1, f"{page.url} is {wide} px too wide: {page.evaluate(WIDE)}"
