"""Every cell of the table of ways out in a browser: one sentence, one step and whom to call, the same on each page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from chalicelib.identity.texts import ConsentKind, current
from chalicelib.orders.screen.photos import photo_view
from chalicelib.orders.screen.view import OrderView
from chalicelib.orders.screen.ways_out import Screen
from chalicelib.shared.clock import from_iso, iso, shanghai
from tests.worlds.browsers import Visits
from tests.worlds.cell import Cell
from tests.worlds.visitor import Visitor
from tests.worlds.ways_out import CELLS

LIST, DETAIL = "/orders", "/orders/{id}"
# page of an order → its heading, and the actions of which one must be possible for its own work to be wanted
WORK = {
    "requirements": ("照片要求", {"upload"}), "photo": ("拍摄照片", {"upload"}),
    "confirm": ("核对全部信息", {"submit", "resubmit", "appeal"}), "pay": ("支付", {"pay"}),
}  # fmt: skip
PAGES: dict[str, tuple[str, str, set[str]]] = {
    "list": (LIST, "我的订单", set()),
    "detail": (DETAIL, "订单详情", set()),
    **{name: (f"{DETAIL}/{name}", *rest) for name, rest in WORK.items()},
}
LEADS = {
    Screen.START: "#/", Screen.REQUIREMENTS: "#/orders/{id}/requirements", Screen.PHOTO: "#/orders/{id}/photo",
    Screen.EDIT: "#/orders/{id}/photo", Screen.CONFIRM: "#/orders/{id}/confirm", Screen.PAY: "#/orders/{id}/pay",
    Screen.ORDER: "#/orders/{id}", Screen.CONSENTS: "#/me/consents",
}  # fmt: skip
TIME = re.compile(r"\d+月\d+日 \d\d:\d\d")
# Goes there and reads the page once it is whole: its words, its main actions, and whom it lets one call.
READ = """async ([address, heading]) => {
  location.hash = address;
  const main = document.getElementById('main');
  const end = performance.now() + 10000;
  const whole = () => main.querySelector('h1')?.textContent === heading && !main.querySelector('.bones-in');
  while (!whole()) {
    if (performance.now() > end) return { text: '', main: [], tels: [], timers: 0 };
    await new Promise(requestAnimationFrame);
  }
  const look = (one) => [one.textContent.trim(), one.getAttribute('href')];
  return {
    text: main.innerText.replace(/\\s+/g, ' '),
    main: [...main.querySelectorAll('.weui-btn_primary, .weui-btn_tone')].map(look),
    tels: [...main.querySelectorAll('a[href^="tel:"]')].map((one) => one.getAttribute('href')),
    timers: main.querySelectorAll('[role=timer]').length,
  };
}"""
# The API's answers from now on, given in the page: a thousand questions by way of the test would take most of its time.
ANSWER = """([said, order]) => {
  globalThis.outside ??= fetch.bind(globalThis);
  globalThis.fetch = async (address, options) => {
    const [, path] = new URL(address, location).pathname.split('/api');
    if (path === undefined) return outside(address, options);
    return new Response(said[path] ?? order, { headers: { 'Content-Type': 'application/json' } });
  };
}"""


def picture(_key: str, _name: str = "") -> str:
    """In every photo's place."""
    return "data:image/gif;base64,R0lGODlhAQABAAAAACw="


class Pages:
    """The student's pages of one cell's order.  Whatever they ask, they are answered from the cell."""

    def __init__(self, student: Visitor, first: Cell) -> None:
        self.page = student.page
        self.turn_to(first)
        self.page.add_init_script(f"({ANSWER})({json.dumps(self._answers())})")
        student.open_with({"gradphoto.who": "somebody", "gradphoto.token": "token"}, "/contact")

    def turn_to(self, cell: Cell) -> None:
        self.cell, self.order = cell, cell.view(picture)
        self.page.clock.set_fixed_time(cell.now)
        self.page.evaluate(ANSWER, self._answers())

    def read(self, address: str, heading: str) -> dict[str, Any]:
        return dict(self.page.evaluate(READ, [address.format(id=self.order.order_id), heading]))

    def _answers(self) -> tuple[dict[str, str], str]:
        """(JSON by path, that of any other)."""
        given = None if self.cell.took_back else iso(self.cell.now)
        text = current(ConsentKind.FACE)
        face = {"kind": "FACE", "version": text.version, "title": text.title, "text": text.text, "given_at": given}
        order, own = self.cell.order, f"/orders/{self.order.order_id}"
        said: dict[str, object] = {
            "/orders": {"orders": [self.order], "cursor": None},
            "/me": {"consents": [face]},
            f"{own}/payments": {"ways": [{"channel": "WECHAT_H5", "name": "微信支付", "tells": ""}], "hint": None},
        }
        said |= {f"{own}/photos/{one.photo_no}": photo_view(one, order.head, picture) for one in order.photos}
        return {path: _json(answer) for path, answer in said.items()}, _json(self.order)


def _json(answer: object) -> str:
    return msgspec.json.encode(answer).decode()


def main_action(order: OrderView) -> list[list[str | None]]:
    """[label, where it leads] of the one thing to do, or of the call that is left."""
    if order.next:
        does = order.next.action  # asked on the order's own page, by a button
        label = "修改订单" if order.next.screen is Screen.EDIT else order.next.label  # as the site's guide calls it
        return [[label, None if does else LEADS[order.next.screen].format(id=order.order_id)]]
    phone = order.way_out.telephone
    return [[f"联系分社 {phone}", tel(phone)]] if phone else []


def tel(phone: str) -> str:
    return f"tel:{re.sub(r'[^0-9+]', '', phone)}"


def faults(pages: Pages) -> Iterator[str]:
    """Where a page says, offers or promises something else than the server."""
    order = pages.order
    said, wanted = order.way_out.sentence, main_action(order)
    for name, (address, heading, needs) in PAGES.items():
        seen = pages.read(address, heading)
        ours = bool(needs & set(order.actions))  # the page's own work is wanted
        if not ours and said not in seen["text"]:
            yield f"{name}: says not “{said}” but “{seen['text'][:200]}”"
        here = [[label, LEADS[Screen.ORDER].format(id=order.order_id)] for label, href in wanted if href is None]
        due = here if here and name != "detail" else wanted
        if not ours and seen["main"] != due:
            yield f"{name}: its main action is {seen['main']}, not {due}"
        if ours and (wrong := [one for one in seen["main"] if one[1] and _is_vain(order, one[1])]):
            yield f"{name}: leads to {wrong}"
        if order.way_out.telephone and not ours and tel(order.way_out.telephone) not in seen["tels"]:
            yield f"{name}: nobody to call"
        if seen["timers"] and not any(msgspec.structs.astuple(order.deadlines)):
            yield f"{name}: counts down to nothing"
        if odd := set(TIME.findall(seen["text"])) - _times(order):
            yield f"{name}: promises {odd}"
        if (early := _too_early(order)) and early in seen["text"]:
            yield f"{name}: promises “{early}”"
        if re.search(r"(?<!\d)0 次", seen["text"]):
            yield f"{name}: offers no tries"


def _is_vain(order: OrderView, href: str) -> bool:
    """Whether nothing of what that page is for is possible."""
    _, needs = WORK[href.rpartition("/")[2]]
    return needs.isdisjoint(order.actions)


def _too_early(order: OrderView) -> str:
    """What does not come, or came already."""
    if order.state == "AWAITING_PAYMENT":
        return "接下来"
    return "制作、报送" if order.posting else ""


def _times(order: OrderView) -> set[str]:
    """Every instant that may be told: what happened, and the deadlines as the sentence has them."""
    ends = [at for at in msgspec.structs.astuple(order.deadlines) if at]
    moments = [moment.at for moment in order.timeline] + [order.opened_at, *ends]
    paid = [one.paid_at for one in order.receipts if one.paid_at]
    backs = [at for one in order.receipts if one.back for at in (one.back.asked_at, one.back.done_at) if at]
    posted = [order.posting.posted_at] if order.posting else []
    return {shanghai(from_iso(at)) for at in (*moments, *paid, *backs, *posted)} | set(
        TIME.findall(order.way_out.sentence)
    )


def test_every_page_says_what_the_server_says(visit: Visits) -> None:
    student = visit(device_scale_factor=1)  # only words are read: they need no more pixels
    pages = Pages(student, next(iter(CELLS.values())))
    found = []
    for name, cell in CELLS.items():
        pages.turn_to(cell)
        found += [f"{name} | {fault}" for fault in faults(pages)]
    assert not found, "\n".join(["", *found])
