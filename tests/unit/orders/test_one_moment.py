"""What was read between the items of a transaction is never taken for an order."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any, cast

import pytest

from chalicelib.orders.model import Order
from chalicelib.orders.store import orders
from chalicelib.orders.store.items import (
    FIRST_PART,
    OrderItem,
    attempt_item,
    head_item,
    order_of,
    photo_item,
    refund_item,
)
from chalicelib.orders.store.names import Names
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import Conflict, Put, Write
from tests.unit.orders.cases import CASES
from tests.unit.orders.order_case import Case

MOVED = {name: case for name, case in CASES.items() if not case.quiet}


def laid(order: Order) -> dict[str, OrderItem]:
    """An order as it lies in the table, by sort key; every part of it as old as its head."""
    parts = [attempt_item(order.head, one) for one in order.attempts]
    parts += [refund_item(order, one) for one in order.refunds]
    photos = [photo_item(order.head.order_id, one) for one in order.photos]
    head = head_item(order.head, {item.sk: order.head.seq for item in parts})
    return {item.sk: item for item in (head, *parts, *photos)}


def written(case: Case, order: Order, monkeypatch: pytest.MonkeyPatch) -> tuple[Order, dict[str, OrderItem]]:
    """The order after a case, and the items its transaction puts, by sort key."""
    writes: list[Write] = []
    monkeypatch.setattr(orders, "transact", writes.extend)
    change = replace(case, order=order).decide()
    store = orders.Orders.__new__(orders.Orders)  # a store that is given a table is every test's in this process
    store._names = Names.__new__(Names)
    store._names._keys = Keys(bytes(32))
    store.commit(change)
    items = [one.item for one in writes if isinstance(one, Put) and isinstance(one.item, OrderItem)]
    own = [item for item in items if item.pk == order.head.order_id]  # the rest is beside the order
    return change.after, {item.sk: item for item in own if item.sk >= FIRST_PART}


@pytest.mark.parametrize("name", MOVED)
def test_only_all_or_none_of_a_transaction_is_an_order(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = MOVED[name]
    old = laid(case.order)
    before = order_of(list(old.values()))
    assert before == case.order
    assert before is not None
    after, new = written(case, before, monkeypatch)
    assert order_of(list((old | new).values())) == after
    for count in range(1, len(new)):
        for seen in combinations(new, count):
            with pytest.raises(Conflict):
                order_of(list((old | {part: new[part] for part in seen}).values()))


def test_an_order_that_is_opened_while_it_is_read_has_its_history(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its first event lies before its head, and was not there yet."""
    order, history = next(iter(MOVED.values())).order, cast(Any, ["open"])
    store = orders.Orders.__new__(orders.Orders)
    monkeypatch.setattr(OrderItem, "query", lambda *_, **__: list(laid(order).values()))
    monkeypatch.setattr(store, "history", lambda _: history)
    assert store.load_all(order.head.order_id) == (order, history)


def test_there_are_transactions_of_three_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else little would be torn above."""
    assert max(len(written(case, case.order, monkeypatch)[1]) for case in MOVED.values()) >= 3
