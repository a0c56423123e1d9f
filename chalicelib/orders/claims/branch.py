"""Other orders of an enrolment in the same branch.  Pure.

A branch keeps one list per enrolment: its orders in all tasks.  An order is written into it in the transaction that
opens it, and the list's revision is compared.  So if two tasks open an order at once, the second sees the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.orders.claims.ownership import FREED, gives_way
from chalicelib.orders.model import Head, Order, State, Student

if TYPE_CHECKING:
    from chalicelib.shared.crypto import Keys
    from chalicelib.tasks.model import Task


@dataclass(frozen=True, kw_only=True)
class InBranch:
    """The list of one enrolment.  rev: how often it was written."""

    key: str
    order_ids: frozenset[str] = frozenset()
    rev: int = 0

    def then(self, order_ids: Iterable[str]) -> InBranch:
        """The next revision."""
        return InBranch(key=self.key, order_ids=frozenset(order_ids), rev=self.rev + 1)


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """What the list means for a task that wants an order in it.

    since: when the oldest live order in another task was opened, or None; stay: ids that remain in the list beside a
    new order; dropped: expired orders that lose their place, and so may not come back, because the task blocks; ending:
    somebody else's that end by a new order there, as they would in their own task.
    """

    before: InBranch
    since: datetime | None
    stay: frozenset[str]
    dropped: tuple[Head, ...]
    ending: tuple[Order, ...] = ()

    def blocked(self, task: Task) -> bool:
        """Whether the task refuses this enrolment because it has an order in another task."""
        return self.since is not None and task.elsewhere == "BLOCK"

    def with_order(self, order_id: str) -> InBranch:
        """The list with a new order."""
        return self.before.then({*self.stay, order_id})


def branch_key(keys: Keys, task: Task, enrolment: str, student: Student) -> str:
    """The list's key.  A typed student number never shares one with a decoded code: anybody can type a number."""
    if task.collect_mode == "ENCRYPTED":
        return coded_key(keys, task.branch, enrolment)
    who = f"{student.school_code}\x00{student.student_no}"
    return keys.digest("in branch", f"{task.branch}\x00PLAIN\x00{who}")


def coded_key(keys: Keys, branch: str, enrolment: str) -> str:
    """The list's key of a decoded collection code."""
    return keys.digest("in branch", f"{branch}\x00ENCRYPTED\x00{enrolment}")


def look_elsewhere(before: InBranch, orders: Iterable[Order], task: Task, person_id: str, now: datetime) -> Elsewhere:
    """orders: the list's; person_id: who wants one more."""
    others = [one for one in orders if one.head.task_id != task.task_id and one.head.state not in FREED]
    live = [one for one in others if one.head.state is not State.EXPIRED]
    blocks = task.elsewhere == "BLOCK"
    dropped = [one.head for one in others if blocks and one.head.state is State.EXPIRED]
    ending = [one for one in live if blocks and gives_way(one, person_id, now)]
    standing = [one.head for one in live if one not in ending]
    gone = {head.order_id for head in (*dropped, *(one.head for one in ending))}
    return Elsewhere(
        before=before,
        since=min((head.opened_at for head in standing), default=None),
        stay=frozenset(one.head.order_id for one in others) - gone,
        dropped=tuple(dropped),
        ending=tuple(ending),
    )
