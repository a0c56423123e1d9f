"""Some hundred random journeys, told twice and in no order: every counter says what the orders themselves say."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, cast

import pytest

from chalicelib.notify.counter_store import CounterKey, CounterStore
from chalicelib.notify.counters import EventCounters
from chalicelib.notify.waited_store import NAMES, WaitedStore
from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import NotAllowed, decide
from chalicelib.orders.model import Actor, EventRecord, Head, Order, PhotoState, Reason, State
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.db import Update, Write
from chalicelib.shared.histogram import bucket_of
from chalicelib.tasks.model import Task
from tests.worlds.orders import HOUR, ME, REVIEWER, STAFF, T0, a_photo, a_task, an_order

JOURNEYS, STEPS, MOST_HOURS = 300, 30, 9
MOST_WRITES = 40  # a transaction holds 100
CODES = ("blurred", "background_shadow", "glasses_glare", "other")
WITHDRAWN_BY = Actor(kind="deliver")


class Walk:
    """One order, and a student and a branch who do whatever is allowed."""

    def __init__(self, number: int, task: Task, dice: random.Random) -> None:
        self.task, self.dice, self.now = task, dice, T0 + timedelta(hours=dice.randrange(60))
        order_id = f"{number:022}"
        self.order = an_order(State.DRAFT, order_id=order_id, seq=1, photos=(), attempts=(), enrolment=order_id)
        self.order = self.order.but(student=replace(self.order.head.student, **self._group()))
        opened = EventRecord(
            order_id=order_id,
            seq=1,
            at=self.now,
            event="open",
            actor=ME,
            source=None,
            to=State.DRAFT,
            data={"group": [self.order.head.student.college, self.order.head.student.class_name]},
        )
        self.records = [opened]

    def _group(self) -> dict[str, Any]:
        return {"college": self.dice.choice("甲乙"), "class_name": self.dice.choice(["1#", "2", ""])}

    def go(self) -> None:
        for _ in range(self.dice.randrange(STEPS)):
            self.now += self.dice.randrange(MOST_HOURS) * HOUR
            if self.dice.random() < 0.4:
                self._photo()
            possible = self._possible()
            self.dice.shuffle(possible)
            next(filter(self._happens, possible), None)

    def _photo(self) -> None:
        number = len(self.order.photos) + 1
        state = self.dice.choice([PhotoState.PASSED, PhotoState.PASSED, PhotoState.FAILED, PhotoState.GONE])
        fails = self.dice.sample(CODES, self.dice.randrange(1, 3)) if state is PhotoState.FAILED else []
        report = {"findings": [{"code": code, "severity": "fail"} for code in fails]}
        sha = f"{self.order.head.order_id}/{number}"
        photo = a_photo(number, state, asked_at=self.now, report=report, source_sha256=sha)
        self.order = replace(self.order, photos=(*self.order.photos, photo))

    def _possible(self) -> list[ev.Event]:
        head, dice = self.order.head, self.dice
        codes = dice.sample(CODES, dice.randrange(1, 4))
        reasons = tuple(Reason(code=code, message="x", cure="y") for code in codes)
        moved = replace(head.student, **self._group())
        newest, in_review = len(self.order.photos), head.photo_no or 1
        why: dict[str, Any] = {"actor": STAFF, "reason": "x"}
        looked_at: tuple[ev.Event, ...] = (
            ev.Take(actor=REVIEWER, until=self.now + 400 * HOUR),
            ev.Approve(actor=REVIEWER, photo_no=in_review),
            ev.Reject(actor=REVIEWER, photo_no=in_review, reasons=reasons),
        )
        return [
            *looked_at, *looked_at, *looked_at,
            ev.Submit(actor=ME, photo_no=newest), ev.Submit(actor=ME, photo_no=newest),
            ev.Resubmit(actor=ME, photo_no=newest), ev.Resubmit(actor=ME, photo_no=newest),
            ev.Withdraw(actor=ME), ev.LetGo(actor=REVIEWER), ev.Stop(actor=ME), ev.Refill(actor=ME, student=moved),
            ev.Edit(second="t", student=moved, **why), ev.Recall(**why), ev.Recall(**why),
            ev.Grant(days=3, tries=1, **why), ev.Deliver(actor=WITHDRAWN_BY, package="p"), ev.Confirm(actor=STAFF),
            ev.Correct(reasons=reasons, **why), ev.Uncorrect(**why), ev.Overdue(),
            *([ev.Cancel(actor=ME), ev.Close(**why), ev.Erase(actor=ME)] if dice.random() < 0.1 else []),
        ]  # fmt: skip

    def _happens(self, event: ev.Event) -> bool:
        try:
            change = decide(self.order, event, self.now, task=self.task, owns_claim=True)
        except NotAllowed:
            return False
        if change.record is not None:
            self.order = change.after
            self.records.append(change.record)
        return change.record is not None


@dataclass
class Kept:
    """The store: marks, and what was added."""

    marks: set[str] = field(default_factory=set)
    total: Counter[CounterKey] = field(default_factory=Counter)
    waits: Counter[str] = field(default_factory=Counter)  # the kept attribute of a wait

    def count(
        self, event_id: str, steps: Counter[CounterKey], head: Head | None, now: datetime, also: Iterable[Write] = ()
    ) -> bool:
        if event_id in self.marks:
            return False
        self.marks.add(event_id)
        assert len(steps) < MOST_WRITES
        self.total.update(steps)
        self.waits.update(str(cast(Update, write).actions[0]).split()[0] for write in also)
        return True

    def of(self, kind: str) -> dict[str, int]:
        prefix = f"{kind}#"
        return {sk.removeprefix(prefix): n for (pk, sk), n in self.total.items() if n and sk.startswith(prefix)}


def told_twice(walks: list[Walk], dice: random.Random) -> Kept:
    """Every event and every judged photo, twice, when all has happened long ago."""
    kept, events = Kept(), {walk.order.head.order_id: walk.records for walk in walks}
    counters = EventCounters(cast(CounterStore, kept), cast(WaitedStore, WaitedStore), events.__getitem__, lambda: T0)
    todo: list[Any] = [(walk, part) for walk in walks for part in (*walk.records, *walk.order.photos)] * 2
    dice.shuffle(todo)
    for walk, part in todo:
        if isinstance(part, EventRecord):
            counters.count(part, walk.order, walk.task)
        else:
            counters.count_photo(part, walk.order)
    return kept


@pytest.fixture(scope="module", params=[1, 2, 3])
def run(request: pytest.FixtureRequest) -> tuple[list[Walk], Kept]:
    dice = random.Random(request.param)
    task = a_task(price=0, task_type="GROUP", opens_at=T0 - HOUR, closes_at=T0 + 4000 * HOUR, resubmit_days=5)
    walks = [Walk(number, task, dice) for number in range(JOURNEYS)]
    for walk in walks:
        walk.go()
    return walks, told_twice(walks, dice)


def day(instant: datetime) -> date:
    return instant.astimezone(SHANGHAI).date()


def counted(found: Counter[str]) -> dict[str, int]:
    return {key: n for key, n in found.items() if n}


def names(order: Order) -> str:
    return f"{order.head.student.college}#{order.head.student.class_name}".replace("1#", "1＃")


def test_the_journeys_go_everywhere_a_counter_looks(run: tuple[list[Walk], Kept]) -> None:
    walks, _ = run
    assert {walk.order.head.state for walk in walks} >= {
        State.DRAFT,
        State.IN_REVIEW,
        State.REJECTED,
        State.WITHDRAWN,
        State.APPROVED,
        State.IN_PRODUCTION,
        State.DONE,
    }
    events = Counter(record.event for walk in walks for record in walk.records)
    assert min(events[name] for name in ("recall", "edit", "refill", "approve", "reject", "resubmit", "correct")) > 3


def test_states_by_class_are_those_of_the_orders(run: tuple[list[Walk], Kept]) -> None:
    walks, kept = run
    assert kept.of("STATE") == counted(Counter(str(walk.order.head.state) for walk in walks))
    assert kept.of("CLASS") == counted(Counter(f"{names(walk.order)}#{walk.order.head.state}" for walk in walks))


def test_states_by_day_are_those_of_the_orders_at_its_end(run: tuple[list[Walk], Kept]) -> None:
    walks, kept = run
    last = max(day(record.at) for walk in walks for record in walk.records)
    for back in range((last - day(T0)).days + 1):
        end = last - timedelta(days=back)
        then: Counter[str] = Counter()
        for walk in walks:
            if past := [record for record in walk.records if day(record.at) <= end]:
                then[past[-1].to] += 1
        sums: Counter[str] = Counter()
        for key, n in kept.of("DAY").items():
            on, _, state = key.partition("#")
            sums[state] += n if date.fromisoformat(on) <= end else 0
        assert counted(sums) == counted(then), end


def test_first_decisions_are_those_that_stand(run: tuple[list[Walk], Kept]) -> None:
    """Said otherwise than in the product: walking back from the end, a recall takes the approval before it along."""
    walks, kept = run
    found: Counter[str] = Counter()
    for walk in walks:
        first, recalled = "", 0
        for record in reversed(walk.records):
            if record.event == "recall":
                recalled += 1
            elif record.event == "approve" and recalled:
                recalled -= 1
            elif record.event in ("approve", "reject"):
                first = record.event
        if first:
            found[f"{names(walk.order)}#{first}"] += 1
    assert kept.of("PASS") == counted(found)
    assert len({key.rpartition("#")[2] for key in found}) == 2


def test_verdicts_and_reasons_are_those_of_photos_and_decisions(run: tuple[list[Walk], Kept]) -> None:
    walks, kept = run
    why: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    for walk in walks:
        for photo in walk.order.photos:
            if photo.state is not PhotoState.GONE:
                judged[f"{day(photo.asked_at)}#MACHINE#{photo.state}"] += 1
                why.update(f"{day(photo.asked_at)}#MACHINE#{one['code']}" for one in (photo.report or {})["findings"])
        for record in walk.records:
            if record.event in ("approve", "reject"):
                judged[f"{day(record.at)}#PERSON#{record.event}"] += 1
                why.update(f"{day(record.at)}#PERSON#{code}" for code in record.data.get("reasons", ()))
    assert kept.of("JUDGED") == counted(judged)
    assert kept.of("WHY") == counted(why)
    first = Counter(str(walk.order.photos[0].state) for walk in walks if walk.order.photos)
    assert kept.of("FIRST") == {state: n for state, n in first.items() if state != "GONE"}


def test_the_branch_counts_what_came_in_and_what_was_decided(run: tuple[list[Walk], Kept]) -> None:
    walks, kept = run
    found: Counter[str] = Counter()
    for walk in walks:
        for record in walk.records:
            on = day(record.at)
            found[f"{on}#submit"] += record.event in ("submit", "resubmit")
            found[f"{on}#queue"] += record.to is State.IN_REVIEW is not record.source
            found[f"{on}#{record.event}"] += record.event in ("approve", "reject")
    assert {sk: n for (pk, sk), n in kept.total.items() if pk == "WORK#hunan"} == counted(found)


def test_every_decision_counts_how_long_its_photo_had_been_in_review(run: tuple[list[Walk], Kept]) -> None:
    walks, kept = run
    found: Counter[str] = Counter()
    for walk in walks:
        since = T0
        for record in walk.records:
            if record.to is State.IN_REVIEW is not record.source:
                since = record.at
            if record.event in ("approve", "reject"):
                found[NAMES[bucket_of(record.at - since)]] += 1
    assert kept.waits == found
    assert len(found) > 5
