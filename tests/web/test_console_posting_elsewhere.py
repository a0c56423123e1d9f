"""The answer to a label comes when the clerk has gone on in another row by hand."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from chalicelib.orders.number import fresh
from chalicelib.staff.model import StaffRole
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH
from tests.worlds.postings import posting_task, printed
from tools.suite.patience import wait_for


def test_a_late_answer_leaves_the_cursor_in_the_row_where_it_is(world: World, desk: Desks) -> None:
    task, held = posting_task(world, branch=BRANCH), list[Route]()
    for at, name in enumerate(("张三", "李四")):
        printed(world, task, f"S{at}", name=name)
    clerk = desk(StaffRole.MANAGER)
    page = clerk.page
    clerk.come_in(f"/tasks/{task.task_id}/posting")
    first, _ = clerk.api.call("GET", f"/api/staff/tasks/{task.task_id}/postings")["rows"]
    page.route("**/postings/labelled?*", lambda route: held.append(route))
    label = page.get_by_label("扫描标签")
    label.fill(fresh())
    label.press("Enter")
    wait_for(lambda: page.evaluate("0") or held, "a request")
    page.get_by_label("李四的快递单号").click()
    page.keyboard.type("ZT0000")
    held.pop().fulfill(json=first)
    expect(label).to_have_value("")  # the answer is there
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    page.keyboard.type("0009")
    expect(page.get_by_label("李四的快递单号")).to_have_value("ZT00000009")
    expect(page.get_by_label("张三的快递单号")).to_have_value("")
