"""Opening an order: who the student is, who holds the enrolment, and one transaction that settles it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from chalicelib.identity.consents import Consents
from chalicelib.identity.errors import ConsentNeeded, ProveFirst, TooManyOpenings
from chalicelib.identity.model import Who
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders import errors, form, number
from chalicelib.orders import events as ev
from chalicelib.orders.claims import proof
from chalicelib.orders.claims.branch import branch_key
from chalicelib.orders.claims.ownership import (
    NEW_ORDERS,
    PACE,
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
from chalicelib.orders.identification import Applicant, Identification
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.machine.decide import GROUP, LISTED, Change, NotAllowed, group_of
from chalicelib.orders.model import CODE_TEXT, Actor, EventRecord, Head, Order, State
from chalicelib.orders.service import Closer, require_place
from chalicelib.orders.store.orders import Orders
from chalicelib.orders.store.owners import Owner, begun
from chalicelib.orders.store.pace import Asking
from chalicelib.orders.store.photo_pace import day_number
from chalicelib.orders.store.places import Places
from chalicelib.orders.store.sealed_fields import SealedFields
from chalicelib.shared.clock import Clock, shanghai
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import Conflict, Duplicate, insist
from chalicelib.shared.errors import DomainError, Unauthenticated
from chalicelib.shared.ids import order_id
from chalicelib.shared.metrics import measured
from chalicelib.shared.names import half_width
from chalicelib.tasks.errors import SchoolNotInTask
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

DRAFT_LIFE = timedelta(days=7)
# Refusals of answers that a page may not have asked for.
UNASKED = (errors.FieldMissing, errors.LevelNotInTask, SchoolNotInTask)
CONSENTS = (ConsentKind.TERMS, ConsentKind.PRIVACY)


class OrderOpener:
    """count_guess: counts a try of an enrolment's last four of the ID number, by a person."""

    def __init__(
        self,
        *,
        store: Orders,
        tasks: Tasks,
        students: Identification,
        consents: Consents,
        count_guess: Callable[[str, str], None],
        closer: Callable[[], Closer],
        keys: Keys,
        clock: Clock,
    ) -> None:
        self._store, self._tasks, self._students = store, tasks, students
        self._consents = consents
        self._count_guess, self._closer, self._keys, self._clock = count_guess, closer, keys, clock
        self._committer, self._fields = Committer(store, tasks, clock), SealedFields(keys)

    def open(self, who: Who, request: OpenOrder) -> Loaded:
        """The caller's order for an enrolment in a task.  Opening again gives the same order; a draft takes the newest
        form.

        Raises ProveFirst, TaskNotOpen, EnrolmentInUseUnpaid/Unproven/Paid, CodeHeld, CollectedElsewhere, WrongIdTail,
        FieldMissing, NotOnRoster, CollectedOnSite, TooManyUnpaid, TooManyOpenings and what the reading refuses.
        """
        if not who.proven:  # the order may exist already, and must not be shown to whoever got a recycled number
            raise ProveFirst
        task = self._tasks.lately(request.task_id)  # a draft: what is handed in reads it fresh
        if not task.is_open(self._clock()):
            raise errors.TaskNotOpen
        try:
            return self._counted(who, task, request)
        except UNASKED as refusal:
            refusal.data = {"questions": msgspec.to_builtins(self._students.questions(who, task, request))}
            raise

    def _counted(self, who: Who, task: Task, request: OpenOrder) -> Loaded:
        """Whoever has not agreed, or asks too often, is told that and nothing else."""
        asking = Asking(who.person_id, self._clock)
        try:
            wanted = self._students.identify(who, task, request)
            opened = insist(lambda: self._open(who, task, wanted, request.id_tail, asking))
        except (ConsentNeeded, Unauthenticated):
            raise
        except DomainError:
            if not asking.looked:
                self._consents.require(who.person_id, *CONSENTS)
            asking.count()
            raise
        asking.count()
        return opened

    def _open(self, who: Who, task: Task, wanted: Applicant, id_tail: str | None, asking: Asking) -> Loaded:
        read = wanted.read
        key, person = branch_key(self._keys, task, read.enrolment, read.student), self._consents.sought(who.person_id)
        places = self._store.places(task.task_id, read.enrolment, key, who.person_id, person)
        self._consents.require_of(places.person, *CONSENTS)  # at each try, as the account may have ended meanwhile
        asking.require_room(places.owner)
        claim = places.claim
        holder = self._store.load(claim.order_id) if claim else None
        decision = decide_open(claim, holder, who.person_id, self._clock())
        if isinstance(decision, OwnOrder):
            assert holder is not None
            assert claim is not None
            own = self._committer.around(holder, task)
            # New answers are taken by an order that was not handed in, or that has expired and may come back.
            if own.head.state is State.DRAFT or (own.head.state is State.EXPIRED and own.owns_claim):
                return self._again(who, wanted, places, own, asking)
            if own.head.state is not State.EXPIRED:
                return self._unchanged(wanted, own)
            decision = NewRound(round=claim.round + 1)  # it lost its place in the branch and cannot come back
        if isinstance(decision, InUse):
            assert holder is not None
            assert claim is not None
            asking.count()  # before a guess is, which would use up one of those that others have
            self._get_past(who, task, holder, decision, id_tail)
            decision = NewRound(round=claim.round + 1, ends=True)
        cancel = self._take_over(who, task, holder) if holder and decision.ends else None
        return self._create(who, task, wanted, decision.round, places, holder, cancel, asking)

    def _unchanged(self, wanted: Applicant, own: Loaded) -> Loaded:
        """The caller's order, which takes no new answers any more.  Raises FormFixed if they differ."""
        if not wanted.says_same(own.head, self._fields):
            raise errors.FormFixed(contacts=own.task.contact_text(), data={"order_id": own.head.order_id})
        return own

    def _again(self, who: Who, wanted: Applicant, places: Places, own: Loaded, asking: Asking) -> Loaded:
        """The caller's draft, or the expired order that may come back, with the form as it is now; the same answers
        change nothing."""
        me, task, kept = Actor(kind="student", id=who.person_id), own.task, own.head.student
        if own.head.branch_key != places.branch_list.key:
            # With another school the order belongs in another list of the branch.
            cancel = self._cancel(task, own.order, me) if own.head.state is State.DRAFT else None
            return self._create(who, task, wanted, own.head.round + 1, places, own.order, cancel, asking)
        asking.count()
        student = wanted.sealed(own.head.order_id, self._fields, kept)
        form.require_tail(task, student)
        if wanted.says_same(own.head, self._fields):
            return own
        return own.after(self._committer.commit(own, ev.Refill(actor=me, student=student)))

    def _take_over(self, who: Who, task: Task, holder: Order) -> Change:
        """Cancels somebody else's unpaid order; its photo is never shown."""
        self._closer().close_pending(holder, seconds=3)
        return self._cancel(task, holder, Actor(kind="takeover", id=who.person_id))

    def _get_past(self, who: Who, task: Task, holder: Order, use: InUse, id_tail: str | None) -> None:
        """Raises unless the ID number's last four are those in the holder's order."""
        if use.way is not WayPast.PROOF:
            raise in_the_way(task, holder, use, who.person_id)
        self._require_proof(who, task, holder, use, id_tail)

    def _require_proof(self, who: Who, task: Task, holder: Order, use: InUse, id_tail: str | None) -> None:
        id_tail_digest, since = holder.head.student.id_tail, shanghai(holder.head.opened_at)
        then = "届时由您办理" if holder.head.state is State.DRAFT else "该订单届时仍未付款的，由您办理"
        is_later = use.until is not None and use.until < task.closes_at
        # once the time is over the order ends with the clock's next run
        when = "几分钟" if use.until is None or self._clock() >= use.until else shanghai(use.until)
        later = f"可在{when}后重新提交，{then}" if is_later else ""
        if id_tail_digest is None:
            wait, contacts = later and f"{later}；急需办理", task.contact_text()
            raise errors.EnrolmentInUseUnproven(since=since, field="student_no", wait=wait, contacts=contacts)
        if id_tail is None:
            wait = later and f"；不是由您填写的，{later}"
            raise errors.EnrolmentInUseUnpaid(since=since, wait=wait, data={"takeover": True})
        self._count_guess(holder.head.enrolment, who.person_id)
        if not proof.matches(self._keys, holder.head.enrolment, half_width(id_tail), id_tail_digest):
            raise errors.WrongIdTail(field="id_tail")

    def _cancel(self, task: Task, holder: Order, by: Actor) -> Change:
        """Raises Conflict when the order has moved on (it may be paid by now, or its photo have passed), so that the
        caller looks again."""
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
        wanted: Applicant,
        round_: int,
        places: Places,
        holder: Order | None,
        cancel: Change | None,
        asking: Asking,
    ) -> Loaded:
        read = wanted.read
        form.require_tail(task, read.student)
        now, key, owner = self._clock(), places.branch_list.key, places.owner
        mine = holder is not None and holder.head.person_id == who.person_id and takes_place(holder.head)
        gives_up = [holder.head.order_id] if holder and mine else []
        require_place(self._store, owner, gives_up, task.contact_text)
        due = min(now + DRAFT_LIFE, task.closes_at)
        new_id = order_id(self._keys.order, task.task_id, read.enrolment, round_)
        text = read.student.sealed.get(CODE_TEXT)
        head = Head(
            order_id=new_id,
            seq=1,
            state=State.DRAFT,
            person_id=who.person_id,
            task_id=task.task_id,
            branch=task.branch,
            enrolment=read.enrolment,
            round=round_,
            student=wanted.sealed(new_id, self._fields),
            source=read.source,
            reader=read.reader,
            opened_at=now,
            state_at=now,
            due_at=due,
            branch_key=key,
            number=number.fresh(),
        )
        opened = self._committer.around(Order(head=head), task, history=[])
        opened.on_site = self._tasks.is_captured_lately(task.task_id, read.enrolment)
        if opened.on_site:
            raise errors.CollectedOnSite(contacts=task.contact_text())
        elsewhere = self._store.elsewhere(places.branch_list, task, who.person_id, now)
        if elsewhere.since and elsewhere.blocked(task):
            raise errors.CollectedElsewhere(since=shanghai(elsewhere.since), contacts=task.contact_text())
        cancels = [self._take_over(who, self._tasks.lately(one.head.task_id), one) for one in elsewhere.ending]
        record = EventRecord(
            order_id=head.order_id,
            seq=1,
            at=now,
            event="open",
            actor=Actor(kind="student", id=who.person_id),
            source=None,
            to=State.DRAFT,
            data={
                "task_id": task.task_id,
                "round": round_,
                "source": read.source,
                "elsewhere": bool(elsewhere.since),
                GROUP: group_of(head),
                LISTED: True,
            },
        )
        try:
            self._store.open(
                head,
                record,
                elsewhere,
                owner,
                hour=None if gives_up else _paced(owner, now),
                asked=asking.in_transaction(),
                day=day_number(owner, now),
                old=places.claim,
                freed=holder.head if holder else None,
                cancels=[*cancels, *([cancel] if cancel else [])],
                code_text=self._fields.adopt(new_id, CODE_TEXT, text) if text else None,
            )
        except (Conflict, Duplicate) as error:  # somebody else opened it, or the number is taken: look again
            raise Conflict from error
        asking.counted = True
        measured("opened", {"OrdersOpened": 1}, order_id=head.order_id, task_id=task.task_id)
        return opened.now(opened.order, record)


def _paced(owner: Owner, now: datetime) -> int:
    """The hour in which a new order counts.  Raises TooManyOpenings."""
    seconds = int(now.timestamp())
    hour = begun(owner.hour, seconds // PACE)
    if owner.opened_in(hour) >= NEW_ORDERS:
        raise TooManyOpenings(retry_after=(hour + 1) * PACE - seconds)
    return hour
