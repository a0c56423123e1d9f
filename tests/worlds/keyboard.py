"""A page of the console for whoever has no mouse: where Tab stops, what it stops at, and dialogs."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

# Everything on the page that can be acted on, in the page's order (of a group of radios the chosen one), and what is
# seen of the focus before each key: a question after each key would cost more than the key.
BEGIN = """() => {
  const all = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex]';
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert]');
  const hasChosen = ({ name }) => document.querySelector(`[name="${name}"]:checked`) !== null;
  const isNext = (one) => one.tabIndex >= 0 && (one.type !== 'radio' || one.checked || !hasChosen(one));
  const named = (it) => it && it.outerHTML.slice(0, 140);
  const isRound = ({ outlineStyle: style, outlineWidth: width }) => style !== 'none' && parseFloat(width) >= 1;
  const fault = (one) => {
    const at = document.getElementById(one.getAttribute('aria-activedescendant'));
    const isRung = [one, at].some((it) => it && isRound(getComputedStyle(it)));
    if (!one.matches(':focus-visible') || !isRung) return `${named(one)} does not show it`;
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const isIn = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
    return isIn ? null : `${named(one)} is out of sight`;
  };
  const look = () => ({ one: document.activeElement, wrong: fault(document.activeElement) });
  const stops = [...document.querySelectorAll(all)].filter((one) => isSeen(one) && isNext(one));
  const seen = [];
  const heard = new AbortController();
  addEventListener('keydown', () => seen.push(look()), { capture: true, signal: heard.signal });
  stops[0].focus();

  // The stops so far: a field of a date is one, though Tab goes through its parts and its calendar.
  const PARTS = 5; // at most
  const isInParts = ({ type }) => ['date', 'time', 'datetime-local'].includes(type);
  const made = () => {
    const kept = [];
    let parts = 1;
    for (const each of [...seen, look()]) {
      const isSame = kept.at(-1)?.one === each.one && isInParts(each.one);
      parts = isSame && parts < PARTS ? parts + 1 : 1;
      if (parts === 1) kept.push(each);
    }
    return kept;
  };
  const judged = ({ one, wrong }, number) => (
    one === stops[number] ? wrong : `${named(one)} instead of ${named(stops[number])}`
  );
  globalThis.walk = {
    missing: () => stops.length - made().length,
    end: () => {
      heard.abort();
      return made().map(judged);
    },
  };
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
# Whether the focus was in the dialog before each key.
WATCH = """() => {
  globalThis.inside = [];
  const isIn = (one) => one === document.body || one.closest('dialog[open]') !== null;
  const heard = new AbortController();
  const hear = ({ key }) => {
    inside.push(isIn(document.activeElement));
    if (key === 'Escape') heard.abort();
  };
  addEventListener('keydown', hear, { capture: true, signal: heard.signal });
}"""


def reaches_all(page: Page) -> list[str]:
    """What is wrong as Tab goes through the whole page."""
    page.evaluate(BEGIN)
    while missing := int(page.evaluate("walk.missing()")):
        _press(page, "Tab", missing)
    wrong: list[Any] = page.evaluate("walk.end()")
    return [f"{page.url}: {one}" for one in [*wrong, *page.evaluate(FOR_MICE)] if one]


def _press(page: Page, key: str, times: int) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def opens_and_closes(page: Page, button: str) -> None:
    """The dialog of a button: opened by the keyboard, it keeps the focus, and Esc gives it back."""
    opener = page.locator("main").get_by_role("button", name=button).first
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog[open]') !== null"), page.url
    page.evaluate(WATCH)
    for key in ("Tab", "Shift+Tab"):
        _press(page, key, 12)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    inside = page.evaluate("inside")
    assert len(inside) > 2 * 12, page.url
    assert all(inside), page.url
    expect(opener).to_be_focused()
