"""What follows from a committed event: counters, messages, WeChat's shipping record, invoices to reverse.  Nothing here
decides anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from chalicelib.notify.counting import Counting
from chalicelib.notify.once import Once, Told
from chalicelib.notify.telling import Telling
from chalicelib.notify.wording import message
from chalicelib.orders.model import EventRecord, Order, Posting
from chalicelib.tasks.model import Task


class Reports(Protocol):
    """Tells WeChat Pay that an order was delivered (implemented by `pay`)."""

    def report(self, order: Order, posting: Posting | None = None, *, contact: str = "") -> None: ...


class Notify:
    """Every effect is independent and happens once; one that fails is tried again with its record, and one that was
    refused waits for `tools.replay`.

    returned: notes an invoice whose money went back; it looks for itself whether there is one, and twice is as once.
    """

    def __init__(
        self,
        *,
        load: Callable[[str], Order | None],
        task_of: Callable[[str], Task],
        counting: Counting,
        once: Once,
        telling: Telling,
        shipping: Callable[[], Reports],
        returned: Callable[[Order], None],
    ) -> None:
        self._load, self._task_of, self._counting = load, task_of, counting
        self._once, self._telling, self._shipping, self._returned = once, telling, shipping, returned

    def handle(self, record: EventRecord) -> Told:
        """One event.  Raises OutsideBusy, OutsideFailed: the record comes again, what is done stays done."""
        order = self._load(record.order_id)
        if order is None:  # deleted since
            return Told()
        task = self._task_of(order.head.task_id)
        self._counting.count(record, order, task)
        self._returned(order)
        effects: dict[str, Callable[[], None]] = {}
        if self._to_report(record, task):
            effects["shipping"] = lambda: self._report(order)
        if said := message(record, order, task):
            effects |= self._telling.ways("message", record.event, order, said)
        return self._once.each(f"{record.order_id}#{record.seq}", effects)

    def _to_report(self, record: EventRecord, task: Task) -> bool:
        """WeChat takes one report and one correction: of the print for individual orders, of the file otherwise."""
        return record.event == ("post" if task.task_type == "INDIVIDUAL" else "deliver")

    def _report(self, order: Order) -> None:
        self._shipping().report(order, order.head.posting, contact=_masked(self._telling.phone(order)))


def _masked(phone: str) -> str:
    """As WeChat asks for it: the middle hidden."""
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""
