"""A page of the console for whoever has no mouse: where Tab stops, what it stops at, and dialogs."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

# Everything on the page that can be acted on, in the page's order: of a group of radios the chosen one.
STOPS = """() => {
  const all = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex]';
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert]');
  const hasChosen = ({ name }) => document.querySelector(`[name="${name}"]:checked`) !== null;
  const isNext = (one) => one.tabIndex >= 0 && (one.type !== 'radio' || one.checked || !hasChosen(one));
  globalThis.stops = [...document.querySelectorAll(all)].filter((one) => isSeen(one) && isNext(one));
  stops[0].focus();
  return stops.length;
}"""
# What is wrong with the stop there is now, which should be the one of this number.
STOP = """(number) => {
  const [one, wanted] = [document.activeElement, stops[number]];
  const named = (it) => it && it.outerHTML.slice(0, 140);
  if (one !== wanted) return `${named(one)} instead of ${named(wanted)}`;
  const at = document.getElementById(one.getAttribute('aria-activedescendant'));
  const isRound = ({ outlineStyle: style, outlineWidth: width }) => style !== 'none' && parseFloat(width) >= 1;
  const isRung = [one, at].some((it) => it && isRound(getComputedStyle(it)));
  if (!one.matches(':focus-visible') || !isRung) return `${named(one)} does not show it`;
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const isIn = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  return isIn ? null : `${named(one)} is out of sight`;
}"""
# What a mouse can use and a keyboard cannot reach; inside what is reached it is the keys' way.  A picture of the review
# desk is what its own button makes larger.
FOR_MICE = """() => {
  const native = 'a[href], button, input, select, textarea, summary';
  const reached = `${native}, label, [role=option], .shot-pic`;
  const clicks = (one) => one.l && ['clickfalse', 'clicktrue', 'dblclickfalse'].some((name) => one.l[name]);
  const isMissed = (one) => one.tabIndex < 0 && (one.matches(native) || (clicks(one) && !one.closest(reached)));
  return [...document.querySelectorAll('body *')].filter(isMissed).map((one) => one.outerHTML.slice(0, 140));
}"""
PARTS = 5  # most stops within one field: of a date its parts and its calendar
IS_IN_PARTS = "['date', 'time', 'datetime-local'].includes(document.activeElement.type)"
INSIDE = "document.activeElement === document.body || document.activeElement.closest('dialog[open]') !== null"


def reaches_all(page: Page) -> list[str]:
    """What is wrong as Tab goes through the whole page."""
    count = int(page.evaluate(STOPS))
    wrong: list[Any] = []
    for number in range(count):
        if number:
            _tab(page)
        wrong.append(page.evaluate(STOP, number))
    return [f"{page.url}: {one}" for one in [*wrong, *page.evaluate(FOR_MICE)] if one]


def _tab(page: Page) -> None:
    before = page.evaluate_handle("document.activeElement")
    for _ in range(PARTS if page.evaluate(IS_IN_PARTS) else 1):
        page.keyboard.press("Tab")
        if page.evaluate("before => document.activeElement !== before", before):
            return


def opens_and_closes(page: Page, button: str) -> None:
    """The dialog of a button: opened by the keyboard, it keeps the focus, and Esc gives it back."""
    opener = page.locator("main").get_by_role("button", name=button).first
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog[open]') !== null"), page.url
    for key in ("Tab", "Shift+Tab"):
        for _ in range(12):
            page.keyboard.press(key)
            assert page.evaluate(INSIDE), page.url
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()
