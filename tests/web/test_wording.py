"""Every refusal the server can utter is shown in plain words with a next step, never as a code."""

from __future__ import annotations

from playwright.sync_api import Page

from chalicelib.staff.model import StaffRole
from tests.worlds.browsers import Desks, Visits
from tests.worlds.wording import answer_with_them, are_all_told, shown_ones
from tools.suite.patience import PATIENCE

# Goes from order to order, each of which is refused in its own words.
READ = """async ([ones, ms]) => {
  const told = {};
  const box = () => document.querySelector('main [role=alert].error-box');
  const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });
  for (const [code, { message, action }] of Object.entries(ones)) {
    location.hash = `#/orders/${code}`;
    const end = Date.now() + ms;
    const isTold = () => [message, action].every((words) => box()?.innerText.includes(words));
    while (!isTold() && Date.now() < end) await frame();
    told[code] = box()?.innerText ?? '';
  }
  return told;
}"""


def read_all(page: Page) -> dict[str, str]:
    told: dict[str, str] = page.evaluate(READ, [shown_ones(), 1000 * PATIENCE])
    return told


def test_on_the_students_site(visit: Visits) -> None:
    student = visit()
    student.come_in("/contact")
    student.heading("联系我们")
    student.expected.append("Failed to load resource")
    answer_with_them(student.page, "/api/orders")
    are_all_told(read_all(student.page))


def test_in_the_console(desk: Desks) -> None:
    clerk = desk(StaffRole.MANAGER)
    clerk.come_in("/me")
    clerk.page.get_by_role("heading", level=1).wait_for()
    clerk.expected.append("Failed to load resource")
    answer_with_them(clerk.page, "/api/staff/orders")
    are_all_told(read_all(clerk.page))
