"""The filters above the console's lists while somebody types on: the address of her own submit takes nothing of it."""

from __future__ import annotations

from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from tests.worlds.browsers import Desks

FINANCE, ADMIN = StaffRole.FINANCE, StaffRole.ADMIN
NUMBER = "4200002468202611290123456789"  # of no payment here

# The page hears of no other address before `arrive()`, as where something else keeps the browser busy.
HOLD = """() => {
  let held = true;
  addEventListener('hashchange', event => held && event.stopImmediatePropagation(), true);
  globalThis.arrive = () => {
    held = false;
    dispatchEvent(new HashChangeEvent('hashchange'));
    return new Promise(seen => requestAnimationFrame(() => setTimeout(seen)));
  };
}"""


TYPED = [
    ("/payments", "金额（元）", "20", "205"),
    ("/refunds?group=OVER", "金额（元）", "20", "205"),
    ("/payments", "单号", f" {NUMBER} ", "S"),
    ("/refunds", "单号", NUMBER, "S"),
    ("/audit", "含有文字", "退款", "退款申请"),
]


def test_what_is_typed_before_the_address_arrives_stays(desk: Desks) -> None:
    clerk = desk(FINANCE, ADMIN)
    clerk.page.add_init_script(f"({HOLD})()")
    for address, name, asked, typed in TYPED:
        clerk.come_in(address)
        field = clerk.page.get_by_role("textbox", name=name)
        field.fill(asked)
        field.press("Enter")
        field.fill(typed)
        clerk.page.evaluate("arrive()")
        expect(field).to_have_value(typed)
        field.fill("另一个")
        clerk.page.evaluate(f"location.hash = '#{address}'")  # another address
        expect(field).to_have_value("")


def test_days_left_out_are_known_at_once_and_what_is_typed_then_stays(desk: Desks) -> None:
    clerk = desk(ADMIN)
    clerk.page.add_init_script(f"({HOLD})()")
    clerk.come_in("/audit?first=2026-11-02&last=2026-11-03")
    first, last, text = (clerk.page.get_by_label(name) for name in ("开始日期", "结束日期", "含有文字"))
    first.fill("")
    text.fill("退款")
    text.press("Enter")
    expect(first).to_have_value("2026-11-03")
    text.fill("退款申请")
    clerk.page.evaluate("arrive()")
    expect(text).to_have_value("退款申请")
    expect(first).to_have_value("2026-11-03")
    expect(last).to_have_value("2026-11-03")
