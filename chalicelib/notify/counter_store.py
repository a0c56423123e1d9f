"""Counters in the tasks table.  The mark that an event was counted is written in the same transaction: of an order's
events in one item, NOTICE#count#<order id> of the inbox, since a batch of the stream often holds several of them.
Marks that were made before are an item each: of an order whose first event is not in its item, every event is counted
alone, after a look for such a mark.

COUNT#<task id>            STATE#<state>                       orders of a task in a state
COUNT#<task id>            CLASS#<college>#<class>#<state>     the same by college and class
COUNT#<task id>            DAY#<day>#<state>                   how many more a day made them
COUNT#<task id>            PASS#<college>#<class>#<decision>   orders by what a reviewer decided first
COUNT#<task id>            FIRST#<photo state>                 first photos of orders by the machine's verdict
COUNT#<task id>            JUDGED#<day>#<by>#<verdict>         photos judged; by: MACHINE or PERSON
COUNT#<task id>            WHY#<day>#<by>#<code>               photos refused for this reason, among others
STATS#<branch>#<day>       <staff id>#<decision>               a reviewer's decisions on one day
WORK#<branch>              <day>#<submit|queue|decision>       photos handed in, those that came into review, decisions
MONEY#<branch>             <day>#<channel>#<entry>             how many of the ledger's entries, and their fen
MONEYOF#<branch>#<season>  <task id>#<entry>                   the same of a season by task
MONEYAT#<branch>#<season>  <school>#<entry>                    the same of a season by school
PROGRESS#<task id>         <enrolment>                         the state of a student's newest order, its round and seq

Days are those of Shanghai.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.identity.inbox_store import Inbox
from chalicelib.notify.once import KEPT, mark
from chalicelib.orders.model import Head, State
from chalicelib.shared.db import BaseMeta, Conflict, TwoKeys, Update, Write, drop, transact
from chalicelib.shared.store.together import several

CounterKey = tuple[str, str]  # pk, sk
FEN, COUNT = ENDS = "#FEN", "#COUNT"  # of a key of money: one item holds both
FIRST = "1"  # an order's first event


class CounterItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    n = NumberAttribute(default=0)
    fen = NumberAttribute(null=True)
    state = UnicodeAttribute(null=True)
    round = NumberAttribute(null=True)
    seq = NumberAttribute(null=True)


@dataclass(frozen=True)
class Counted:
    """key: the sort key without its kind; n: the count."""

    key: str
    n: int


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one event adds to the counters.  event_id: `<whole>#<part>`, such as an order's id and a number; all parts
    of a whole have their marks in one item; head: None for what does not move the order; branch: the order's."""

    event_id: str
    steps: Counter[CounterKey]
    head: Head | None = None
    branch: str = ""

    @property
    def whole(self) -> str:
        return self.event_id.partition("#")[0]

    @property
    def part(self) -> str:
        return self.event_id.partition("#")[2] or self.whole

    @property
    def is_nothing(self) -> bool:
        """Whether it adds nothing, so that no mark is needed either."""
        return self.head is None and not any(self.steps.values())

    @property
    def mark_before(self) -> str:
        """The item that marked it when each event had one."""
        entry = self.part.removeprefix("LEDGER#")
        return mark("count", self.event_id if entry == self.part else f"ledger {entry}")

    @property
    def keys(self) -> set[CounterKey]:
        """All that counting it writes: its mark, and the counters' keys."""
        progress = {_progress_key(self.head)} if self.head else set()
        return {(mark("count", self.whole), ""), *(key for key, step in self.steps.items() if step), *progress}


class CounterStore:
    """table: name of the tasks table; inbox: stores the marks of counted events."""

    def __init__(self, table: str, inbox: Inbox) -> None:
        CounterItem.Meta.table_name = table
        self._inbox = inbox

    def count(
        self, event_id: str, steps: Counter[CounterKey], head: Head | None, now: datetime, also: Iterable[Write] = ()
    ) -> bool:
        """Add an event's steps and record the student's progress, once; False when it was already counted.

        head: None for what does not move the order; also: writes of the same transaction, for what is counted
        elsewhere.
        """
        share, also = Share(event_id=event_id, steps=steps, head=head), list(also)
        if self._inbox.get(share.mark_before, now=now):
            return False
        try:
            transact([*self._writes([share], now), *also])
        except Conflict:
            if share.part in self._inbox.members(mark("count", share.whole)):
                return False
            if head is None or not _overtaken(head):
                raise
            return self.count(event_id, steps, None, now, also)
        return True

    def count_together(self, shares: Sequence[Share], now: datetime) -> None:
        """As `count`, of several events in one transaction: an update a counter, whatever they add to it together.

        Raises Conflict, and nothing is counted, if one of them was counted already, or may have been before its order's
        events had one item, or of one student a later order is known; and what `transact` raises.
        """
        transact(self._writes(shares, now, after=FIRST))

    def _writes(self, shares: Sequence[Share], now: datetime, after: str = "") -> list[Write]:
        """Each event's mark, the sums of their steps, and how far each student is.  after: as in `Inbox.joining`."""
        parts: dict[str, set[str]] = {}
        total, newest = Counter[CounterKey](), dict[CounterKey, Head]()
        for share in shares:
            parts.setdefault(share.whole, set()).add(share.part)
            total.update(share.steps)
            if share.head is not None:
                key = _progress_key(share.head)
                newest[key] = max(share.head, newest.get(key, share.head), key=lambda head: (head.round, head.seq))
        until = now + KEPT
        marks = [
            self._inbox.joining(mark("count", one), members, until=until, after=after) for one, members in parts.items()
        ]
        return [*marks, *_sums(total), *map(_progress, newest.values())]

    def of_task(self, task_id: str, kind: str, since: str = "") -> list[Counted]:
        """kind: STATE, CLASS, DAY, PASS, FIRST, JUDGED or WHY; since: the first day of those by day."""
        return self._read(f"COUNT#{task_id}", f"{kind}#", since)

    def in_state(self, task_ids: Iterable[str], state: State) -> dict[str, int]:
        """Task id → number of its orders in a state; a task that never had any is left out."""
        keys = [(f"COUNT#{task_id}", f"STATE#{state}") for task_id in task_ids]
        items = several(CounterItem, keys).values()
        return {item.pk.partition("#")[2]: int(item.n) for item in items}

    def of_day(self, branch: str, day: str) -> list[Counted]:
        """Reviewers' decisions, by `<staff id>#<decision>`."""
        return self._read(f"STATS#{branch}#{day}", "")

    def of_branch(self, branch: str, since: str) -> list[Counted]:
        """What a branch did on each day from `since`, by `<day>#<submit, queue, approve or reject>`."""
        return self._read(f"WORK#{branch}", "", since)

    def money_by_day(self, branch: str, first: str, last: str) -> list[Counted]:
        """Of the days from first to last, by `<day>#<channel>#<entry>#<FEN or COUNT>`."""
        items = CounterItem.query(f"MONEY#{branch}", CounterItem.sk.between(first, f"{last}~"), consistent_read=True)
        return [one for item in items for one in _counted(item, item.sk)]

    def money_by_task(self, branch: str, season: int) -> list[Counted]:
        """By `<task id>#<entry>#<FEN or COUNT>`."""
        return self._read(f"MONEYOF#{branch}#{season}", "")

    def money_by_school(self, branch: str, season: int) -> list[Counted]:
        """By `<school>#<entry>#<FEN or COUNT>`."""
        return self._read(f"MONEYAT#{branch}#{season}", "")

    def everybody(self, task_id: str) -> dict[str, State]:
        """As `people`, of everybody who has an order.  Reads them all."""
        found = CounterItem.texts(f"PROGRESS#{task_id}", "sk", "state")
        return {enrolment: State(state) for enrolment, state in found}

    def people(self, task_id: str, enrolments: Iterable[str]) -> dict[str, State]:
        """Enrolment → state of the newest order, for those of the enrolments that have one."""
        keys = [(f"PROGRESS#{task_id}", enrolment) for enrolment in enrolments]
        items = several(CounterItem, keys).values()
        return {item.sk: State(str(item.state)) for item in items}

    def forget_people(self, task_id: str, most: int) -> int:
        """Delete who is how far in a task, and the reasons by day, which in a small task may tell of whom; up to `most`
        per call.  Returns how many, 0 once none is left."""
        dropped = drop(CounterItem, f"PROGRESS#{task_id}", most=most)
        return dropped or drop(CounterItem, f"COUNT#{task_id}", most=most, prefix="WHY#")

    def _read(self, pk: str, prefix: str, since: str = "") -> list[Counted]:
        beyond = CounterItem.sk.between(prefix + since, f"{prefix}~") if since else None
        condition = beyond if since or not prefix else CounterItem.sk.startswith(prefix)
        items: Iterable[CounterItem] = CounterItem.query(pk, condition, consistent_read=True)
        return [one for item in items for one in _counted(item, item.sk.removeprefix(prefix))]


def _sums(total: Counter[CounterKey]) -> list[Update]:
    """An update an item: entries of the ledger and their fen are one."""
    actions: dict[CounterKey, list[Action]] = {}
    for (pk, sk), step in sorted(total.items()):
        if not step:
            continue
        money = sk.endswith(ENDS)
        counter = CounterItem.fen if sk.endswith(FEN) else CounterItem.n
        actions.setdefault((pk, sk.rpartition("#")[0] if money else sk), []).append(counter.add(step))
    return [Update(item=CounterItem(*key), actions=adds) for key, adds in actions.items()]


def _counted(item: CounterItem, key: str) -> list[Counted]:
    if not item.pk.startswith("MONEY") or key.endswith(ENDS):  # the latter: written when each was an item
        return [Counted(key, int(item.n))]
    return [Counted(f"{key}{FEN}", int(item.fen or 0)), Counted(f"{key}{COUNT}", int(item.n or 0))]


def _progress(head: Head) -> Update:
    """Record the student's progress, unless a later order of the same student, or a later event, already did: events of
    one order may be counted at the same time."""
    actions: list[Action] = [
        CounterItem.state.set(head.state.value), CounterItem.round.set(head.round), CounterItem.seq.set(head.seq),
    ]  # fmt: skip
    not_later = CounterItem.seq.does_not_exist() | (CounterItem.seq <= head.seq)
    before = CounterItem.round.does_not_exist() | (CounterItem.round < head.round)
    newest = before | ((CounterItem.round == head.round) & not_later)
    return Update(item=CounterItem(*_progress_key(head)), actions=actions, condition=newest)


def _overtaken(head: Head) -> bool:
    newest = CounterItem.find(*_progress_key(head))
    return newest is not None and (int(newest.round or 0), int(newest.seq or 0)) > (head.round, head.seq)


def _progress_key(head: Head) -> CounterKey:
    return f"PROGRESS#{head.task_id}", head.enrolment
