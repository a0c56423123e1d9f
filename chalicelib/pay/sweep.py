"""Two schedules that read due slots from the index and queue their ids; they decide nothing."""

from __future__ import annotations

from chalicelib.orders.store.orders import Orders
from chalicelib.shared.clock import Clock
from chalicelib.shared.jobs import JobQueue
from chalicelib.shared.log import log

PER_SHARD = 800  # ids that one run takes from a shard; the next minute takes the rest


class Sweeper:
    """What the schedules run."""

    def __init__(self, store: Orders, queue: JobQueue, clock: Clock) -> None:
        self._store, self._queue, self._clock = store, queue, clock

    def expire(self) -> int:
        """Queues unpaid orders, drafts and overdue resubmissions that are due."""
        return self._sweep("DUE")

    def reconcile(self) -> int:
        """Queues payment attempts and refunds that the channel is due to be asked about."""
        return self._sweep("POLL")

    def _sweep(self, kind: str) -> int:
        due = self._store.due(kind, self._clock(), limit=PER_SHARD)
        sent = self._queue.send_all({"order_id": slot.order_id, "part": slot.part} for slot in due)
        log("swept", kind=kind, count=sent)
        return sent
