"""Settles one id that is due: asks or closes at the channel, then makes one transition."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import NotAllowed
from chalicelib.orders.model import RESUBMITTABLE, Order, State
from chalicelib.orders.service import OrderService
from chalicelib.orders.store.orders import Orders
from chalicelib.pay.service import Pay
from chalicelib.shared.clock import Clock
from chalicelib.shared.log import log


class Settler:
    """Settles one id that is due.  Settling it twice, or late, is harmless: nothing is left to do then."""

    def __init__(self, store: Orders, orders: OrderService, pay: Pay, clock: Clock) -> None:
        self._store, self._orders, self._pay, self._clock = store, orders, pay, clock

    def settle(self, order_id: str, part: str) -> None:
        """part: HEAD, PAY#nn or REFUND#nn#n.  Raises OutsideBusy when the channel is away; if the id comes again, its
        slot has moved on and nothing happens."""
        match part.split("#"):
            case ["HEAD"]:
                self._head(order_id)
            case ["PAY", number]:
                self._pay.settling.look(order_id, int(number))
            case ["REFUND", attempt_no, try_no]:
                self._pay.refunds.push_due(order_id, int(attempt_no), int(try_no))

    def _head(self, order_id: str) -> None:
        order = self._store.load(order_id)
        if order is None or order.head.due_at is None or self._clock() < order.head.due_at:
            return  # a late message must not close the payment of an order that was reopened
        for event in self._events(order):
            try:
                change = self._orders.apply(order_id, event)
            except NotAllowed:  # not due any more, or another change was faster: the slot brings what is left
                log("not due", order_id=order_id, event=event.name, state=order.head.state)
                return
            if change and change.record:
                self._push_refunds(change.after)

    def _events(self, order: Order) -> Iterator[ev.Event]:
        state = order.head.state
        if state is State.DRAFT:
            yield ev.Abandoned()
        elif state is State.AWAITING_PAYMENT:
            self._pay.close_pending(order, seconds=10)
            yield ev.Expire()
        elif state in RESUBMITTABLE:
            yield ev.Overdue()

    def _push_refunds(self, order: Order) -> None:
        for refund in order.refunds:
            if refund.due_at is not None:
                self._pay.refunds.push(order, refund)
