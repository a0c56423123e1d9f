"""What every page must keep, whoever looks at it."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FULL = {"resultTypes": ["violations"]}
COLOURS = FULL | {"runOnly": ["color-contrast", "link-in-text-block"]}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
FOREIGN = re.compile(r"\b(?!App|JPG|PNG|WebP|Ctrl|RGB|ICP|MB|X)[A-Za-z]{2,}(?:[_ ][A-Za-z]+)+\b")


# px; a `main` that cuts or scrolls what it holds does not widen the document.
TOO_WIDE = """() => {
  const cuts = (one) => getComputedStyle(one).overflowX !== 'visible';
  const boxes = [document.documentElement, ...[...document.querySelectorAll('main')].filter(cuts)];
  return Math.max(...boxes.map((one) => one.scrollWidth - one.clientWidth));
}"""
WIDE = """() => {
  const most = document.documentElement.clientWidth + 1;
  const isBox = (one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX);
  const scrolls = (one) => one && (isBox(one) || scrolls(one.parentElement));
  const wide = [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > most && !scrolls(one.parentElement));
  return wide.slice(0, 5).map(one => one.outerHTML.slice(0, 120));
}"""


# What has to stand on one line and does not.
PARTED = """() => {
  const words = document.createTreeWalker(document.querySelector('main:not([hidden])'), NodeFilter.SHOW_TEXT);
  const parted = [];
  while (words.nextNode()) {
    const node = words.currentNode;
    for (const { 0: text, index } of node.data.matchAll(/\\d+月\\d+日|\\d\\d:\\d\\d|\\d{3,4}-\\d{7,8}/g)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + text.length);
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (lines.size > 1) parted.push(text);
    }
  }
  return parted;
}"""


# What axe judges of a page: its elements with everything but their words, numbers, ids of things and addresses.
FORM = """() => {
  const plain = ({ name, value }) => {
    if (/^(value|src|alt|title|placeholder|content|aria-label)$/.test(name)) return value.trim() ? '…' : '';
    return name === 'href' && !value.endsWith('.css') ? '…' : value.replace(/[0-9A-Za-z]{22}|[0-9.]+/g, '0');
  };
  const form = (one) => {
    if (one.nodeType === Node.TEXT_NODE) return one.data.trim() ? '…' : '';
    if (one.nodeType !== Node.ELEMENT_NODE) return '';
    const states = [':checked', ':disabled', ':modal', ':focus'].filter((state) => one.matches(state));
    const said = [...one.attributes].map((each) => `${each.name}=${plain(each)}`).sort();
    return `<${one.localName} ${said} ${states}>${[...one.childNodes].map(form).join('')}</>`;
  };
  return `${innerWidth} ${location.pathname} ${form(document.documentElement)}`;
}"""
# A page has a dozen colours, and axe reads each thousands of times: it shall remember what it read.
REMEMBER = """() => {
  const { prototype } = axe.commons.color.Color;
  const [parse, known] = [prototype.parseString, new Map()];
  prototype.parseString = function (text) {
    if (known.has(text)) [this.r, this.g, this.b, this.alpha] = known.get(text);
    else {
      parse.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    return this;
  };
}"""
_looked_at: Path | None = None


def share(folder: Path) -> None:
    """Where the test processes of a run note what one of them looks at, so that the others need not."""
    global _looked_at
    folder.mkdir(parents=True, exist_ok=True)
    _looked_at = folder


def _is_new(form: str) -> bool:
    assert _looked_at is not None
    try:
        (_looked_at / hashlib.sha256(form.encode()).hexdigest()).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def check(page: Page, *, full_text: bool = True) -> None:
    """No violation of axe's rules in light and in dark, nothing wider than the screen, and Chinese only.

    What a page of just this form was asked before, with other words, is not asked again.
    """
    if _is_new(page.evaluate(FORM)):
        for scheme, options in zip(SCHEMES, (FULL, COLOURS), strict=True):
            page.emulate_media(color_scheme=scheme)
            told = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in _violations(page, options)]
            assert not told, f"{page.url} {scheme}: {told}"
    fits(page)
    said = page.locator("main:visible").inner_text()
    assert CHINESE.search(said)
    assert not full_text or not FOREIGN.search(said), FOREIGN.findall(said)


def _violations(page: Page, options: dict[str, list[str]]) -> list[dict[str, Any]]:
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(REMEMBER)
    found: list[dict[str, Any]] = page.evaluate("asked => axe.run(asked).then(({ violations }) => violations)", options)
    return found


def shot(page: Page, name: str) -> None:
    """With SHOTS=FOLDER pictures of the whole page go there, light and dark; nothing without it."""
    folder = os.environ.get("SHOTS")
    for scheme in SCHEMES if folder else ():
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=f"{folder}/{name}-{scheme}.png", full_page=True)
    if folder:
        page.emulate_media(color_scheme=None)


def fits(page: Page) -> None:
    """Nobody has to scroll sideways, neither the window nor a `main` that scrolls by itself, once what watches its own
    size has seen the window's."""
    page.evaluate("new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")
    wide = page.evaluate(TOO_WIDE)
    assert wide <= 1, f"{page.url} is {wide} px too wide: {page.evaluate(WIDE)}"


def whole(page: Page) -> None:
    """No date, no hour and no telephone is parted by the end of a line, however wide the phone."""
    for width in range(320, 430, 5):
        page.set_viewport_size({"width": width, "height": 844})
        parted = page.evaluate(PARTED)
        assert not parted, f"{page.url} {width} px: {parted}"
