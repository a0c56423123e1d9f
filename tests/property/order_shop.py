"""A shop with one enrolment: an in-memory store that compares and sets, a channel that keeps its own books, a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.orders import events as ev
from chalicelib.orders.claims.ownership import Claim, InUse, NewRound, WayPast, decide_open
from chalicelib.orders.facts import Closed, Fact, RefundAbnormal, RefundDone, RefundFact, Unknown
from chalicelib.orders.machine.decide import TABLE, Change, NotAllowed, Table, decide
from chalicelib.orders.model import Actor, EventRecord, Order, State
from chalicelib.orders.money_model import Attempt, AttemptState, Refund
from chalicelib.shared.money import Fen
from tests.worlds.orders import HOUR, SECOND, STAFF, T0, a_task, an_order, paid, resolve

MINUTE = timedelta(minutes=1)
NOTHING = Fen(0)


@dataclass
class Booking:
    """What the channel knows of one attempt; fen, not flags, so that none can vanish."""

    attempt: Attempt
    open: bool = False
    closed: bool = False
    received: Fen = NOTHING
    returned: Fen = NOTHING
    refunds: dict[int, RefundFact] = field(default_factory=dict)

    @property
    def held(self) -> int:
        return self.received - self.returned


class Shop:
    """Every write decides on something read, now or earlier, and commits like the store does."""

    def __init__(self, table: Table = TABLE, *, compare: bool = True) -> None:
        self.table, self.compare = table, compare
        self.now, self.task = T0, a_task(refund_until="APPROVAL", overdue="REFUND")
        self.orders: dict[str, Order] = {}
        self.history: dict[str, list[EventRecord]] = {}
        self.claim: Claim | None = None
        self.bookings: dict[tuple[str, int], Booking] = {}

    # -- the store -------------------------------------------------------------------------------------------------

    def read(self, order_id: str, event: ev.Event) -> Change | None:
        """A change decided on the order as it is now; None when it is refused."""
        owns = self.claim is not None and self.claim.order_id == order_id
        try:
            return decide(self.orders[order_id], event, self.now, task=self.task, owns_claim=owns, rows=self.table)
        except NotAllowed:
            assert not event.fact, f"a fact was refused: {event.name}"
            return None

    def commit(self, change: Change) -> bool:
        """Whether it was written: nobody else wrote since it was read, and the claim is still there if it matters."""
        before, after, record = change.before.head, change.after, change.record
        if record is None:
            return True
        order = self.orders[before.order_id]
        if self.compare and (order.head.state, order.head.seq) != (before.state, before.seq):
            return False
        if change.claim and (self.claim is None or self.claim.order_id != before.order_id):
            return False
        for attempt in set(after.attempts) - set(change.before.attempts):
            order = order.with_attempt(attempt)
            self.bookings.setdefault((before.order_id, attempt.attempt_no), Booking(attempt))
        for refund in set(after.refunds) - set(change.before.refunds):
            order = order.with_refund(refund)
        self.orders[before.order_id] = replace(order, head=after.head)
        self.history[before.order_id].append(record)
        return True

    def do(self, order_id: str, event: ev.Event) -> bool:
        """Reads and writes in one go.  Whether anything was written."""
        change = self.read(order_id, event)
        return change is not None and self.commit(change) and change.record is not None

    def open(self, person: str) -> str:
        """The order the person gets; an unpaid one of somebody else is taken over."""
        holder = self.orders[self.claim.order_id] if self.claim else None
        decision = decide_open(self.claim, holder, person, self.now)
        proven = isinstance(decision, InUse) and decision.way is WayPast.PROOF
        if holder and (proven or (isinstance(decision, NewRound) and decision.ends)):
            if not self.do(holder.head.order_id, ev.Cancel(actor=Actor(kind="takeover", id=person))):
                return holder.head.order_id
            decision = NewRound(round=holder.head.round + 1)
        if not isinstance(decision, NewRound) or not self.task.is_open(self.now):
            return holder.head.order_id if holder else ""
        order_id = f"{decision.round:022d}"
        self.orders[order_id] = an_order(
            State.DRAFT, order_id=order_id, seq=1, person_id=person, round=decision.round, source="form"
        )
        self.history[order_id] = []
        self.claim = Claim(order_id=order_id, round=decision.round)
        return order_id

    # -- the channel -----------------------------------------------------------------------------------------------

    def pay(self, key: tuple[str, int], amount: Fen) -> None:
        """Somebody pays, if the channel lets them."""
        booking = self.bookings[key]
        if booking.open and not booking.closed and not booking.received and self.now < booking.attempt.time_expire:
            booking.received = amount

    def facts(self, key: tuple[str, int]) -> Iterator[Fact]:
        """All the channel has to say of an attempt."""
        number, booking = key[1], self.bookings[key]
        if booking.received:
            yield paid(number, amount=booking.received)
        elif booking.closed:
            yield Closed(attempt_no=number)
        yield from booking.refunds.values()

    def close(self, key: tuple[str, int], *, answered: bool) -> None:
        """Our call to close it; a paid trade stays paid."""
        booking = self.bookings[key]
        over = self.now >= booking.attempt.time_expire
        if not booking.received and (booking.open or over):
            booking.closed = True
        if not answered:
            self.do(key[0], Unknown(attempt_no=key[1]))
        for fact in self.facts(key) if answered else ():
            self.do(key[0], fact)

    def push(self, order_id: str, refund: Refund, kind: Callable[..., RefundFact]) -> None:
        """Asks the channel for a refund, as `_push` does; `kind` is what becomes of it, once for each number."""
        booking = self.bookings[order_id, refund.attempt_no]
        assert refund.amount == booking.received, "a refund of what was not paid"
        said = booking.refunds.get(refund.try_no)
        if said is None or isinstance(said, RefundAbnormal):
            booking.refunds[refund.try_no] = kind(
                attempt_no=refund.attempt_no, try_no=refund.try_no, amount=refund.amount
            )
            if kind is RefundDone:
                booking.returned = Fen(booking.returned + refund.amount)
        self.do(order_id, booking.refunds[refund.try_no])

    # -- all duties ------------------------------------------------------------------------------------------------

    def rest(self) -> None:
        """Much later: every schedule has run, every notice has come, finance has looked at every case."""
        self.now = max(self.now, T0 + 400 * HOUR)
        for _ in range(12):
            if sum(self._settle(order_id) for order_id in self.orders) == 0:
                return
        raise AssertionError("duties do not come to an end")

    def _settle(self, order_id: str) -> int:
        """How many events that was."""
        before = len(self.history[order_id])
        for attempt in self.orders[order_id].attempts:
            if attempt.state in (AttemptState.PENDING, AttemptState.ABANDONED):
                self.close((order_id, attempt.attempt_no), answered=True)
            for fact in self.facts((order_id, attempt.attempt_no)):
                self.do(order_id, fact)
            if attempt.state is AttemptState.SUSPECT:
                held = Fen(self.bookings[order_id, attempt.attempt_no].held)
                self.do(
                    order_id, resolve("refund" if held else "dismiss", held=held or None, attempt_no=attempt.attempt_no)
                )
        for event in (ev.Abandoned(), ev.Expire(), ev.Overdue()):
            self.do(order_id, event)
        for attempt in self.orders[order_id].attempts:
            self.do(order_id, ev.RefundRetry(actor=STAFF, second=SECOND, attempt_no=attempt.attempt_no))
            refund = self.orders[order_id].refund_of(attempt.attempt_no)
            if refund is not None and refund.due_at is not None:
                self.push(order_id, refund, RefundDone)
        return len(self.history[order_id]) - before
