"""What is due: two schedules read slots of the index, queue the ids, and decide nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from itertools import batched
from typing import Any

from chalicelib.orders.store import DueSlot, Orders
from chalicelib.shared import aws
from chalicelib.shared.clock import Clock
from chalicelib.shared.log import log

PER_SHARD = 800  # ids one run takes from a shard; the next minute takes the rest


class DueQueue:
    """The SQS queue between the schedules and the worker."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def _sqs(self) -> Any:
        return aws.client("sqs", connect_timeout=2, read_timeout=5, retries={"max_attempts": 2})

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
