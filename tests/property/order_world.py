"""A small world around the real table: a few orders of one enrolment, the channel's side of each attempt, a clock
with few instants, and one writer that may be late with what it read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import TABLE, NotAllowed, Table, decide
from chalicelib.orders.machine.rows import Row
from chalicelib.orders.machine.situation import Known, Situation
from chalicelib.orders.model import RESUBMITTABLE, Order, State
from chalicelib.orders.money_model import Attempt
from chalicelib.shared.money import Fen
from chalicelib.tasks.model import Task
from tests.property.order_rules import badly_told
from tests.worlds.orders import HOUR, PRICE, T0, a_task

# as opened and paid; the first window is over; closed, in grace; grace over; every deadline over
NOW = (T0, T0 + 25 * HOUR, T0 + 49 * HOUR, T0 + 74 * HOUR, T0 + 400 * HOUR)
PEOPLE = ("person-a", "person-b")
CURRENT, STALE = 1, 0  # sequence numbers, counted from the order as it is now
TOO_MUCH = 1  # fen a wrong payment is off


class Trade(NamedTuple):
    """The channel's side of an attempt.

    side: FLYING (our prepay call is on its way), LOST, OPEN, PAID, WRONG (paid another amount), CLOSED.
    back: how often the money went back; refunds: per try "-" unknown, "p"rocessing, "d"one, "a"bnormal, "c"losed.
    """

    side: str = "FLYING"
    back: int = 0
    refunds: tuple[str, ...] = ()
    trouble: bool = False
    outside: bool = False

    @property
    def held(self) -> bool:
        return self.side in ("PAID", "WRONG") and self.back == 0


class Slot(NamedTuple):
    """An order (its number among all orders met) and its trades."""

    order: int
    trades: tuple[Trade, ...] = ()


class Late(NamedTuple):
    """A write decided on what was read and not committed yet; seen: the sequence number it read."""

    slot: int
    seen: int
    before: int
    after: int
    claim: bool


class World(NamedTuple):
    """claim: which slot the enrolment's claim names."""

    clock: int = 0
    price: int = 0
    claim: int = -1
    slots: tuple[Slot, ...] = ()
    late: Late | None = None


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What may happen in a world, and how often."""

    students: int = 1
    rounds: int = 1
    attempts: int = 2
    clock: int = 4
    prices: tuple[Fen, ...] = (PRICE,)
    wrong_amount: bool = False
    refund_trouble: bool = False
    outside: bool = False
    review: bool = False
    appeals: bool = False  # pictures fail on soft codes, and a person is asked; a review ends with its verdict
    transfer: bool = False
    erase: bool = False  # students have their data deleted
    late_writer: bool = False
    task: Task = field(default_factory=a_task)


class Step(NamedTuple):
    """What an event does: the order after it, whether anything is written, and what is wrong about it."""

    after: int
    written: bool
    claim: bool
    wrong: str = ""


def key(order: Order) -> tuple[Any, ...]:
    """Equal for two orders that no guard, effect or invariant can tell apart."""
    head = order.head
    back, lease = head.state in RESUBMITTABLE, head.lease
    return (
        head.state, head.person_id, head.round, head.photo_no, head.price, head.due_at is not None,
        head.expires_at if head.state is State.AWAITING_PAYMENT else None, head.deadline if back else None,
        back and head.undecided, head.stopped, head.rejections, head.granted, head.rejected_sha256,
        (lease.owner, lease.until, lease.photo_no) if lease else None, head.queued_at is not None, head.correcting,
        head.correction, head.package, tuple((one.photo_no, one.state) for one in order.photos),
        tuple(one.photo_no for one in head.appeals),
        tuple((one.state, one.amount, one.time_expire, one.due_at is None, one.paid_amount) for one in order.attempts),
        tuple(tuple(refund.number for refund in one.outside) for one in order.attempts),
        tuple((one.attempt_no, one.try_no, one.state, one.amount, one.due_at is None) for one in order.refunds),
    )  # fmt: skip


class Machine:
    """The real `decide` on interned orders.  `table` may be a broken one; compare=False commits without looking."""

    def __init__(self, bounds: Bounds, table: Table = TABLE, *, compare: bool = True, check_claim: bool = True) -> None:
        self.bounds, self.table, self.compare, self.check_claim = bounds, table, compare, check_claim
        self.sound = table is TABLE
        self.orders: list[Order] = []
        self.used: set[Row[Any]] = set()
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._steps: dict[tuple[Any, ...], Step | None] = {}
        self.tasks = [replace(bounds.task, price=price) for price in bounds.prices]

    def intern(self, order: Order) -> int:
        """The order's number; sequence numbers count from here."""
        found = self._numbers.setdefault(key(order), len(self.orders))
        if found == len(self.orders):
            self.orders.append(order.but(seq=CURRENT))
        return found

    def step(self, world: World, slot: int, event: ev.Event) -> Step | None:
        """What the table says; None when it refuses."""
        owns = world.claim == slot
        asked = (world.slots[slot].order, event, world.clock, world.price, owns)
        if asked not in self._steps:
            self._steps[asked] = self._decide(*asked)
        return self._steps[asked]

    def _decide(self, number: int, event: ev.Event, clock: int, price: int, owns: bool) -> Step | None:
        order, now, task = self.orders[number], NOW[clock], self.tasks[price]
        wrong = ""
        rows = self.table.get((order.head.state, event.name), ())
        if not rows and not event.fact:
            return None
        situation = Situation(order=order, event=event, now=now, around=Known(task=task, owns_claim=owns))
        apply = [row for row in rows if all(guard(situation) for guard in row.guards)]
        self.used.update(apply)
        if self.sound and len(apply) > 1:
            wrong = f"{len(apply)} rows for {event.name} in {order.head.state}"
        try:
            change = decide(order, event, now, task=task, owns_claim=owns, rows=self.table)
        except NotAllowed:
            return Step(number, False, False, f"fact {event.name} refused") if event.fact else None
        except AssertionError:  # an effect that finds nothing to work on
            return Step(number, False, False, f"{event.name} cannot be done in {order.head.state}")
        return Step(self.intern(change.after), change.record is not None, change.claim, wrong or badly_told(change))

    def put(self, world: World, slot: int, after: int) -> World:
        """The world after a committed write; an earlier reader of that order is stale from now on."""
        one, late, order = world.slots[slot], world.late, self.orders[after]
        trades = one.trades + (Trade(),) * (len(order.attempts) - len(one.trades))
        for refund in order.refunds:
            trade = trades[refund.attempt_no - 1]
            if len(trade.refunds) < refund.try_no:
                trade = trade._replace(refunds=(*trade.refunds, "-"))
                trades = (*trades[: refund.attempt_no - 1], trade, *trades[refund.attempt_no :])
        if late is not None and late.slot == slot:
            late = late._replace(seen=STALE)
        slots = (*world.slots[:slot], Slot(after, trades), *world.slots[slot + 1 :])
        return world._replace(slots=slots, late=late)

    def commit(self, world: World) -> World:
        """The late writer writes: the store compares what it read, and the claim where the row names it."""
        late = world.late
        assert late is not None
        world = world._replace(late=None)
        if self.compare and late.seen != CURRENT:
            return world  # a conflict: it reads and decides again, which is another move
        if self.check_claim and late.claim and world.claim != late.slot:
            return world
        return self.put(world, late.slot, self._overwrite(world.slots[late.slot].order, late))

    def _overwrite(self, now: int, late: Late) -> int:
        """Put the new head and the parts the change touched over whatever is there: what the table writes do."""
        before, after, order = self.orders[late.before], self.orders[late.after], self.orders[now]
        for attempt in set(after.attempts) - set(before.attempts):
            order = order.with_attempt(attempt)
        for refund in set(after.refunds) - set(before.refunds):
            order = order.with_refund(refund)
        return self.intern(replace(order, head=after.head))


def paid_fen(trade: Trade, attempt: Attempt) -> Fen:
    """What the buyer paid."""
    return Fen(attempt.amount + TOO_MUCH) if trade.side == "WRONG" else attempt.amount
