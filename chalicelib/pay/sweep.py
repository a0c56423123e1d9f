"""Two schedules that read due slots from the index and queue their ids; they decide nothing.

A run goes on until nothing is due or its time is over; the next one takes the rest.  A slot that is queued is put off
for as long as the queue tries its message, so that no run queues it a second time.  It is queued first: if the run is
killed in between, it is queued twice, which is harmless.  Whatever became of its message, the slot comes again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from chalicelib.orders.store.items import PHOTOS, DueSlot
from chalicelib.orders.store.orders import Orders
from chalicelib.pay.lag import Lag
from chalicelib.shared.clock import Clock
from chalicelib.shared.jobs import JobQueue
from chalicelib.shared.metrics import measured
from chalicelib.shared.parallel import while_time_is_left

QUEUED_FOR = timedelta(minutes=15)  # five tries of the queue, three minutes each


class Sweeper:
    """What the schedules run.  photos: the queue of `validate`; left: returns the seconds the step still has."""

    def __init__(self, store: Orders, queue: JobQueue, photos: JobQueue, clock: Clock) -> None:
        self._store, self._queue, self._photos, self._clock = store, queue, photos, clock

    def expire(self, left: Callable[[], float]) -> int:
        """Queues unpaid orders, drafts and overdue resubmissions that are due, and photos without a verdict."""
        return self._sweep("DUE", left)

    def reconcile(self, left: Callable[[], float]) -> int:
        """Queues payment attempts and refunds that the channel is due to be asked about."""
        return self._sweep("POLL", left)

    def _sweep(self, kind: str, left: Callable[[], float]) -> int:
        now = self._clock()
        lag = Lag(now)
        sent = while_time_is_left(self._take, lag.watching(self._store.due(kind, now)), left)
        measured("swept", {"DueLag": lag.seconds}, kind=kind, count=sent)
        return sent

    def _take(self, slots: tuple[DueSlot, ...]) -> int:
        photos = tuple(slot for slot in slots if slot.part.startswith(PHOTOS))
        others = tuple(slot for slot in slots if slot not in photos)
        return self._send(self._queue, others) + self._send(self._photos, photos)

    def _send(self, queue: JobQueue, slots: tuple[DueSlot, ...]) -> int:
        """Slots of which the queue did not take all stay due, and the next run queues them again."""
        sent = queue.send_all({"order_id": slot.order_id, "part": slot.part} for slot in slots)
        if sent == len(slots):
            until = self._clock() + QUEUED_FOR
            for slot in slots:
                self._store.put_off(slot, until)
        return sent
