"""Counters in the tasks table, and the mark that an event was counted beside them in one transaction.

COUNT#<task id>            STATE#<state>                     orders of a task in a state
COUNT#<task id>            CLASS#<college>#<class>#<state>   the same by college and class
STATS#<branch>#<day>       <staff id>#<decision>             a reviewer's decisions of a day in Shanghai
PROGRESS#<task id>         <enrolment>                       how far somebody is, and in which round
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
    """sk parts after the kind, and how many."""

    key: str
    n: int


class CounterStore:
    """table: that of the tasks; inbox: keeps the marks."""

    def __init__(self, table: str, inbox: Inbox) -> None:
        CounterItem.Meta.table_name = table
        self._inbox = inbox

    def count(self, event_id: str, steps: Counter[CounterKey], head: Head, now: datetime) -> bool:
        """Adds an event's steps and notes how far the order is, once; False when it was counted before."""
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

    def in_review(self, task_ids: Iterable[str]) -> dict[str, int]:
        """How many pictures of each task wait, where any did."""
        keys = [(f"COUNT#{task_id}", f"STATE#{State.IN_REVIEW}") for task_id in task_ids]
        items = CounterItem.batch_get(keys, consistent_read=True)
        return {item.pk.partition("#")[2]: int(item.n) for item in items}

    def of_day(self, branch: str, day: str) -> list[Counted]:
        """Reviewers' decisions, by `<staff id>#<decision>`."""
        return self._read(f"STATS#{branch}#{day}", "")

    def people(self, task_id: str, enrolments: Iterable[str]) -> dict[str, State]:
        """How far those of them are who have an order, by enrolment."""
        keys = [(f"PROGRESS#{task_id}", enrolment) for enrolment in enrolments]
        items = CounterItem.batch_get(keys, consistent_read=True)
        return {item.sk: State(str(item.state)) for item in items}

    def forget_people(self, task_id: str, most: int) -> int:
        """How far somebody is, is not known any more; of how many, `most` at a time and 0 at the end."""
        return drop(CounterItem, f"PROGRESS#{task_id}", most=most)

    def _read(self, pk: str, prefix: str) -> list[Counted]:
        wanted = CounterItem.sk.startswith(prefix) if prefix else None
        items: Iterable[CounterItem] = CounterItem.query(pk, wanted, consistent_read=True)
        return [Counted(item.sk.removeprefix(prefix), int(item.n)) for item in items]


def _progress(head: Head) -> Update:
    """How far somebody is; a later order of hers knows better."""
    item = CounterItem(*_place(head))
    actions: list[Action] = [CounterItem.state.set(head.state.value), CounterItem.round.set(head.round)]
    newest = CounterItem.round.does_not_exist() | (CounterItem.round <= head.round)
    return Update(item=item, actions=actions, condition=newest)


def _overtaken(head: Head) -> bool:
    known = CounterItem.find(*_place(head))
    return known is not None and int(known.round or 0) > head.round


def _place(head: Head) -> CounterKey:
    return f"PROGRESS#{head.task_id}", head.enrolment
