"""How much waits in each band, as a reviewer reads it: what she decided here is not counted any more."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from chalicelib.staff.model import StaffRole
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import Clerk
from tests.worlds.orders import an_appeal
from tests.worlds.reviewer import cells_of, many, page_of, review_task, shown, states, waiting
from tools.suite.patience import wait_for

# No timer of ten seconds or more ever ends: nothing is sent or looked at because time passes.
HASTY = """(() => {
  const later = setTimeout;
  window.setTimeout = (work, ms, ...rest) => (ms >= 10_000 ? 0 : later(work, ms, ...rest));
})()"""


def tabs(clerk: Clerk, *words: str) -> None:
    expect(clerk.page.get_by_role("navigation", name="队列").get_by_role("link")).to_have_text([*words])


def test_what_is_decided_and_not_yet_sent_waits_no_more_and_the_other_bands_are_looked_at_at_once(
    world: World, desk: Desks
) -> None:
    task = review_task(world)
    doubtful, low = many(world, task, 2, risk=0.7), many(world, task, 3)
    clerk = desk(StaffRole.REVIEWER, viewport={"width": 1366, "height": 768})
    clerk.page.add_init_script(HASTY)
    clerk.come_in(f"/review?band=DOUBT&task={task.task_id}")
    first = shown(clerk, doubtful)
    tabs(clerk, "请人工查看 0", "重新提交 0", "要细看 2", "低风险 3")
    clerk.page.keyboard.press("Enter")
    second = shown(clerk, doubtful - {first})
    tabs(clerk, "请人工查看 0", "重新提交 0", "要细看 1", "低风险 3")
    clerk.page.keyboard.press("z")
    shown(clerk, {first})
    tabs(clerk, "请人工查看 0", "重新提交 0", "要细看 2", "低风险 3")
    clerk.page.keyboard.press("Enter")
    shown(clerk, {second})
    waiting(world, task, appeals=(an_appeal(),))  # since the desk looked last
    clerk.page.keyboard.press("Enter")
    clerk.sees("要细看没有等待审核的照片")
    tabs(clerk, "请人工查看 1", "重新提交 0", "要细看 0", "低风险 3")
    held: list[Route] = []
    clerk.page.route("**/api/staff/review/take", lambda route: held.append(route), times=1)
    clerk.page.get_by_role("link", name="低风险（3 张）").click()
    clerk.sees("正在领取照片")  # while the answer is on its way
    wait_for(lambda: clerk.page.evaluate("0") or held, "a request")
    held[0].continue_()
    page_of(clerk, 3)
    clerk.page.keyboard.press("Enter")
    clerk.sees("低风险没有等待审核的照片")
    expect(cells_of(clerk)).to_have_count(0)
    tabs(clerk, "请人工查看 1", "重新提交 0", "要细看 0", "低风险 0")
    assert states(low) == {"IN_REVIEW": 3}  # she may still take them back
