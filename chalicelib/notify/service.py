"""What follows from a committed event: counters, messages, WeChat's shipping record, invoices to reverse.  Nothing here
decides anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from chalicelib.identity.phone import mask
from chalicelib.notify.counters import EventCounters
from chalicelib.notify.held import Held, needless
from chalicelib.notify.messenger import Messenger
from chalicelib.notify.once import Once, Told
from chalicelib.notify.reminders import by_day
from chalicelib.notify.wording import answer, farewell, message
from chalicelib.orders.machine.decide import ASKER, FROM_OWNER
from chalicelib.orders.model import RESUBMITTABLE, EventRecord, Order, Posting, State
from chalicelib.shared.clock import Clock
from chalicelib.shared.log import log
from chalicelib.tasks.model import Task

PAYS = frozenset({"paid", "resolve"})
NOBODY = frozenset({"clock", "channel"})  # actors that keep no hours
UNDELIVERED = frozenset({State.IN_REVIEW, State.APPROVED, *RESUBMITTABLE})


class Reports(Protocol):
    """Tells WeChat Pay when an order will be delivered, and that it was (implemented by `pay`)."""

    def announce(self, order: Order, task: Task) -> None: ...

    def report(self, order: Order, posting: Posting | None = None, *, contact: str = "") -> None: ...


class Notify:
    """Every effect is independent and happens once; one that fails is tried again with its record, and one that was
    refused waits for `tools.replay`; one that comes too often, or of what happens by itself at night, is held until the
    next reminders.

    returned: notes an invoice whose money went back; it looks for itself whether there is one, and twice is as once.
    """

    def __init__(
        self,
        *,
        load: Callable[[str], Order | None],
        event_of: Callable[[str, int], EventRecord | None],
        task_of: Callable[[str], Task],
        counting: EventCounters,
        once: Once,
        held: Held,
        telling: Messenger,
        shipping: Callable[[], Reports],
        returned: Callable[[Order], None],
        clock: Clock,
    ) -> None:
        self._load, self._event_of, self._task_of, self._counting = load, event_of, task_of, counting
        self._once, self._held, self._telling, self._shipping = once, held, telling, shipping
        self._returned, self._clock = returned, clock

    def handle(self, record: EventRecord) -> Told:
        """One event.  Raises OutsideBusy, OutsideFailed: the record comes again, what is done stays done."""
        order = self._load(record.order_id)
        if order is None:  # deleted since
            return Told()
        return self._follow(record, order)

    def again(self, order_id: str, seq: int) -> bool:
        """An event that was held; whether something was told now.  Raises OutsideBusy: it stays held."""
        record, order = self._event_of(order_id, seq), self._load(order_id)
        told = self._follow(record, order) if record and order else Told()
        if not told.held:
            self._held.drop(order_id, seq)
        return told.done

    def _follow(self, record: EventRecord, order: Order) -> Told:
        task = self._task_of(order.head.task_id)
        self._counting.count(record, order, task)
        self._returned(order)
        effects: dict[str, Callable[[], None]] = {}
        waits: tuple[str, ...] = ()
        if self._to_announce(record, order):
            effects["announce"] = lambda: self._shipping().announce(order, task)
        if self._to_report(record, task):
            effects["shipping"] = lambda: self._report(order)
        if said := message(record, order, task):
            if needless(record, order, task, self._clock()):
                log("told", order_id=record.order_id, event=record.event, outcome="too late")
            elif record.actor.kind in NOBODY and not by_day(self._clock()):
                waits = ("message",)
            else:
                effects |= self._telling.ways("message", record.event, order, said)
        if (before := record.data.get(FROM_OWNER)) and (said := farewell(record, order, task)):
            effects |= self._telling.ways("farewell", record.event, order, said, to=before)
        if said := answer(record, order, task):
            effects |= self._telling.ways("answer", "keep", order, said, to=record.data[ASKER])
        told = self._once.each(f"{record.order_id}#{record.seq}", effects)
        told = replace(told, held=(*told.held, *waits))
        if told.held:
            self._held.add(record.order_id, record.seq)
        return told

    def _to_announce(self, record: EventRecord, order: Order) -> bool:
        """Once it is paid; a record that is late must not speak of what is delivered, or goes back."""
        return record.event in PAYS and record.to is State.IN_REVIEW and order.head.state in UNDELIVERED

    def _to_report(self, record: EventRecord, task: Task) -> bool:
        """WeChat takes one report and one correction: of the print for individual orders, of the file otherwise."""
        return record.event == ("post" if task.task_type == "INDIVIDUAL" else "deliver")

    def _report(self, order: Order) -> None:
        self._shipping().report(order, order.head.posting, contact=mask(self._telling.phone(order)))
