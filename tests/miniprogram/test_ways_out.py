"""What an order asks of its owner is the server's word on every page, in every circumstance there is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from playwright.sync_api import expect

from tests.miniprogram.compiled import ROOT
from tests.miniprogram.person import Opens, Person
from tests.worlds.cell import Cell
from tests.worlds.orders import T0
from tests.worlds.ways_out import CELLS

Order = dict[str, Any]
LIST, HOME, DETAIL = "pages/orders/list/list", "pages/home/home/home", "pages/orders/detail/detail"
EDIT, SHOOT = "pages/photo/student/student", "pages/photo/shoot/shoot"
CONFIRM, PAY = "pages/photo/confirm/confirm", "pages/orders/pay/pay"
PLACES = {
    "START": "pages/tasks/start/start", "REQUIREMENTS": "pages/photo/requirements/requirements", "PHOTO": SHOOT,
    "EDIT": EDIT, "CONFIRM": CONFIRM, "PAY": PAY, "ORDER": DETAIL, "CONSENTS": "pages/me/consents/consents",
}  # fmt: skip
NO_ORDER = {"START", "CONSENTS"}
A_PHOTO = {"REQUIREMENTS", "PHOTO", "EDIT", "CONFIRM", "CONSENTS"}
WORKS = {
    EDIT: A_PHOTO,
    SHOOT: A_PHOTO,
    CONFIRM: {"CONFIRM", "EDIT", "PHOTO"},
    PAY: {"PAY"},
}  # the steps for which a page does its work
ADDRESS = re.compile(r"'/(pages/[\w/]+)'")
MAIN = "main.wx-page:not([hidden])"

# Answers requests for the orders in the page itself: the sandbox has none of them, and a route costs 15 ms each time.
SERVE = r"""orders => {
  const { request } = wx;
  const one = Object.fromEntries(orders.map((order) => [order.order_id, order]));
  globalThis.reopened = [];
  wx.request = (options) => {
    const found = /\/api\/orders(?:\/(\d{22})(\/reopen)?)?(?:\?.*)?$/.exec(options.url);
    if (!found) return request(options);
    const [, id, reopen] = found;
    if (reopen) reopened.push(id);
    const data = structuredClone(id ? one[id] : { orders, cursor: null });
    setTimeout(() => options.success({ statusCode: 200, data, header: {} }));
    return { abort() {} };
  };
}"""
# What stands in each part of a page.  Where an order's sentence does, the buttons are tapped, and caught on their way.
LOOK = """async ([url, parts, buttons, sentences]) => {
  const ended = (complete) => wx.reLaunch({ url: `/${url}`, complete });
  await new Promise(ended);
  const pause = (go) => setTimeout(go, 4);
  for (let left = 2000; left && !getCurrentPages().at(-1).data.ready; left -= 1) await new Promise(pause);
  const led = [];
  const real = { ...wx };
  for (const name of ['navigateTo', 'redirectTo', 'switchTab', 'navigateBack', 'makePhoneCall']) {
    wx[name] = (it) => { led.push(it.url ?? it.phoneNumber ?? name); it.complete?.(); };
  }
  const tapped = (button) => {
    led.length = 0;
    button.click();
    return [button.innerText.trim(), led[0] ?? ''];
  };
  const found = [...document.querySelectorAll(parts)].map((part, no) => ({
    says: part.innerText.includes(sentences[no]),
    acts: part.innerText.includes(sentences[no]) ? [...part.querySelectorAll(buttons)].map(tapped) : [],
  }));
  Object.assign(wx, real);
  return found;
}"""


class Part(NamedTuple):
    """says: the server's sentence stands there; acts: its buttons, each with where a tap on it leads."""

    says: bool
    acts: list[tuple[str, str]]


def served(cell: Cell, order_id: str) -> Order:
    """The order as the API answers it."""
    shown = cell.view(lambda key, name="": "/art/done.svg")
    return {**json.loads(msgspec.json.encode(shown)), "order_id": order_id}


def way_on(order: Order) -> list[tuple[str, str]]:
    """The one button: its label and where it leads; what the order's own page does leads nowhere there."""
    step, phone = order["next"], order["way_out"]["telephone"]
    if not step:
        return [(f"拨打 {phone}", phone)] if phone else []
    query = "" if step["screen"] in NO_ORDER else f"?order_id={order['order_id']}"
    return [(step["label"], f"/{PLACES[step['screen']]}{query}")]


@pytest.fixture
def reader(someone: Opens, bundle: Path) -> Person:
    """The owner of the table's orders, at the instant they are told of."""
    person = someone(bundle, known=True)
    person.page.clock.set_fixed_time(T0)
    person.open()
    person.title("高校图像信息采集")
    person.page.evaluate(SERVE, [served(cell, f"{no:022d}") for no, cell in enumerate(CELLS.values())])
    return person


def look(
    person: Person, url: str, orders: list[Order], parts: str = MAIN, buttons: str = ".way-call, .btn-main"
) -> list[Part]:
    sentences = [order["way_out"]["sentence"] for order in orders]
    found = person.page.evaluate(LOOK, [url, parts, buttons, sentences])
    return [Part(part["says"], [(label, leads) for label, leads in part["acts"]]) for part in found]


def test_every_page_tells_of_an_order_what_the_server_says(reader: Person) -> None:
    orders = {name: served(cell, f"{no:022d}") for no, (name, cell) in enumerate(CELLS.items())}
    everything, waiting = [*orders.values()], [*filter(is_todo, orders.values())]
    assert look(reader, LIST, everything, ".page .card", ".btn") == [Part(True, way_on(order)) for order in everything]
    expect(reader.here.locator(".btn-main")).to_have_count(0)  # nothing was sent back from the first
    assert look(reader, HOME, waiting, ".todo", ".btn") == [Part(True, way_on(order)) for order in waiting]
    expect(reader.here.locator(".btn-main")).to_have_count(1)
    wrong = {
        (name, page): found
        for name, order in orders.items()
        for page in (DETAIL, *WORKS)
        if (found := look(reader, f"{page}?order_id={order['order_id']}", [order])) != [expected(page, order)]
    }
    assert wrong == {}
    assert set(reader.page.evaluate("reopened")) == {
        order["order_id"] for order in everything if (order["next"] or {}).get("action")
    }


def is_todo(order: Order) -> bool:
    """Begun, and not going on by itself."""
    return order["next"] is not None and order["next"]["screen"] not in {"START", "ORDER"}


def expected(page: str, order: Order) -> Part:
    step, acts, phone = order["next"] or {"screen": ""}, way_on(order), order["way_out"]["telephone"]
    besides = [(phone, phone)] if order["next"] and phone else []
    if page == DETAIL:
        return Part(True, besides + [(label, "" if step.get("action") else leads) for label, leads in acts])
    spent = page == CONFIRM and not {"submit", "resubmit", "appeal"} & set(order["actions"])
    if step["screen"] in WORKS[page] and not spent:
        return Part(False, [])  # it does its own work
    return Part(True, besides + acts or [("查看订单", f"/{DETAIL}?order_id={order['order_id']}")])


def test_every_address_in_the_source_is_a_page() -> None:
    source = ROOT / "miniprogram"
    app = json.loads((source / "app.json").read_text())
    pages = set(app["pages"]) | {f"{one['root']}/{page}" for one in app["subPackages"] for page in one["pages"]}
    written = {path: set(ADDRESS.findall(path.read_text())) - pages for path in source.rglob("*.js")}
    assert {path.name: wrong for path, wrong in written.items() if wrong} == {}


def test_every_icon_in_the_source_is_drawn() -> None:
    source = ROOT / "miniprogram"
    drawn = set(re.findall(r"^\.i-(\w+) ", (source / "icons.wxss").read_text(), re.MULTILINE))
    written = {name for path in source.rglob("*.wxml") for name in re.findall(r"\bi-([a-z]{2,})\b", path.read_text())}
    assert written - drawn == set()
