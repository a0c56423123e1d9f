"""Messages that staff sends about an order: the one that applies to the order as it stands, each request once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from chalicelib.identity.sms_limits.windows import day_of
from chalicelib.notify.circumstances import Case
from chalicelib.notify.messenger import Messenger
from chalicelib.notify.notices import notice
from chalicelib.notify.once import Once
from chalicelib.notify.reminding.reminders import BEFORE_DEADLINES
from chalicelib.notify.told import Told
from chalicelib.notify.wording import Message, fill_in, in_any_case, message
from chalicelib.orders.claims.ownership import UNPAID
from chalicelib.orders.machine.deadlines import until
from chalicelib.orders.model import EventRecord, Order
from chalicelib.shared.clock import Clock
from chalicelib.tasks.model import Task

Standing = tuple[str, Message]  # the event or reminder, and its message


def standing(order: Order, task: Task, history: Iterable[EventRecord], now: datetime) -> Standing | None:
    """The message that applies to the order as it stands, always with an SMS: what the student must do before a
    deadline, else the newest event's since the order came into its state.  None where there is nothing to tell."""
    if order.head.erased_at is not None:
        return None
    if (end := until(order, task)) is not None and end > now:
        case = Case(order=order, task=task, at=now)
        for event in BEFORE_DEADLINES:
            if row := notice(event, case):
                return event, in_any_case(fill_in(row, case, deadline=end, dated=end), order)
    for record in sorted(history, key=lambda record: record.seq, reverse=True):
        if record.to is not order.head.state:
            break
        if found := message(record, order, task):
            return record.event, in_any_case(found, order)
    return None


class ByHand:
    """Sends the message of a job.  A job that is delivered twice sends one message: its mark is done once.

    on_site: (task id, enrolment) → whether the student was photographed on site; told: an order's messages so far.
    """

    def __init__(
        self,
        *,
        load: Callable[[str], Order | None],
        history: Callable[[str], Iterable[EventRecord]],
        task_of: Callable[[str], Task],
        on_site: Callable[[str, str], bool],
        told: Callable[[str], Iterable[Told]],
        once: Once,
        messenger: Messenger,
        clock: Clock,
    ) -> None:
        self._load, self._history, self._task_of = load, history, task_of
        self._on_site, self._told = on_site, told
        self._once, self._messenger, self._clock = once, messenger, clock

    def tell(self, order_id: str, mark: str, only: str = "") -> bool:
        """Send what applies to the order now; False when nothing does, or it was already sent.  Raises OutsideBusy, and
        SQS redelivers the job.  What a channel refuses or limits is not retried; the order's messages show it.

        only: the reminder of a bulk request; no other message is sent for it."""
        order = self._load(order_id)
        if order is None:
            return False
        found = standing(order, self._task_of(order.head.task_id), self._history(order_id), self._clock())
        if found is None:
            return False
        event, words = found
        if only and (event != only or self._needs_none(order, only)):
            return False
        return self._once.each(mark, self._messenger.effects("message", event, order, words, mark=mark)).done

    def _needs_none(self, order: Order, reminder: str) -> bool:
        """Whether the student was photographed on site, or a channel took the same reminder earlier in the day."""
        today = day_of(self._clock())
        if any(
            one.kind == reminder and one.fate == "TAKEN" and day_of(one.at) == today
            for one in self._told(order.head.order_id)
        ):
            return True
        return order.head.state in UNPAID and self._on_site(order.head.task_id, order.head.enrolment)
