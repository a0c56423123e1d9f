"""A query that falls between the items of a transaction, as DynamoDB's may: nobody decides on what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.orders.store import orders as stored
from chalicelib.orders.store.items import OrderItem
from chalicelib.shared.errors import Conflicting
from chalicelib.shared.ids import out_trade_no
from chalicelib.shared.store import together
from tests.money.bill_shop import Shop
from tests.worlds.pay import World


class Tear:
    """Queries of one order: the head is today's, every other item as it was when this began."""

    def __init__(self, order_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.order_id, self.left, self.torn = order_id, 0, 0
        self._real = OrderItem.query
        self._before = [item for item in self._real(order_id, consistent_read=True) if item.sk != "HEAD"]
        monkeypatch.setattr(OrderItem, "query", self._query)

    def _query(self, pk: str, *asked: Any, **more: Any) -> Iterator[OrderItem]:
        found = list(self._real(pk, *asked, **more))
        if pk == self.order_id and self.left and any(item.sk == "HEAD" for item in found):
            self.left, self.torn = self.left - 1, self.torn + 1
            return iter([item for item in found if item.sk == "HEAD"] + self._before)
        return iter(found)


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
@pytest.mark.parametrize("torn", [1, 3])
def test_a_notice_that_comes_twice(world: World, monkeypatch: pytest.MonkeyPatch, channel: str, torn: int) -> None:
    shop = Shop(world, channel, monkeypatch)
    order_id = shop.started()
    number, tear = out_trade_no(order_id, 1), Tear(order_id, monkeypatch)
    shop.till.pay(number)
    notice = shop.till.paid_notice(number, world.clock())
    world.pay.notice(channel, notice.headers, notice.raw)
    tear.left = torn
    world.pay.notice(channel, notice.headers, notice.raw)
    assert tear.torn == torn
    order = world.rest(order_id)
    assert (order.head.state, [one.state for one in order.attempts]) == (State.IN_REVIEW, [AttemptState.OK])
    assert world.held(order) == {1: order.attempts[0].amount}


def test_two_taps_in_two_channels(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The head of the first tap is there and its payment not yet, when the second decides."""
    task = world.task()
    order_id = world.awaiting(task, world.who).head.order_id
    tear = Tear(order_id, monkeypatch)
    first = world.pay.start(world.who, order_id, "WECHAT_NATIVE", "tap-number-1")
    tear.left = 2
    second = world.pay.start(world.who, order_id, "ALIPAY_NATIVE", "tap-number-2")
    assert tear.torn == 2
    assert (first.attempt.attempt_no, second.attempt.attempt_no) == (1, 2)
    assert [one.channel for one in world.load(order_id).attempts] == ["wechat", "alipay"]
    world.conserved(order_id, task)


def test_what_never_is_whole_is_said_to_be_busy(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = world.awaiting(world.task(), world.who).head.order_id
    tear = Tear(order_id, monkeypatch)
    world.pay.start(world.who, order_id, "WECHAT_NATIVE", "tap-number-1")
    tear.left = 99
    with pytest.raises(Conflicting):
        world.store.load(order_id)
    assert tear.torn == 8


def between_reads(monkeypatch: pytest.MonkeyPatch, write: Callable[[], object]) -> None:
    """Something is written when a list has read its heads, and not yet what they name."""
    waiting = [write]

    def several(*of: Any) -> Any:
        items = together.several(*of)
        if waiting:
            waiting.pop()()
        return items

    monkeypatch.setattr(stored, "several", several)


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
def test_a_list_whose_order_is_paid_meanwhile(world: World, monkeypatch: pytest.MonkeyPatch, channel: str) -> None:
    """What it shows is the order as it is now, as whole as if it had been read alone, and so is every other one."""
    shop = Shop(world, channel, monkeypatch)
    order_id, other_id = shop.started(), shop.started()
    number = out_trade_no(order_id, 1)
    shop.till.pay(number)
    notice = shop.till.paid_notice(number, world.clock())
    between_reads(monkeypatch, lambda: world.pay.notice(channel, notice.headers, notice.raw))
    orders = world.store.without_photos([order_id, other_id, "not-there"])
    assert orders.keys() == {order_id, other_id}
    assert [one.state for one in orders[order_id].attempts] == [AttemptState.OK]
    for one in (order_id, other_id):
        assert orders[one] == replace(world.load(one), photos=())


def test_a_list_whose_order_is_deleted_meanwhile(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = world.awaiting(world.task(), world.who).head.order_id
    world.pay.start(world.who, order_id, "WECHAT_NATIVE", "tap-number-1")

    def delete() -> None:
        for item in list(OrderItem.query(order_id, consistent_read=True)):
            item.delete(add_version_condition=False)

    between_reads(monkeypatch, delete)
    assert world.store.without_photos([order_id]) == {}
