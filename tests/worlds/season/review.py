"""Review, by keys alone: a page of pictures at a time, doubtful ones pulled out and looked at alone."""

from __future__ import annotations

import re
from collections.abc import Collection

from playwright.sync_api import Locator, expect

from tests.worlds.reviewer import big_button, page_of, shown
from tests.worlds.season.branch import Season
from tests.worlds.season.employee import Employee

BLURRED = "照片模糊"
BANDS = ("请人工查看", "重新提交", "要细看", "低风险")


def review_to_zero(season: Season, rejects: Collection[str] = ()) -> None:
    """Two at once pass what waits but for these orders, whose pictures are not sharp: what one holds is not the
    other's."""
    first, second = season["wang"], season["zhao"]
    for reviewer in (first, second):
        reviewer.go("审核")
        expect(_empty(reviewer).or_(_work(reviewer, set())).first).to_be_visible()
    decided = [_decide_all(reviewer, rejects) for reviewer in (second, first)]
    assert decided[0].isdisjoint(decided[1])
    assert set(rejects) <= decided[0] | decided[1]
    for reviewer in (first, second):
        reviewer.go("首页")  # what was decided last is sent when she leaves
    first.go("审核")
    for band in BANDS:
        expect(_tab(first, band)).to_have_text(f"{band} 0")


def _tab(reviewer: Employee, band: str) -> Locator:
    return reviewer.page.get_by_role("navigation", name="队列").get_by_role("link", name=re.compile(f"^{band}"))


def _empty(reviewer: Employee) -> Locator:
    return reviewer.page.get_by_text(re.compile("没有等待审核的照片"))


def _work(reviewer: Employee, decided: set[str]) -> Locator:
    """A picture that is not decided yet, alone or on a page of them."""
    alone = "".join(f":not(#one-{one})" for one in decided)
    cell = "".join(f":not(#cell-{one})" for one in decided)
    return reviewer.page.locator(f".onework{alone}, [role=option]{cell}")


def _decide_all(reviewer: Employee, rejects: Collection[str]) -> set[str]:
    """What she can have, in whatever band it is; the ids of its orders."""
    decided = set[str]()
    for band in BANDS:
        _tab(reviewer, band).click()
        expect(_tab(reviewer, band)).to_have_attribute("aria-current", "page")
        while True:
            expect(_empty(reviewer).or_(_work(reviewer, decided)).first).to_be_visible()
            if _empty(reviewer).is_visible():
                break
            one_alone = reviewer.page.locator(".onework").is_visible()
            decided |= _decide(reviewer, rejects) if one_alone else _pass_page(reviewer, rejects)
    return decided


def _decide(reviewer: Employee, rejects: Collection[str]) -> set[str]:
    """The picture that stands alone; its order's id."""
    order_id = shown(reviewer)
    if order_id in rejects:
        reviewer.page.keyboard.press("/")  # it has no key of its own
        reviewer.page.keyboard.insert_text(BLURRED)
        reviewer.page.keyboard.press("Enter")
        expect(big_button(reviewer)).to_contain_text("驳回")
    reviewer.page.keyboard.press("Enter")
    return {order_id}


def _pass_page(reviewer: Employee, rejects: Collection[str]) -> set[str]:
    """A page of the grid but for those that are not sharp, which stand alone after it; the ids of the others."""
    pictures = page_of(reviewer)
    last = max((place for place, one in enumerate(pictures) if one in rejects), default=-1)
    for place, one in enumerate(pictures[: last + 1]):
        if place > 0:
            reviewer.page.keyboard.press("ArrowRight")
        if one in rejects:
            reviewer.page.keyboard.press(" ")
    reviewer.page.keyboard.press("Enter")
    return set(pictures) - set(rejects)
