"""Two accounts show one collection code: the second may ask the branch to decide whose it is.

The picture of a code is passed from phone to phone, so it proves nothing, and neither do the digits in it.
"""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.identity.errors import ProveFirst
from chalicelib.identity.model import Who
from chalicelib.orders import errors
from chalicelib.orders import events as ev
from chalicelib.orders.claims.ownership import InUse, WayPast, decide_open
from chalicelib.orders.committing import Committer
from chalicelib.orders.identification import CodeReadings
from chalicelib.orders.machine.decide import NotAllowed
from chalicelib.orders.model import Actor, Order
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.clock import Clock, shanghai
from chalicelib.shared.db import insist
from chalicelib.shared.errors import DomainError
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks, require_open


def in_the_way(task: Task, holder: Order, use: InUse, person_id: str, read_id: str | None = None) -> DomainError:
    """The refusal when a person cannot use a code now because of somebody else's order.  read_id: with it the person
    may ask the branch."""
    since, contacts = shanghai(holder.head.opened_at), task.contact_text()
    if use.way is not WayPast.DESK:
        return errors.EnrolmentInUsePaid(since=since, contacts=contacts)
    if holder.head.contest is not None:
        return errors.CodeBeingChecked(contacts=contacts)
    if person_id in holder.head.denied:
        return errors.CodeDecided(contacts=contacts)
    return errors.CodeHeld(since=since, contacts=contacts, data={"read_id": read_id} if read_id else None)


class Contests:
    """count_asking: counts a person's requests, and raises TooManyOpenings."""

    def __init__(
        self,
        *,
        store: Orders,
        tasks: Tasks,
        reads: Callable[[], CodeReadings],
        count_asking: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._store, self._tasks, self._reads = store, tasks, reads
        self._count_asking, self._clock = count_asking, clock
        self._committer = Committer(store, tasks, clock)

    def ask(self, who: Who, task_id: str, read_id: str) -> bool:
        """Whether the branch must decide now; False when nothing is in the way any more.  Asking again changes nothing.

        Raises ProveFirst, the task's refusal when it is closed, what the reading refuses, CodeBeingChecked while
        somebody else's request waits, CodeDecided, EnrolmentInUsePaid, TooManyOpenings.
        """
        if not who.proven:
            raise ProveFirst
        task = self._tasks.get(task_id)
        require_open(task, self._clock())
        self._count_asking(who.person_id)
        enrolment = self._reads().use(who, task_id, read_id).enrolment
        return insist(lambda: self._once(who, task, enrolment))

    def _once(self, who: Who, task: Task, enrolment: str) -> bool:
        claim = self._store.claim(task.task_id, enrolment)
        holder = self._store.load(claim.order_id) if claim else None
        use = decide_open(claim, holder, who.person_id, self._clock())
        if holder is None or not isinstance(use, InUse):
            return False
        standing = holder.head.contest
        if standing is not None and standing.person_id == who.person_id:
            return True
        event = ev.Contest(actor=Actor(kind="student", id=who.person_id))
        try:
            self._committer.commit(self._committer.around(holder, task), event)
        except NotAllowed as refusal:
            raise in_the_way(task, holder, use, who.person_id) from refusal
        return True
