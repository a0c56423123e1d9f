"""Opening an order: who the student is, whose the enrolment is, and one transaction that settles it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import msgspec

from chalicelib.identity.errors import ProveFirst
from chalicelib.identity.model import Who
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders import errors, form, number
from chalicelib.orders import events as ev
from chalicelib.orders.claims import proof
from chalicelib.orders.claims.branch import branch_key
from chalicelib.orders.claims.enrolment import (
    Claim,
    InUse,
    NewRound,
    OwnOrder,
    WayPast,
    decide_open,
    held_at_desk,
    takes_place,
)
from chalicelib.orders.committing import Committer
from chalicelib.orders.contests import in_the_way
from chalicelib.orders.form import OpenOrder
from chalicelib.orders.identification import Identification
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.machine.decide import GROUP, Change, NotAllowed, group_of
from chalicelib.orders.model import Actor, EventRecord, Head, IdentifiedStudent, Order, State, Student
from chalicelib.orders.service import Closer, require_place
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.clock import Clock, shanghai
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import Conflict, Duplicate, insist
from chalicelib.shared.ids import order_id
from chalicelib.shared.log import log
from chalicelib.shared.names import half_width
from chalicelib.tasks.errors import SchoolNotInTask
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

DRAFT_LIFE = timedelta(days=7)
UNASKED = (errors.FieldMissing, errors.LevelNotInTask, SchoolNotInTask)  # a page may not have known of it
CONSENTS = (ConsentKind.TERMS, ConsentKind.PRIVACY)


class OrderOpener:
    """count_opening: how often one person may ask; count_new,
    uncount_new: how many orders she may open; count_guess: how often an enrolment's ID last 4 may be tried."""

    def __init__(
        self,
        *,
        store: Orders,
        tasks: Tasks,
        students: Identification,
        require_consent: Callable[[str, *tuple[ConsentKind, ...]], None],
        count_opening: Callable[[str], None],
        count_new: Callable[[str], None],
        uncount_new: Callable[[str], None],
        count_guess: Callable[[str], None],
        closer: Callable[[], Closer],
        keys: Keys,
        clock: Clock,
    ) -> None:
        self._store, self._tasks, self._students = store, tasks, students
        self._require_consent, self._count_opening = require_consent, count_opening
        self._count_new, self._uncount_new, self._count_guess = count_new, uncount_new, count_guess
        self._closer, self._keys, self._clock = closer, keys, clock
        self._committer = Committer(store, tasks, clock)

    def open(self, who: Who, wanted: OpenOrder) -> Loaded:
        """The caller's order for an enrolment in a task; opening twice is the same order, a draft with the newest form.

        Raises ProveFirst, TaskNotOpen, EnrolmentInUseUnpaid/Unproven/Paid, CodeHeld, CollectedElsewhere, WrongIdTail,
        FieldMissing, NotOnRoster, CollectedOnSite, TooManyUnpaid, TooManyOpenings and what the read says.
        """
        if not who.proven:  # the order may be there already, and it is not shown to whoever got a recycled number
            raise ProveFirst
        task = self._tasks.get(wanted.task_id)
        if not task.is_open(self._clock()):
            raise errors.TaskNotOpen
        self._require_consent(who.person_id, *CONSENTS)
        self._count_opening(who.person_id)
        try:
            read = self._students.identify(who, task, wanted)
            return insist(lambda: self._once(who, task, read, wanted.id_tail))
        except UNASKED as refusal:
            refusal.data = {"questions": msgspec.to_builtins(self._students.questions(who, task, wanted))}
            raise

    def _once(self, who: Who, task: Task, read: IdentifiedStudent, id_tail: str | None) -> Loaded:
        try:
            return self._open(who, task, read, id_tail)
        except Conflict:
            self._require_consent(who.person_id, ConsentKind.PRIVACY)  # the account may have ended meanwhile
            raise

    def _unseal(self, text: str) -> str:
        return self._keys.unseal(text, about="contact")

    def _open(self, who: Who, task: Task, read: IdentifiedStudent, id_tail: str | None) -> Loaded:
        claim = self._store.claim(task.task_id, read.enrolment)
        holder = self._store.load(claim.order_id) if claim else None
        decision = decide_open(claim, holder, who.person_id, self._clock())
        if isinstance(decision, OwnOrder):
            assert holder is not None
            assert claim is not None
            own = self._committer.around(holder, task)
            # Other answers take: what was not handed in, and what nobody pays for now while it may come back.
            if own.head.state is State.DRAFT or (own.head.state is State.EXPIRED and own.owns_claim):
                return self._again(who, read, claim, own)
            if own.head.state is not State.EXPIRED:
                return self._unchanged(read, own)
            decision = NewRound(round=claim.round + 1)  # it lost its place in the branch and cannot come back
        if isinstance(decision, InUse):
            assert holder is not None
            assert claim is not None
            self._get_past(who, task, holder, decision, id_tail)
            decision = NewRound(round=claim.round + 1, ends=True)
        cancel = self._take_over(who, task, holder) if holder and decision.ends else None
        return self._create(who, task, read, decision.round, claim, holder, cancel)

    def _unchanged(self, read: IdentifiedStudent, own: Loaded) -> Loaded:
        """The caller's order, which takes no other answers any more.  Raises FormFixed for those."""
        kept = own.head.student
        if self._answers(kept) != self._answers(_completed(read.student, kept)):
            raise errors.FormFixed(contacts=own.task.contact_text(), data={"order_id": own.head.order_id})
        return own

    def _again(self, who: Who, read: IdentifiedStudent, claim: Claim, own: Loaded) -> Loaded:
        """The caller's draft, or what may come back, with the form as it is now; the same answers change nothing."""
        me, task, kept = Actor(kind="student", id=who.person_id), own.task, own.head.student
        if own.head.branch_key != branch_key(self._keys, task, read.enrolment, read.student):
            # Of another school now: it has its place in another list.
            cancel = self._cancel(task, own.order, me) if own.head.state is State.DRAFT else None
            return self._create(who, task, read, claim.round + 1, claim, own.order, cancel)
        student = _completed(read.student, kept)
        form.require_tail(task, student)
        if self._answers(kept) == self._answers(student):
            return own
        return own.after(self._committer.commit(own, ev.Refill(actor=me, student=student)))

    def _answers(self, student: Student) -> Student:
        """With its contact data open: two seals of one text differ."""
        return replace(student, sealed=form.contact(student, self._unseal))

    def _take_over(self, who: Who, task: Task, holder: Order) -> Change:
        """The cancelling of somebody's unpaid order; its photo is never shown."""
        self._closer().close_pending(holder, seconds=3)
        return self._cancel(task, holder, Actor(kind="takeover", id=who.person_id))

    def _get_past(self, who: Who, task: Task, holder: Order, use: InUse, id_tail: str | None) -> None:
        """Raises unless the end of the ID number is the holder's."""
        if use.way is not WayPast.PROOF:
            raise in_the_way(task, holder, use, who.person_id)
        self._require_proof(task, holder, use, id_tail)

    def _require_proof(self, task: Task, holder: Order, use: InUse, id_tail: str | None) -> None:
        known, since = holder.head.student.id_tail, shanghai(holder.head.opened_at)
        later = f"可在{shanghai(use.until)}后重新提交，届时由您办理" if use.until and use.until < task.closes_at else ""
        if known is None:
            wait = later and f"{later}；急需办理"
            raise errors.EnrolmentInUseUnproven(
                since=since, field="student_no", wait=wait, contacts=task.contact_text()
            )
        if id_tail is None:
            wait = later and f"；不是由您填写的，{later}"
            raise errors.EnrolmentInUseUnpaid(since=since, wait=wait, data={"takeover": True})
        self._count_guess(holder.head.enrolment)
        if not proof.matches(self._keys, holder.head.enrolment, half_width(id_tail), known):
            raise errors.WrongIdTail(field="id_tail")

    def _cancel(self, task: Task, holder: Order, by: Actor) -> Change:
        """Raises Conflict when the order moved on meanwhile (it may be paid now, or its photo have passed): the caller
        looks again."""
        fresh = self._store.load(holder.head.order_id)
        if fresh is None or fresh.head.state is not holder.head.state or held_at_desk(fresh) != held_at_desk(holder):
            raise Conflict
        try:
            return self._committer.decide(self._committer.around(fresh, task), ev.Cancel(actor=by))
        except NotAllowed as refusal:
            raise errors.PaymentUnderWay from refusal

    def _create(
        self,
        who: Who,
        task: Task,
        read: IdentifiedStudent,
        round_: int,
        claim: Claim | None,
        holder: Order | None,
        cancel: Change | None,
    ) -> Loaded:
        form.require_tail(task, read.student)
        now, key = self._clock(), branch_key(self._keys, task, read.enrolment, read.student)
        owner = self._store.owner(who.person_id)
        mine = holder is not None and holder.head.person_id == who.person_id and takes_place(holder.head)
        gives_up = [holder.head.order_id] if holder and mine else []
        require_place(self._store, owner, gives_up, task.contact_text)
        due = min(now + DRAFT_LIFE, task.closes_at)
        head = Head(
            order_id=order_id(self._keys.order, task.task_id, read.enrolment, round_), seq=1, state=State.DRAFT,
            person_id=who.person_id, task_id=task.task_id, enrolment=read.enrolment, round=round_,
            student=read.student, source=read.source, opened_at=now, state_at=now, due_at=due, branch_key=key,
            number=number.fresh(),
        )  # fmt: skip
        opened = self._committer.around(Order(head=head), task)
        if opened.on_site:
            raise errors.CollectedOnSite(contacts=task.contact_text())
        elsewhere = self._store.elsewhere(key, task)
        if elsewhere.since and elsewhere.blocked(task):
            raise errors.CollectedElsewhere(since=shanghai(elsewhere.since), contacts=task.contact_text())
        record = EventRecord(
            order_id=head.order_id, seq=1, at=now, event="open", actor=Actor(kind="student", id=who.person_id),
            source=None, to=State.DRAFT,
            data={
                "task_id": task.task_id, "round": round_, "source": read.source, "elsewhere": bool(elsewhere.since),
                GROUP: group_of(head),
            },
        )  # fmt: skip
        if not gives_up:
            self._count_new(who.person_id)
        freed = holder.head if holder else None
        try:
            self._store.open(head, record, elsewhere, owner, old=claim, freed=freed, cancel=cancel)
        except (Conflict, Duplicate) as error:  # opened by somebody, or its number taken: look again
            if not gives_up:
                self._uncount_new(who.person_id)
            raise Conflict from error
        log("opened", order_id=head.order_id, task_id=task.task_id)
        return opened


def _completed(typed: Student, kept: Student) -> Student:
    """What is shown to nobody any more need not be typed again."""
    return replace(typed, id_tail=typed.id_tail or kept.id_tail)
