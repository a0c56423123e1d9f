"""Whoever looks for another order before the first answer is there gets what she asked for last."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, Route, expect

from chalicelib.staff.model import StaffRole
from tests.worlds.app import World, student_no
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH

FIND = "**/api/staff/find"
# Notes each answer that the page has read, or did not get.
COUNT = """() => {
  const ask = fetch;
  globalThis.answers = 0;
  globalThis.fetch = async (...asked) => {
    const answer = await ask(...asked);
    const read = answer.json.bind(answer);
    answer.json = async () => {
      const said = await read();
      setTimeout(() => { answers += 1; }); // once the page has gone on with it
      return said;
    };
    return answer;
  };
}"""


def ordered(world: World, number: str) -> str:
    task = world.plain_task(branch=BRANCH)
    return str(world.student().open(task.task_id, **world.form(student_no=number))["order_id"])


def answered(page: Page, held: Route, refusal: bool) -> None:
    """Lets an answer come, and waits until the page has gone on with it."""
    before = page.evaluate("answers")
    if refusal:
        error = {"code": "busy", "message": "现在人太多", "action": "请稍后再试"}
        held.fulfill(status=503, json={"error": error})
    else:
        held.continue_()
    page.wait_for_function("before => answers > before", arg=before)


@pytest.mark.parametrize("slow_one", ["found", "refused", "first"])
def test_the_newest_search_wins_over_a_slow_one(world: World, desk: Desks, slow_one: str) -> None:
    """And what an earlier one found is not shown while the newest is awaited."""
    clerk, first, second = desk(StaffRole.MANAGER), student_no(), student_no()
    ordered(world, first)
    wanted = ordered(world, second)
    page, held = clerk.page, list[Route]()
    if slow_one == "refused":
        clerk.expected.append("/api/staff/find")
    clerk.come_in("/orders")
    field, rows = page.locator("#text"), page.get_by_role("table").locator("tbody tr")
    clerk.sees("每次查找都记入审计记录")
    page.evaluate(COUNT)
    page.route(FIND, lambda route: held.append(route))
    for number in (first, second):
        field.fill(number)
        with page.expect_request(FIND):
            field.press("Enter")
    field.press("Enter")  # twice the same is one
    slow, quick = held
    if slow_one == "first":
        answered(page, slow, refusal=False)
        expect(rows).to_have_count(0)
        expect(clerk.button("查找").first).to_have_attribute("aria-busy", "true")
    answered(page, quick, refusal=False)
    expect(rows.get_by_role("link")).to_have_attribute("href", f"#/orders/{wanted}")
    if slow_one != "first":
        answered(page, slow, refusal=slow_one == "refused")
        expect(rows.get_by_role("link")).to_have_attribute("href", f"#/orders/{wanted}")
    expect(field).to_have_value(second)
    expect(page.get_by_text("现在人太多")).to_have_count(0)
    expect(clerk.button("查找").first).not_to_have_attribute("aria-busy", "true")
    assert [json.loads(one.request.post_data or "")["text"] for one in held] == [first, second]
