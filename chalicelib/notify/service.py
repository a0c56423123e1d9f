"""Follow-ups of a committed event: counters, messages, shipping records, invoices to reverse, refunds to ask for.

Nothing here changes an order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from chalicelib.identity.phone import mask
from chalicelib.notify.counters import EventCounters
from chalicelib.notify.messenger import Messenger
from chalicelib.notify.once import Once, Outcome
from chalicelib.notify.reminding.held import Held, needless
from chalicelib.notify.reminding.reminders import by_day
from chalicelib.notify.wording import answer, farewell, message
from chalicelib.orders.machine.decide import ASKER, FROM_OWNER, LISTED
from chalicelib.orders.model import RESUBMITTABLE, EventRecord, Order, Photo, Posting, State
from chalicelib.orders.money_model import RefundState
from chalicelib.orders.store.items import part_of
from chalicelib.shared.clock import Clock
from chalicelib.shared.log import fault, log
from chalicelib.tasks.model import Task

PAYS = frozenset({"paid", "resolve"})
NOBODY = frozenset({"clock", "channel"})  # actors that act at any hour
NAMES = frozenset({"open", "refill", "edit"})  # events after which an order may have another name
UNDELIVERED = frozenset({State.IN_REVIEW, State.APPROVED, *RESUBMITTABLE})


class Reports(Protocol):
    """Tells WeChat Pay when an order will be delivered, and when it was (implemented by `pay`), where it must know;
    whether it must, is said without asking anybody."""

    def may_hold(self, order: Order) -> bool: ...

    def is_special(self, order: Order, task: Task) -> bool: ...

    def announce(self, order: Order, task: Task) -> None: ...

    def report(self, order: Order, posting: Posting | None = None, *, contact: str = "") -> None: ...


class Notify:
    """Every effect is independent and happens once.  A failed effect is retried with its record; a refused one
    waits for `tools.replay`; a too frequent one, and the message of an automatic event at night, wait for the next
    reminders.

    unfinished: notes an order about which something was refused; named: lists an order under its student's name, asked
    where whatever wrote the event did not; idempotent; returned: notes an order's invoice if its money went back; it
    checks whether there is one, and is idempotent; push: queues a part of an order that is due, by order id and part.
    """

    def __init__(
        self,
        *,
        load: Callable[[str], Order | None],
        event_of: Callable[[str, int], EventRecord | None],
        task_of: Callable[[str], Task],
        counters: EventCounters,
        once: Once,
        held: Held,
        unfinished: Callable[[str], None],
        messenger: Messenger,
        shipping: Callable[[], Reports],
        named: Callable[[str], None],
        returned: Callable[[Order], None],
        push: Callable[[str, str], None],
        clock: Clock,
    ) -> None:
        self._load, self._event_of, self._task_of, self._counters = load, event_of, task_of, counters
        self._once, self._held, self._messenger, self._shipping = once, held, messenger, shipping
        self._unfinished, self._named, self._returned = unfinished, named, returned
        self._push, self._clock = push, clock

    def handle(self, record: EventRecord, order: Order | None = None, *, counted: bool = False) -> Outcome:
        """Follow up one event.  order: if it was just read; counted: the event was counted with its batch.  Raises
        OutsideBusy, OutsideFailed: the record comes again, what is done stays done."""
        order = order or self._load(record.order_id)
        if order is None:  # deleted since
            return Outcome()
        if not counted:
            self._count(record, order)
        return self._follow(record, order)

    def judged(self, order_id: str, photo: Photo) -> bool:
        """Count a photo that the machine judged; False when it was already counted."""
        order = self._load(order_id)
        return order is not None and self._counters.count_photo(photo, order)

    def retry(self, order_id: str, seq: int) -> bool:
        """Follow up a held event again; whether anything was done now.  Raises OutsideBusy: it stays held."""
        record, order = self._event_of(order_id, seq), self._load(order_id)
        if record and order:
            self._count(record, order)
        outcome = self._follow(record, order) if record and order else Outcome()
        if not outcome.held:
            self._held.drop(order_id, seq)
        return outcome.done

    def _count(self, record: EventRecord, order: Order) -> None:
        self._counters.count(record, order, self._task_of(order.head.task_id))

    def _follow(self, record: EventRecord, order: Order) -> Outcome:
        task = self._task_of(order.head.task_id)
        self._returned(order)
        self._push_refunds(record, order)
        if record.event in NAMES and LISTED not in record.data:
            self._named(order.head.order_id)
        mark = f"{record.order_id}#{record.seq}"
        effects: dict[str, Callable[[], None]] = {}
        waits: tuple[str, ...] = ()
        if self._to_announce(record, order, task):
            effects["announce"] = lambda: self._shipping().announce(order, task)
        if self._to_report(record, order, task):
            effects["shipping"] = lambda: self._report(order)
        if notice := message(record, order, task):
            if needless(record, order, task, self._clock()):
                log("told", order_id=record.order_id, event=record.event, outcome="too late")
            elif record.actor.kind in NOBODY and not by_day(self._clock()):
                waits = ("message",)
            else:
                effects |= self._messenger.effects("message", record.event, order, notice, mark=mark)
        if (before := record.data.get(FROM_OWNER)) and (notice := farewell(record, order, task)):
            effects |= self._messenger.effects("farewell", record.event, order, notice, mark=mark, to=before)
        if notice := answer(record, order, task):
            effects |= self._messenger.effects("answer", "keep", order, notice, mark=mark, to=record.data[ASKER])
        outcome = self._once.each(mark, effects)
        outcome = replace(outcome, held=(*outcome.held, *waits))
        self._note(record, outcome)
        return outcome

    def _push_refunds(self, record: EventRecord, order: Order) -> None:
        """Have the channel asked now for the refunds that the event requested; `reconcile` is the second chance."""
        for refund in order.refunds:
            if refund.state is RefundState.REQUESTED and refund.requested_at == record.at:
                try:
                    self._push(record.order_id, part_of(refund))
                except Exception as error:
                    fault("a refund was not queued", error, order_id=record.order_id)

    def _note(self, record: EventRecord, outcome: Outcome) -> None:
        if outcome.held:
            self._held.add(record.order_id, record.seq)
        if outcome.refused:
            try:
                self._unfinished(record.order_id)
            except Exception as error:  # the record would come again, and whoever refused would be asked again
                fault("not noted", error, order_id=record.order_id)

    def _to_announce(self, record: EventRecord, order: Order, task: Task) -> bool:
        """When an order is paid; a late record must not announce one that is already delivered or being refunded."""
        paid = record.event in PAYS and record.to is State.IN_REVIEW and order.head.state in UNDELIVERED
        return paid and self._shipping().is_special(order, task)

    def _to_report(self, record: EventRecord, order: Order, task: Task) -> bool:
        """WeChat takes one report and one correction: for individual orders when the print is posted, otherwise
        when the file is delivered."""
        delivered = record.event == ("post" if task.task_type == "INDIVIDUAL" else "deliver")
        return delivered and self._shipping().may_hold(order)

    def _report(self, order: Order) -> None:
        self._shipping().report(order, order.head.posting, contact=mask(self._messenger.phone(order)))
