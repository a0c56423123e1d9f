"""The use cases of an order: show, submit, appeal, withdraw, resubmit, cancel, reopen, refund; and `apply`, the one way
in for what the channel and the clock say.  Opening an order is in `opening`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

from chalicelib.identity.model import Who
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders import errors
from chalicelib.orders import events as ev
from chalicelib.orders.alarms import to_do
from chalicelib.orders.appeal import AppealReason, appeal_about
from chalicelib.orders.claims.ownership import MOST_PLACES
from chalicelib.orders.committing import Committer
from chalicelib.orders.loaded import Loaded, Readiness
from chalicelib.orders.machine.decide import Change, NotAllowed
from chalicelib.orders.machine.refusals import refusal_error
from chalicelib.orders.model import Actor, Order, State
from chalicelib.orders.money_model import AttemptState
from chalicelib.orders.store import owners
from chalicelib.orders.store.orders import Orders
from chalicelib.orders.store.owners import Owner
from chalicelib.orders.store.sealed_fields import appeal_field
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Write, insist, keep_trying
from chalicelib.shared.ids import is_order_id
from chalicelib.shared.log import alarm
from chalicelib.shared.names import is_seen
from chalicelib.tasks.service import Tasks

PAGE = 20


class Closer(Protocol):
    """Closes at the channel what is PENDING, and applies its answers (implemented by `pay`).  Returns whether anything
    was pending: then the order has moved on."""

    def close_pending(self, order: Order, *, seconds: float) -> bool: ...


class OrderService:
    """Every method loads, decides and commits; after a lost race it decides again on the order as it is then.

    closer: called only when it is needed, as most steps never need it.  seal: SealedFields.seal, for what a student
    says in an appeal.
    """

    def __init__(
        self,
        *,
        store: Orders,
        tasks: Tasks,
        clock: Clock,
        closer: Callable[[], Closer],
        readiness: Readiness,
        seal: Callable[[str, str, str], str],
    ) -> None:
        self._store, self._tasks, self._closer, self._seal = store, tasks, closer, seal
        self._readiness, self._committer = readiness, Committer(store, tasks, clock)

    # -- showing ---------------------------------------------------------------------------------------------------

    def mine(self, who: Who, after: dict[str, Any] | None) -> tuple[list[Loaded], Any]:
        """A page of the caller's orders, newest first; none for a session that is not proven."""
        if not who.proven:
            return [], None
        ids, following = self._store.of_person(who.person_id, limit=PAGE, after=after)
        orders = [order for order_id in ids if (order := self._committer.load_all(order_id))]
        mine = [order for order in orders if order.head.person_id == who.person_id]
        for order in mine:
            order.task = self._tasks.lately(order.head.task_id)
        return mine, following

    def find(self, who: Who, order_id: str) -> Loaded:
        """Raises OrderNotFound, for a missing order and for somebody else's alike."""
        return self._own(who, order_id, self._committer.load_all)

    def show(self, who: Who, order_id: str) -> Order:
        """As `find`, for callers that need only the order."""
        return self._own(who, order_id, self._committer.load).order

    def _own(self, who: Who, order_id: str, load: Callable[[str], Loaded | None]) -> Loaded:
        loaded = load(order_id) if is_order_id(order_id) else None
        if loaded is None or loaded.head.person_id != who.person_id or not who.proven:
            raise errors.OrderNotFound
        return loaded

    # -- acting ----------------------------------------------------------------------------------------------------

    def submit(self, who: Who, order_id: str, photo_no: int) -> Loaded:
        return self._hand_in(who, order_id, ev.Submit(actor=_student(who), photo_no=photo_no))

    def resubmit(self, who: Who, order_id: str, photo_no: int) -> Loaded:
        return self._hand_in(who, order_id, ev.Resubmit(actor=_student(who), photo_no=photo_no))

    def appeal(self, who: Who, order_id: str, photo_no: int, reason: AppealReason, note: str) -> Loaded:
        """Hands in a photo that the machine refused.  note: plain text, may be empty.  Raises AppealNoteNeeded."""
        said = note.strip() if is_seen(note) else ""
        if reason is AppealReason.OTHER and not said:
            raise errors.AppealNoteNeeded(field="note")
        sealed = self._seal(order_id, appeal_field(photo_no), said) if said else ""
        event = ev.Appeal(actor=_student(who), photo_no=photo_no, reason=reason, note=sealed)
        return self._hand_in(who, order_id, event)

    def withdraw(self, who: Who, order_id: str) -> Loaded:
        return self._act(who, order_id, ev.Withdraw(actor=_student(who)))

    def reopen(self, who: Who, order_id: str) -> Loaded:
        """Raises TooManyUnpaid, as the order takes one of its owner's places again, and what the table refuses."""

        def once() -> Loaded:
            loaded, owner = self._ready(who, order_id), self._store.owner(who.person_id)
            if loaded.head.state is State.EXPIRED:
                require_place(self._store, owner, [order_id], lambda: loaded.task.contact_text())
            given = owners.gains(who.person_id, order_id, owner)
            return self._acted(loaded, ev.Reopen(actor=_student(who)), [given])

        return insist(once)

    def refund(self, who: Who, order_id: str) -> Loaded:
        return self._act(who, order_id, ev.AskRefund(actor=_student(who)))

    def contact(self, who: Who, first: Loaded, sealed: Callable[[Loaded], Mapping[str, str] | None]) -> Loaded:
        """first: the order as its owner found it; sealed: gives the new contact data, or None if nothing changes and
        nothing is to be written."""

        def write(loaded: Loaded) -> Loaded:
            contact = sealed(loaded)
            return loaded if contact is None else self._acted(loaded, ev.Contact(actor=_student(who), sealed=contact))

        return self._retried(who, first, write)

    def erase(self, who: Who, order_id: str, also: Sequence[Write]) -> Order:
        """Deletes what the order knows of its student; deleting the pictures is left to the caller.  also: writes of
        the same transaction."""
        return insist(lambda: self._acted(self.find(who, order_id), ev.Erase(actor=_student(who)), also)).order

    def cancel(self, who: Who, order_id: str) -> Loaded:
        """Closes a pending payment at the channel first; if it turns out to be paid, the order is paid and not
        cancelled."""
        loaded = self.find(who, order_id)
        if self._closer().close_pending(loaded.order, seconds=3):
            loaded = self.find(who, order_id)
        return self.act(who, loaded, ev.Cancel(actor=_student(who)))

    def act(self, who: Who, first: Loaded, event: ev.Event) -> Loaded:
        """The order after the event; as it is, if the event has had its effect already.

        first: the order as its owner found it; it is loaded again if somebody else was faster.  Raises what the table
        refuses, OrderNotFound, Conflicting.
        """
        return self._retried(who, first, lambda loaded: self._acted(loaded, event))

    def apply(self, order_id: str, event: ev.Event) -> Change | None:
        """Applies a fact of the channel or an event of the clock.  None when there is no such order.

        Raises NotAllowed for a clock event that is not due (any more), and Conflict when every try lost a race.
        """

        def once() -> Change | None:
            loaded = self._committer.load(order_id)
            if loaded is None:
                return None
            change = self._committer.commit(loaded, event)
            if change.alarm:
                alarm(to_do(event), order_id=order_id, event=event.name, state=loaded.head.state)
            return change

        change = keep_trying(once, times=12)
        if change is None and event.fact:
            alarm("money for an order that does not exist", order_id=order_id, event=event.name)
        return change

    def require_kept(self, who: Who, loaded: Loaded) -> None:
        """Raises ConsentNeeded if the caller took back the consent to the face's texts."""
        self._readiness.require_kept(who.person_id, ConsentKind.FACE, loaded)

    def _ready(self, who: Who, order_id: str) -> Loaded:
        loaded = self.find(who, order_id)
        self.require_kept(who, loaded)
        return loaded

    def _hand_in(self, who: Who, order_id: str, event: ev.Event) -> Loaded:
        return insist(lambda: self._acted(self._ready(who, order_id), event))

    def _act(self, who: Who, order_id: str, event: ev.Event) -> Loaded:
        return insist(lambda: self._acted(self.find(who, order_id), event))

    def _retried(self, who: Who, first: Loaded, write: Callable[[Loaded], Loaded]) -> Loaded:
        fresh = [first]
        return insist(lambda: write(fresh.pop() if fresh else self.find(who, first.head.order_id)))

    def _acted(self, loaded: Loaded, event: ev.Event, also: Sequence[Write] = ()) -> Loaded:
        try:
            return loaded.after(self._committer.commit(loaded, event, lambda _: also))
        except NotAllowed as refusal:
            if done_already(loaded.order, event):
                return loaded
            raise refusal_error(loaded.order, refusal, loaded.task.contact_text()) from refusal


def _student(who: Who) -> Actor:
    return Actor(kind="student", id=who.person_id)


def done_already(order: Order, event: ev.Event) -> bool:
    """Whether the order already is as the event would make it: a repeated tap, or an answer that was lost on the
    way."""
    state, photo_no = order.head.state, getattr(event, "photo_no", None)
    if isinstance(event, ev.Start):
        return any(event.began(attempt) and attempt.state is AttemptState.PENDING for attempt in order.attempts)
    match event.name:
        case "submit":
            return state in (State.AWAITING_PAYMENT, State.IN_REVIEW) and order.head.photo_no == photo_no
        case "appeal":
            asked = appeal_about(order.head.appeals, photo_no) is not None
            return asked and state in (State.AWAITING_PAYMENT, State.IN_REVIEW) and order.head.photo_no == photo_no
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
    """Raises TooManyUnpaid.  besides: ids of the owner's orders that do not count; contacts: the task's."""
    if not store.has_place(owner, besides):
        raise errors.TooManyUnpaid(most=MOST_PLACES, contacts=contacts())
