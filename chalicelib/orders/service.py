"""The use cases of an order: show, submit, withdraw, resubmit, cancel, reopen, refund; and `apply`, the one door for
what the channel and the clock say.  Opening one is in `opening`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any, Protocol, cast

from chalicelib.identity.model import Who
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders import errors
from chalicelib.orders import events as ev
from chalicelib.orders.alarms import to_do
from chalicelib.orders.claims.enrolment import MOST_PLACES
from chalicelib.orders.labels import LABELS
from chalicelib.orders.machine.decide import Change, NotAllowed, asks_claim, asks_site, decide
from chalicelib.orders.model import Actor, Order, State
from chalicelib.orders.money_model import AttemptState
from chalicelib.orders.store import owners
from chalicelib.orders.store.orders import Orders
from chalicelib.orders.store.owners import Owner
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Conflict, Write, keep_trying
from chalicelib.shared.errors import Conflicting, DomainError
from chalicelib.shared.ids import is_order_id
from chalicelib.shared.log import alarm, log
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

PAGE = 20


class Closer(Protocol):
    """Asks the channel to close what is PENDING, and applies what it says (implemented by `pay`)."""

    def close_pending(self, order: Order, *, seconds: float) -> None: ...


class OrderService:
    """Every method loads, decides and commits; a lost race decides again on what is there now.

    closer is asked for when it is needed: most steps never need it.  require_kept: raises ConsentNeeded where a person
    took back a consent of that kind.
    """

    def __init__(
        self, *, store: Orders, tasks: Tasks, clock: Clock, closer: Callable[[], Closer],
        require_kept: Callable[[str, ConsentKind], None],
    ) -> None:  # fmt: skip
        self._store, self._tasks, self._clock, self._closer = store, tasks, clock, closer
        self._require_kept = require_kept

    # -- showing ---------------------------------------------------------------------------------------------------

    def mine(self, who: Who, after: dict[str, Any] | None) -> tuple[list[Order], Any]:
        """A page of the caller's orders, newest first; none for a session that is not proven."""
        if not who.proven:
            return [], None
        ids, following = self._store.of_person(who.person_id, limit=PAGE, after=after)
        orders = [self._store.load(order_id_) for order_id_ in ids]
        return [order for order in orders if order is not None and order.head.person_id == who.person_id], following

    def show(self, who: Who, order_id_: str) -> Order:
        """Raises OrderNotFound for an absent order and for somebody else's alike."""
        order = self._store.load(order_id_) if is_order_id(order_id_) else None
        if order is None or order.head.person_id != who.person_id or not who.proven:
            raise errors.OrderNotFound
        return order

    def task_of(self, order: Order) -> Task:
        return self._tasks.get(order.head.task_id)

    # -- acting ----------------------------------------------------------------------------------------------------

    def submit(self, who: Who, order_id_: str, photo_no: int) -> Order:
        self._require_kept(who.person_id, ConsentKind.FACE)
        return self._act(who, order_id_, ev.Submit(actor=_student(who), photo_no=photo_no))

    def resubmit(self, who: Who, order_id_: str, photo_no: int) -> Order:
        self._require_kept(who.person_id, ConsentKind.FACE)
        return self._act(who, order_id_, ev.Resubmit(actor=_student(who), photo_no=photo_no))

    def withdraw(self, who: Who, order_id_: str) -> Order:
        return self._act(who, order_id_, ev.Withdraw(actor=_student(who)))

    def reopen(self, who: Who, order_id_: str) -> Order:
        """Raises TooManyUnpaid, and what the table refuses: what comes back takes one of its owner's places."""
        self._require_kept(who.person_id, ConsentKind.FACE)

        def once() -> Order:
            order, owner = self.show(who, order_id_), self._store.owner(who.person_id)
            if order.head.state is State.EXPIRED:
                require_place(self._store, owner, [order_id_], lambda: self.task_of(order).contact_text())
            given = owners.gains(who.person_id, order_id_, owner)
            return self._acted(order, ev.Reopen(actor=_student(who)), [given])

        return _tried(once)

    def refund(self, who: Who, order_id_: str) -> Order:
        return self._act(who, order_id_, ev.AskRefund(actor=_student(who)))

    def contact(self, who: Who, order_id_: str, sealed: Callable[[Order], Mapping[str, str] | None]) -> Order:
        """sealed: the contact data the order is to have; None where it has that already, and nothing is written."""

        def once() -> Order:
            order = self.show(who, order_id_)
            wanted = sealed(order)
            return order if wanted is None else self._acted(order, ev.Contact(actor=_student(who), sealed=wanted))

        return _tried(once)

    def erase(self, who: Who, order_id_: str, also: Sequence[Write]) -> Order:
        """What the order knows of its student goes; the pictures are the caller's to delete.  also: writes of the same
        transaction."""
        return self._act(who, order_id_, ev.Erase(actor=_student(who)), also)

    def cancel(self, who: Who, order_id_: str) -> Order:
        """Closes a pending payment at the channel first; found paid, the order is paid and not cancelled."""
        self._closer().close_pending(self.show(who, order_id_), seconds=3)
        return self._act(who, order_id_, ev.Cancel(actor=_student(who)))

    def start(self, who: Who, order_id_: str, event: ev.Start) -> Order:
        """Records a payment attempt before the channel hears of it; the same client_key is the same attempt."""
        order = self.show(who, order_id_)
        if _done_already(order, event):
            return order
        self._require_kept(who.person_id, ConsentKind.FACE)
        self._closer().close_pending(order, seconds=3)
        return self._act(who, order_id_, event)

    def apply(self, order_id_: str, event: ev.Event) -> Change | None:
        """A fact of the channel, or the clock's event.  None when there is no such order; raises NotAllowed for a
        clock event that is not due (any more), and Conflict when the order stays contended."""

        def once() -> Change | None:
            order = self._store.load(order_id_)
            if order is None:
                return None
            change = self._commit(order, event)
            if change.alarm:
                alarm(to_do(event), order_id=order_id_, event=event.name, state=order.head.state)
            return change

        change = keep_trying(once, times=12)
        if change is None and event.fact:
            alarm("money for an order that does not exist", order_id=order_id_, event=event.name)
        return change

    def _act(self, who: Who, order_id_: str, event: ev.Event, also: Sequence[Write] = ()) -> Order:
        return _tried(lambda: self._acted(self.show(who, order_id_), event, also))

    def _acted(self, order: Order, event: ev.Event, also: Sequence[Write] = ()) -> Order:
        try:
            return self._commit(order, event, also).after
        except NotAllowed as refusal:
            if _done_already(order, event):
                return order
            raise refused(order, refusal, self.task_of(order).contact_text()) from refusal

    def _commit(self, order: Order, event: ev.Event, also: Sequence[Write] = ()) -> Change:
        change = self._decide(order, event)
        self._store.commit(change, also)
        if change.record is not None:
            log(
                "moved",
                order_id=order.head.order_id,
                event=event.name,
                state=change.after.head.state,
                seq=change.record.seq,
            )
        return change

    def _decide(self, order: Order, event: ev.Event) -> Change:
        owns = not asks_claim(order, event) or self._store.owns_claim(order.head)
        on_site = asks_site(order, event) and self._tasks.is_captured(order.head.task_id, order.head.enrolment)
        task = cast("Task", _Later(lambda: self.task_of(order)))
        return decide(order, event, self._clock(), task=task, owns_claim=owns, on_site=on_site)


def _tried(once: Callable[[], Order]) -> Order:
    try:
        return keep_trying(once)
    except Conflict as error:
        raise Conflicting from error


class _Later:
    """Stands for a task that is read when a row asks it something: most facts about money never do."""

    def __init__(self, read: Callable[[], Task]) -> None:
        self._read = cache(read)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._read(), name)


def _student(who: Who) -> Actor:
    return Actor(kind="student", id=who.person_id)


def _done_already(order: Order, event: ev.Event) -> bool:
    """A repeated tap, or an answer that was lost on the way: what was asked for is so."""
    state, photo_no = order.head.state, getattr(event, "photo_no", None)
    if isinstance(event, ev.Start):
        return any(event.began(one) and one.state is AttemptState.PENDING for one in order.attempts)
    match event.name:
        case "submit":
            return state in (State.AWAITING_PAYMENT, State.IN_REVIEW) and order.head.photo_no == photo_no
        case "resubmit":
            return state is State.IN_REVIEW and order.head.photo_no == photo_no
        case "cancel":
            return state is State.CANCELLED
        case "withdraw":
            return state in (State.WITHDRAWN, State.CORRECTION)
        case "reopen":
            return state is State.AWAITING_PAYMENT
        case "refund":
            return state in (State.REFUNDING, State.REFUNDED)
        case "erase":
            return order.head.erased_at is not None
    return False


def require_place(store: Orders, owner: Owner, besides: Collection[str], contacts: Callable[[], str]) -> None:
    """Raises TooManyUnpaid.  besides: orders of her own that count not; contacts: of the task."""
    if not store.has_place(owner, besides):
        raise errors.TooManyUnpaid(most=MOST_PLACES, contacts=contacts())


def refused(
    order: Order, refusal: NotAllowed, contacts: str = "", kinds: Mapping[str, type[DomainError]] = errors.BY_GUARD
) -> DomainError:
    """The error a refusal is, with the fresh state beside it.  contacts: of the task; kinds: by guard."""
    kind = kinds.get(refusal.guard or "", errors.NotInThisState)
    label = LABELS[order.head.state]
    fresh = {"order_id": order.head.order_id, "state": order.head.state.value, "label": label}
    return kind(data={"order": fresh}, label=label, contacts=contacts)
