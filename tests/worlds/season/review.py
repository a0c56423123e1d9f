"""Review, by keys alone: a page of pictures at a time, doubtful ones pulled out and looked at alone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.worlds.reviewer import big_button, page_of, shown
from tests.worlds.season.branch import Season
from tests.worlds.season.employee import Employee

BLURRED = "4"  # the key of 照片模糊 while a task has no order of its own


def review_to_zero(season: Season, username: str, *, rejects: int = 0) -> None:
    """Passes what waits, in whatever band it is, but for the first so many, which are not sharp."""
    reviewer = season[username]
    reviewer.go("审核")
    nothing = reviewer.page.get_by_text(re.compile("没有等待审核的照片"))
    alone, grid = reviewer.page.locator(".onework"), reviewer.page.get_by_role("listbox")
    decided = set[str]()
    while True:
        expect(nothing.or_(alone).or_(grid).first).to_be_visible()
        if alone.is_visible():
            decided.add(_decide(reviewer, decided, reject=len(decided) < rejects))
        elif grid.is_visible():
            decided |= _pass_page(reviewer, pull=rejects - len(decided))
        elif not _other_band(reviewer):
            break
    reviewer.go("首页")  # what was decided last is sent when she leaves


def _decide(reviewer: Employee, before: set[str], *, reject: bool) -> str:
    """The picture that stands alone; its order's id."""
    expect(reviewer.page.locator(".onework")).not_to_have_id(re.compile("|".join(before) or "^$"))
    order_id = shown(reviewer)
    if reject:
        reviewer.page.keyboard.press(BLURRED)
        expect(big_button(reviewer)).to_contain_text("驳回")
    reviewer.page.keyboard.press("Enter")
    return order_id


def _pass_page(reviewer: Employee, pull: int) -> set[str]:
    """A page of the grid; those pulled out are rejected.  The ids of its orders."""
    pictures = page_of(reviewer)
    pulled = pictures[: max(0, pull)]
    for number in range(len(pulled)):
        reviewer.page.keyboard.press(" ")
        if number + 1 < len(pulled):
            reviewer.page.keyboard.press("ArrowRight")
    reviewer.page.keyboard.press("Enter")
    done = set[str]()
    for _ in pulled:
        done.add(_decide(reviewer, done, reject=True))
    return set(pictures)


def _other_band(reviewer: Employee) -> bool:
    """Goes to a band in which something waits."""
    waiting = reviewer.page.get_by_role("link", name=re.compile(r"^(请人工查看|重新提交|要细看|低风险) [1-9]"))
    if waiting.count():
        waiting.first.click()
    return bool(waiting.count())
