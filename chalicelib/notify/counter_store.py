"""Counters in the tasks table.  The mark that an event was counted is written in the same transaction.

COUNT#<task id>            STATE#<state>                     orders of a task in a state
COUNT#<task id>            CLASS#<college>#<class>#<state>   the same by college and class
STATS#<branch>#<day>       <staff id>#<decision>             a reviewer's decisions on one day, Shanghai time
PROGRESS#<task id>         <enrolment>                       the state of a student's newest order, and its round
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.identity.inbox_store import Inbox
from chalicelib.notify.once import DONE, KEPT, mark
from chalicelib.orders.model import Head, State
from chalicelib.shared.db import BaseMeta, Conflict, Duplicate, TwoKeys, Update, Write, drop, transact

CounterKey = tuple[str, str]  # pk, sk


class CounterItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    n = NumberAttribute(default=0)
    state = UnicodeAttribute(null=True)
    round = NumberAttribute(null=True)


@dataclass(frozen=True)
class Counted:
    """key: the sort key without its kind; n: the count."""

    key: str
    n: int


class CounterStore:
    """table: name of the tasks table; inbox: stores the marks of counted events."""

    def __init__(self, table: str, inbox: Inbox) -> None:
        CounterItem.Meta.table_name = table
        self._inbox = inbox

    def count(self, event_id: str, steps: Counter[CounterKey], head: Head, now: datetime) -> bool:
        """Add an event's steps and record the student's progress, once; False when it was already counted."""
        done = self._inbox.new(mark("count", event_id), until=now + KEPT, body=DONE)
        writes: list[Write] = [
            Update(item=CounterItem(pk, sk), actions=[CounterItem.n.add(step)])
            for (pk, sk), step in sorted(steps.items())
            if step
        ]
        try:
            try:
                transact([done, *writes, _progress(head)])
            except Conflict:
                if not _overtaken(head):
                    raise
                transact([done, *writes])
        except Duplicate:
            return False
        return True

    def of_task(self, task_id: str, kind: str) -> list[Counted]:
        """kind: STATE or CLASS."""
        return self._read(f"COUNT#{task_id}", f"{kind}#")

    def of_day(self, branch: str, day: str) -> list[Counted]:
        """Reviewers' decisions, by `<staff id>#<decision>`."""
        return self._read(f"STATS#{branch}#{day}", "")

    def people(self, task_id: str, enrolments: Iterable[str]) -> dict[str, State]:
        """Enrolment → state of the newest order, for those of the enrolments that have one."""
        keys = [(f"PROGRESS#{task_id}", enrolment) for enrolment in enrolments]
        items = CounterItem.batch_get(keys, consistent_read=True)
        return {item.sk: State(str(item.state)) for item in items}

    def forget_people(self, task_id: str, most: int) -> int:
        """Delete the progress rows of a task, up to `most` per call; returns how many, 0 once none is left."""
        return drop(CounterItem, f"PROGRESS#{task_id}", most=most)

    def _read(self, pk: str, prefix: str) -> list[Counted]:
        condition = CounterItem.sk.startswith(prefix) if prefix else None
        items: Iterable[CounterItem] = CounterItem.query(pk, condition, consistent_read=True)
        return [Counted(item.sk.removeprefix(prefix), int(item.n)) for item in items]


def _progress(head: Head) -> Update:
    """Record the student's progress, unless a later order of the same student already did."""
    item = CounterItem(*_progress_key(head))
    actions: list[Action] = [CounterItem.state.set(head.state.value), CounterItem.round.set(head.round)]
    newest = CounterItem.round.does_not_exist() | (CounterItem.round <= head.round)
    return Update(item=item, actions=actions, condition=newest)


def _overtaken(head: Head) -> bool:
    newest = CounterItem.find(*_progress_key(head))
    return newest is not None and int(newest.round or 0) > head.round


def _progress_key(head: Head) -> CounterKey:
    return f"PROGRESS#{head.task_id}", head.enrolment
