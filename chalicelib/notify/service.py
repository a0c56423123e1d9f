"""What follows from a committed event: counters, messages, WeChat's shipping record.  Nothing here decides anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from chalicelib.identity.model import Person
from chalicelib.notify.counting import Counting
from chalicelib.notify.once import Once
from chalicelib.notify.sms import NoticeSms
from chalicelib.notify.wechat import Subscribe
from chalicelib.notify.wording import message
from chalicelib.orders.model import EventRecord, Order, Posting
from chalicelib.shared.log import log
from chalicelib.tasks.model import Task


class Reports(Protocol):
    """Tells WeChat Pay that an order was delivered (implemented by `pay`)."""

    def report(self, order: Order, posting: Posting | None = None, *, contact: str = "") -> None: ...


class Notify:
    """Every effect is independent and happens once; one that fails is tried again with its record."""

    def __init__(
        self,
        *,
        load: Callable[[str], Order | None],
        task_of: Callable[[str], Task],
        person_of: Callable[[str], Person | None],
        counting: Counting,
        once: Once,
        subscribe: Subscribe,
        sms: NoticeSms,
        shipping: Callable[[], Reports],
        unseal: Callable[[str], str],
        appid: str,
    ) -> None:
        self._load, self._task_of, self._person_of = load, task_of, person_of
        self._counting, self._once, self._subscribe, self._sms = counting, once, subscribe, sms
        self._shipping, self._unseal, self._appid = shipping, unseal, appid

    def handle(self, record: EventRecord) -> None:
        """One event.  Raises OutsideBusy, OutsideFailed: the record comes again, what is done stays done."""
        order = self._load(record.order_id)
        if order is None:  # deleted since
            return
        task = self._task_of(order.head.task_id)
        self._counting.count(record, order, task)
        event_id = f"{record.order_id}#{record.seq}"
        if self._to_report(record, task):
            self._once.run("shipping", event_id, lambda: self._report(order))
        if message(record, order, task) is not None:
            self._once.run("message", event_id, lambda: self._tell(record, order, task))

    def _to_report(self, record: EventRecord, task: Task) -> bool:
        """WeChat takes one report and one correction: of the print for individual orders, of the file otherwise."""
        return record.event == ("post" if task.task_type == "INDIVIDUAL" else "deliver")

    def _report(self, order: Order) -> None:
        self._shipping().report(order, order.head.posting, contact=_masked(self._phone(order, None)))

    def _tell(self, record: EventRecord, order: Order, task: Task) -> None:
        said, person = message(record, order, task), self._person_of(order.head.person_id)
        assert said is not None
        openid = person.wechat.get(self._appid) if person else None
        pushed = bool(openid) and self._subscribe.send(str(openid), said.template, said.page, said.fields)
        texted = said.sms and self._sms.send(self._phone(order, person), record.event, said.fields["phrase2"])
        log("told", order_id=order.head.order_id, event=record.event, outcome=f"wechat={pushed} sms={texted}")

    def _phone(self, order: Order, person: Person | None) -> str:
        """The order's own contact phone, or the account's."""
        sealed = order.head.student.sealed.get("contact_phone")
        if sealed:
            return self._unseal(sealed)
        return person.phone if person else ""


def _masked(phone: str) -> str:
    """As WeChat asks for it: the middle hidden."""
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""
