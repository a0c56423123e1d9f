"""The use cases of an order: open, show, submit, withdraw, resubmit, cancel, reopen, refund; and `apply`, the one
door for what the channel and the clock say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from chalicelib.identity.model import Who
from chalicelib.orders import errors, form
from chalicelib.orders import events as ev
from chalicelib.orders.claims import InUse, OwnOrder, decide_open
from chalicelib.orders.machine import Change, NotAllowed, decide
from chalicelib.orders.model import (
    LABELS,
    Actor,
    AttemptState,
    Claim,
    EventRecord,
    Head,
    Order,
    State,
    Student,
)
from chalicelib.orders.store import Orders
from chalicelib.shared.clock import Clock, shanghai
from chalicelib.shared.crypto import Keys, same
from chalicelib.shared.db import Conflict, Duplicate, keep_trying
from chalicelib.shared.errors import Conflicting
from chalicelib.shared.ids import is_order_id, order_id
from chalicelib.shared.log import alarm, log
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

DRAFT_LIFE = timedelta(days=7)
PAGE = 20


class Closer(Protocol):
    """Asks the channel to close what is PENDING, and applies what it says (implemented by `pay`)."""

    def close_pending(self, order: Order, *, seconds: float) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a collection code said, kept for an hour by the decode step."""

    enrolment: str
    source: str
    student: Student


class ReadSource(Protocol):
    """Finds the read of a caller in a task; raises when it is over or somebody else's."""

    def use(self, who: Who, task_id: str, read_id: str) -> Read: ...


@dataclass(frozen=True, kw_only=True)
class OpenOrder:
    """read_id (ENCRYPTED) and the typed form; id_tail proves a takeover of an unpaid claim."""

    task_id: str
    read_id: str | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    id_tail: str | None = None


class OrderService:
    """Every method loads, decides and commits; a lost race decides again on what is there now.

    reads and closer are asked for when they are needed: most steps never are.  count_guess limits how often the ID
    last 4 of one enrolment may be tried in a day, whoever tries.
    """

    def __init__(
        self,
        *,
        store: Orders,
        tasks: Tasks,
        reads: Callable[[], ReadSource],
        require_consent: Callable[[str, str], None],
        count_guess: Callable[[str], None],
        keys: Keys,
        clock: Clock,
        closer: Callable[[], Closer],
    ) -> None:
        self._store, self._tasks, self._reads = store, tasks, reads
        self._require_consent, self._count_guess = require_consent, count_guess
        self._keys, self._clock, self._closer = keys, clock, closer

    # -- opening ---------------------------------------------------------------------------------------------------

    def open(self, who: Who, wanted: OpenOrder) -> Order:
        """The caller's order for an enrolment in a task; opening twice is the same order.

        Raises TaskNotOpen, EnrolmentInUseUnpaid/Paid, WrongIdTail, FieldMissing, NotOnRoster and what the read says.
        """
        task = self._tasks.get(wanted.task_id)
        if not task.is_open(self._clock()):
            raise errors.TaskNotOpen
        self._require_consent(who.person_id, "PRIVACY")
        read = self._student(who, task, wanted)
        try:
            return keep_trying(lambda: self._open(who, task, read, wanted.id_tail))
        except Conflict as error:
            raise Conflicting from error

    def _student(self, who: Who, task: Task, wanted: OpenOrder) -> Read:
        values = form.normalise(wanted.form)
        if task.collect_mode == "ENCRYPTED":
            return self._decoded(who, task, wanted, values)
        form.require(task, values)
        if values["level"] not in task.levels:
            raise errors.LevelNotInTask(field="level")
        school = self._tasks.require_school(task, values["school"])
        enrolment = self._keys.digest("student_no", f"{task.task_id}\x00{values['student_no']}")
        if task.roster == "STUDENT_NOS" and not self._tasks.has_on_roster(task.task_id, enrolment):
            raise errors.NotOnRoster(field="student_no", contacts=task.contact_text())
        student = form.student(values, school_code=school.school_code, school_name=school.name, seal=self._seal)
        return Read(enrolment=enrolment, source="form", student=student)

    def _decoded(self, who: Who, task: Task, wanted: OpenOrder, typed: dict[str, str]) -> Read:
        if wanted.read_id is None:
            raise errors.FormNeeded(field="read_id")
        read = self._reads().use(who, task.task_id, wanted.read_id)
        known = {
            "name": read.student.name, "school": read.student.school_name, "level": read.student.level,
            "student_no": read.student.student_no, "college": read.student.college,
            "department": read.student.department, "class_name": read.student.class_name,
            "id_tail": read.student.id_tail or "",
        }  # fmt: skip
        values = typed | {name: value for name, value in known.items() if value}
        form.require(task, values)
        student = form.student(
            values, school_code=read.student.school_code, school_name=read.student.school_name, seal=self._seal
        )
        return Read(enrolment=read.enrolment, source=read.source, student=student)

    def _seal(self, text: str) -> str:
        return self._keys.seal(text, about="contact")

    def _open(self, who: Who, task: Task, read: Read, id_tail: str | None) -> Order:
        claim = self._store.claim(task.task_id, read.enrolment)
        holder = self._store.load(claim.order_id) if claim else None
        decision = decide_open(claim, holder, who.person_id)
        if isinstance(decision, OwnOrder):
            assert holder is not None
            return holder
        cancel = None
        round_ = decision.round if not isinstance(decision, InUse) else claim.round + 1 if claim else 1
        if isinstance(decision, InUse):
            assert holder is not None
            cancel = self._take_over(who, task, holder, decision, id_tail)
        return self._create(who, task, read, round_, claim, holder, cancel)

    def _take_over(self, who: Who, task: Task, holder: Order, use: InUse, id_tail: str | None) -> Change:
        """The cancelling of somebody's unpaid order, for whoever proves the ID last 4; its photo is never shown."""
        since = shanghai(holder.head.opened_at)
        if not use.takeover:
            raise errors.EnrolmentInUsePaid(since=since, contacts=task.contact_text())
        known = holder.head.student.id_tail
        if id_tail is None or known is None:
            raise errors.EnrolmentInUseUnpaid(since=since, data={"takeover": known is not None})
        self._count_guess(holder.head.enrolment)
        if not same(form.fold(id_tail).upper(), known):
            raise errors.WrongIdTail(field="id_tail")
        self._closer().close_pending(holder, seconds=3)
        fresh = self._loaded(holder.head.order_id)
        return self._decide(fresh, ev.Cancel(actor=Actor(kind="takeover", id=who.person_id)), task)

    def _create(
        self,
        who: Who,
        task: Task,
        read: Read,
        round_: int,
        claim: Claim | None,
        holder: Order | None,
        cancel: Change | None,
    ) -> Order:
        now = self._clock()
        due = min(now + DRAFT_LIFE, task.closes_at)
        head = Head(
            order_id=order_id(self._keys.order, task.task_id, read.enrolment, round_), seq=1, state=State.DRAFT,
            person_id=who.person_id, task_id=task.task_id, enrolment=read.enrolment, round=round_,
            student=read.student, source=read.source, opened_at=now, state_at=now, due_at=due,
        )  # fmt: skip
        record = EventRecord(
            order_id=head.order_id, seq=1, at=now, event="open", actor=Actor(kind="student", id=who.person_id),
            source=None, to=State.DRAFT, data={"task_id": task.task_id, "round": round_, "source": read.source},
        )  # fmt: skip
        try:
            self._store.open(head, record, old=claim, freed=holder.head if holder else None, cancel=cancel)
        except Duplicate as error:  # somebody opened it a moment ago: look again
            raise Conflict from error
        log("opened", order_id=head.order_id, task_id=task.task_id)
        return Order(head=head)

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
        return self._act(who, order_id_, ev.Submit(actor=_student(who), photo_no=photo_no))

    def resubmit(self, who: Who, order_id_: str, photo_no: int) -> Order:
        return self._act(who, order_id_, ev.Resubmit(actor=_student(who), photo_no=photo_no))

    def withdraw(self, who: Who, order_id_: str) -> Order:
        return self._act(who, order_id_, ev.Withdraw(actor=_student(who)))

    def reopen(self, who: Who, order_id_: str) -> Order:
        return self._act(who, order_id_, ev.Reopen(actor=_student(who)))

    def refund(self, who: Who, order_id_: str) -> Order:
        return self._act(who, order_id_, ev.AskRefund(actor=_student(who), reason="student"))

    def cancel(self, who: Who, order_id_: str) -> Order:
        """Closes a pending payment at the channel first; found paid, the order is paid and not cancelled."""
        self._closer().close_pending(self.show(who, order_id_), seconds=3)
        return self._act(who, order_id_, ev.Cancel(actor=_student(who)))

    def start(self, who: Who, order_id_: str, event: ev.Start) -> Order:
        """Records a payment attempt before the channel hears of it; the same client_key is the same attempt."""
        order = self.show(who, order_id_)
        if any(one.client_key == event.client_key and one.state is AttemptState.PENDING for one in order.attempts):
            return order
        self._closer().close_pending(order, seconds=3)
        return self._act(who, order_id_, event)

    def apply(self, order_id_: str, event: ev.Event) -> Change | None:
        """A fact of the channel, or the clock's event.  None when there is no such order; raises NotAllowed for a
        clock event that is not due (any more), and Conflict when the order stays contended."""

        def once() -> Change | None:
            order = self._store.load(order_id_)
            if order is None:
                return None
            change = self._commit(order, event, self._tasks.get(order.head.task_id))
            if change.alarm:
                alarm("look at this payment", order_id=order_id_, event=event.name, state=order.head.state)
            return change

        change = keep_trying(once, times=12)
        if change is None and event.fact:
            alarm("money for an order that does not exist", order_id=order_id_, event=event.name)
        return change

    def _act(self, who: Who, order_id_: str, event: ev.Event) -> Order:
        def once() -> Order:
            order = self.show(who, order_id_)
            try:
                return self._commit(order, event, self.task_of(order)).after
            except NotAllowed as refusal:
                if _done_already(order, event):
                    return order
                raise refused(order, refusal) from refusal

        try:
            return keep_trying(once)
        except Conflict as error:
            raise Conflicting from error

    def _commit(self, order: Order, event: ev.Event, task: Task) -> Change:
        change = self._decide(order, event, task)
        self._store.commit(change)
        if change.record is not None:
            log(
                "moved",
                order_id=order.head.order_id,
                event=event.name,
                state=change.after.head.state,
                seq=change.record.seq,
            )
        return change

    def _decide(self, order: Order, event: ev.Event, task: Task) -> Change:
        owns = order.head.state is not State.EXPIRED or self._store.owns_claim(order.head)
        return decide(order, event, self._clock(), task=task, owns_claim=owns)

    def _loaded(self, order_id_: str) -> Order:
        order = self._store.load(order_id_)
        if order is None:
            raise errors.OrderNotFound
        return order


def _student(who: Who) -> Actor:
    return Actor(kind="student", id=who.person_id)


def _done_already(order: Order, event: ev.Event) -> bool:
    """A repeated tap, or an answer that was lost on the way: what was asked for is so."""
    state, photo_no = order.head.state, getattr(event, "photo_no", None)
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
    return False


def refused(order: Order, refusal: NotAllowed) -> Conflicting | Any:
    """The error a refusal is, with the fresh state beside it."""
    kind = errors.BY_GUARD.get(refusal.guard or "", errors.NotInThisState)
    label = LABELS[order.head.state]
    return kind(
        data={"order": {"order_id": order.head.order_id, "state": order.head.state.value, "label": label}}, label=label
    )
