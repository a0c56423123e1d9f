"""What is due: two schedules read slots and queue ids and decide nothing; one worker settles one id."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import batched
from typing import Any

from chalicelib.orders import events as ev
from chalicelib.orders.machine import NotAllowed
from chalicelib.orders.model import RESUBMITTABLE, Order, State
from chalicelib.orders.service import OrderService
from chalicelib.orders.store import DueSlot, Orders
from chalicelib.pay.service import Pay
from chalicelib.shared.clock import Clock
from chalicelib.shared.log import log

PER_SHARD = 200  # ids one run takes from a shard; the next minute takes the rest


class DueQueue:
    """The SQS queue between the schedules and the worker."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def _sqs(self) -> Any:
        import boto3
        from botocore.config import Config

        return boto3.client("sqs", config=Config(connect_timeout=2, read_timeout=5, retries={"max_attempts": 2}))

    def send(self, slots: Iterable[DueSlot]) -> int:
        """Queues every slot (at most ten a call); returns how many the queue took."""
        sent = 0
        for some in batched(slots, 10):
            entries = [
                {"Id": str(number), "MessageBody": json.dumps({"order_id": slot.order_id, "part": slot.part})}
                for number, slot in enumerate(some)
            ]
            answer = self._sqs.send_message_batch(QueueUrl=self._url, Entries=entries)
            sent += len(answer.get("Successful", ()))
        return sent


class Sweeper:
    """The schedules' work."""

    def __init__(self, store: Orders, queue: DueQueue, clock: Clock) -> None:
        self._store, self._queue, self._clock = store, queue, clock

    def expire(self) -> int:
        """Queues unpaid orders, drafts and overdue resubmissions that are due."""
        return self._sweep("DUE")

    def reconcile(self) -> int:
        """Queues payment attempts and refunds that are due for a question."""
        return self._sweep("POLL")

    def _sweep(self, kind: str) -> int:
        sent = self._queue.send(self._store.due(kind, self._clock(), limit=PER_SHARD))
        log("swept", kind=kind, count=sent)
        return sent


class Settler:
    """Settles one due id.  Told twice, or late, it finds nothing to do."""

    def __init__(self, store: Orders, orders: OrderService, pay: Pay) -> None:
        self._store, self._orders, self._pay = store, orders, pay

    def settle(self, slot: DueSlot) -> None:
        """Raises OutsideBusy when the channel is away: the queue brings the id again."""
        match slot.part.split("#"):
            case ["HEAD"]:
                self._head(slot.order_id)
            case ["PAY", number]:
                self._pay.look(slot.order_id, int(number))
            case ["REFUND", attempt_no, try_no]:
                self._pay.push_refund(slot.order_id, int(attempt_no), int(try_no))

    def _head(self, order_id: str) -> None:
        order = self._store.load(order_id)
        if order is None:
            return
        for event in self._events(order):
            try:
                change = self._orders.apply(order_id, event)
            except NotAllowed:  # not due any more, or somebody was faster: the slot says the rest
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
                self._pay.push_refund(order.head.order_id, refund.attempt_no, refund.try_no)


def slots_of(event: dict[str, Any]) -> Iterator[tuple[str, DueSlot]]:
    """(message id, slot) of every record of an SQS event."""
    for record in event.get("Records", ()):
        body = json.loads(record["body"])
        yield record["messageId"], DueSlot(order_id=body["order_id"], part=body["part"])
