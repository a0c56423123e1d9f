"""Two reviewers in front of 600 pictures of low risk and 60 doubtful ones: whatever the machines need leaves each of
them 2,500 pictures an hour.

What is measured is the desk and not the person: a page is looked at for a tenth of the time that a person needs, one
picture is decided as soon as the desk takes a decision.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Collection, Iterator

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.staff.model import StaffRole
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import Door
from tests.worlds.clerk import Clerk
from tests.worlds.reviewer import many, review_task, states
from tools.suite.patience import wait_for

LOOK = 3.5  # seconds at a page of 24
LEAST_AN_HOUR = 2_500  # pictures of one reviewer
GRID_MS, NEXT_MS = 300, 50  # from the key to the screen, in the median

# How long each Enter takes until the next page or picture is painted, with every portrait of it, in ms.
WATCH = """() => {
  globalThis.waits = [];
  let pressed = 0;
  addEventListener('keydown', ({ key }) => { if (key === 'Enter') pressed = performance.now(); }, true);
  const name = () => (document.querySelector('.onework') ?? document.querySelector('.cell'))?.id ?? '';
  const isPainted = () => [...document.querySelectorAll('.cell, .stage .shot:first-child')].every(
    (one) => one.querySelector('img')?.complete,
  );
  let was = name();
  const look = () => {
    if (name() && name() !== was && isPainted()) {
      waits.push(performance.now() - pressed);
      was = name();
    }
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.fixture
def clerks(box: Sandbox, browser: Browser) -> Iterator[list[Clerk]]:
    door = Door(browser)
    options = {"viewport": {"width": 1366, "height": 768}}
    yield [door.let_in(Clerk(door.page("desktop", options), box.console_url, StaffRole.REVIEWER)) for _ in range(2)]
    door.close()


def decided(clerks: list[Clerk], address: str, ids: Collection[str], look: float) -> tuple[float, list[float]]:
    """Whatever waits there is approved by all of them side by side: the seconds it takes, and the waits of each
    Enter."""
    for clerk in clerks:
        clerk.come_in(address)
        clerk.page.locator(".cell, .onework").first.wait_for()
        clerk.page.evaluate(WATCH)
    begun = time.perf_counter()
    working = dict.fromkeys(clerks, begun)
    while working:
        for clerk, since in list(working.items()):
            if time.perf_counter() - since < look:
                clerk.page.wait_for_timeout(50)
            elif is_ready(clerk.page):
                clerk.page.keyboard.press("Enter")
                working[clerk] = time.perf_counter()
            elif clerk.page.get_by_text("没有等待审核的照片").count():
                del working[clerk]
    for clerk in clerks:
        clerk.open("/me")
    wait_for(lambda: states(ids), "every decision", lambda seen: seen == {"APPROVED": len(ids)})
    waits = [wait for clerk in clerks for wait in clerk.page.evaluate("waits")]
    return time.perf_counter() - begun, waits


def is_ready(page: Page) -> bool:
    found = page.locator(".work-foot .weui-btn_primary:not([aria-disabled])")
    return found.count() > 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("band", "count", "risk", "look", "most_ms"), [("LOW", 600, 0.0, LOOK, GRID_MS), ("DOUBT", 60, 0.7, 0, NEXT_MS)]
)
def test_each_of_two_decides_as_many_as_a_season_needs(
    box: Sandbox, clerks: list[Clerk], band: str, count: int, risk: float, look: float, most_ms: int
) -> None:
    world = World(box)
    task = review_task(world)
    ids = many(world, task, count, risk=risk)
    seconds, waits = decided(clerks, f"/review?band={band}&task={task.task_id}", ids, look)
    pace = count / len(clerks) / seconds * 3600
    median = statistics.median(waits)
    print(f"\n{band}: {pace:,.0f} pictures an hour and reviewer, next after {median:.0f} ms ({max(waits):.0f} at most)")
    assert pace >= LEAST_AN_HOUR
    assert median <= most_ms
