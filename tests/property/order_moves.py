"""Everything that can happen next in a small world: people, the clock, our duties, the channel, its facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.appeal import AppealReason
from chalicelib.orders.claims.ownership import Claim, InUse, NewRound, WayPast, decide_open
from chalicelib.orders.model import RESUBMITTABLE, Actor, Order, PhotoState, State
from chalicelib.orders.money_model import AttemptState, RefundState
from chalicelib.shared.money import Fen
from tests.property.order_facts import facts_of
from tests.property.order_world import CURRENT, NOW, PEOPLE, Late, Machine, Slot, Trade, World, paid_fen
from tests.worlds.orders import BLURRED, HOUR, REVIEWER, SECOND, STAFF, a_photo, an_order, start

# Who moves.  The last five must go on until nothing is left to do: then the world is at rest.
STUDENT, STAFF_, CLOCK, BUYER, LUCK, DUTY, FACT, CHANNEL, FINANCE = range(9)
DUTIES = frozenset({DUTY, FACT, CHANNEL, FINANCE})
MOST_PHOTOS, MOST_FAILED = 2, 4


class Move(NamedTuple):
    """name: as a trace prints it; wrong: what the move itself breaks."""

    name: str
    kind: int
    world: World
    wrong: str = ""


def moves(machine: Machine, world: World) -> Iterator[Move]:
    """Every next step; those that change nothing are left to the caller to drop."""
    yield from _the_clock(machine, world)
    yield from _opening(machine, world)
    if world.late is not None:
        yield Move("late write", DUTY, machine.commit(world))
    for slot, (number, trades) in enumerate(world.slots):
        order = machine.orders[number]
        yield from _new_photo(machine, world, slot, order)
        for kind, event in _events(machine, world, slot, order):
            yield from _happens(machine, world, slot, kind, event)
        for index, trade in enumerate(trades):
            yield from _attempt(machine, world, slot, index, order, trade)


def _the_clock(machine: Machine, world: World) -> Iterator[Move]:
    if world.clock + 1 < machine.bounds.clock:
        yield Move("time passes", CLOCK, world._replace(clock=world.clock + 1))
    for price in range(len(machine.tasks)):
        yield Move(f"price {price}", STAFF_, world._replace(price=price))


# -- opening -------------------------------------------------------------------------------------------------------


def _opening(machine: Machine, world: World) -> Iterator[Move]:
    if not machine.tasks[0].is_open(NOW[world.clock]) or len(world.slots) >= machine.bounds.rounds:
        return
    holder = machine.orders[world.slots[world.claim].order] if world.claim >= 0 else None
    claim = Claim(order_id="", round=holder.head.round) if holder else None
    for person in PEOPLE[: machine.bounds.students if world.slots else 1]:
        decision = decide_open(claim, holder, person, NOW[world.clock])
        if isinstance(decision, NewRound) and not decision.ends:
            yield Move(f"{person} opens", STUDENT, _opened(machine, world, person, decision.round))
        elif claim and (
            isinstance(decision, NewRound) or (isinstance(decision, InUse) and decision.way is WayPast.PROOF)
        ):
            step = machine.step(world, world.claim, ev.Cancel(actor=Actor(kind="takeover", id=person)))
            if step is not None:
                freed = machine.put(world, world.claim, step.after)
                yield Move(
                    f"{person} takes over", STUDENT, _opened(machine, freed, person, claim.round + 1), step.wrong
                )


def _opened(machine: Machine, world: World, person: str, round_: int) -> World:
    new = machine.intern(an_order(State.DRAFT, person_id=person, round=round_, source="form"))
    return world._replace(claim=len(world.slots), slots=(*world.slots, Slot(new)))


# -- events of students, staff and the clock -----------------------------------------------------------------------


def _happens(machine: Machine, world: World, slot: int, kind: int, event: ev.Event, name: str = "") -> Iterator[Move]:
    """The event now, or read now and written later."""
    step = machine.step(world, slot, event)
    if step is None:
        return
    name = f"{name or event.name} ({slot})"
    if step.written or step.wrong:
        yield Move(name, kind, machine.put(world, slot, step.after), step.wrong)
    if machine.bounds.late_writer and world.late is None and step.written:
        late = Late(slot, CURRENT, world.slots[slot].order, step.after, step.claim)
        yield Move(f"reads for {name}", LUCK, world._replace(late=late))


@cache
def _asked(person: str) -> tuple[tuple[int, ev.Event], ...]:
    me = Actor(kind="student", id=person)
    return (
        (STUDENT, ev.Submit(actor=me, photo_no=1)), (STUDENT, ev.Cancel(actor=me)), (STUDENT, ev.Reopen(actor=me)),
        (STUDENT, ev.Withdraw(actor=me)), (STUDENT, ev.AskRefund(actor=me)), (DUTY, ev.Abandoned()),
        (DUTY, ev.Expire()), (DUTY, ev.Overdue()),
        (STAFF_, ev.AskRefund(actor=STAFF, second=SECOND, reason="staff")),
        (STAFF_, ev.Close(actor=STAFF, reason="rule")),
        (STAFF_, ev.Release(actor=STAFF, second=SECOND, reason="proof")),
    )  # fmt: skip


def _events(machine: Machine, world: World, slot: int, order: Order) -> Iterator[tuple[int, ev.Event]]:
    bounds, head = machine.bounds, order.head
    yield from _asked(head.person_id)
    if head.state is State.AWAITING_PAYMENT and len(order.attempts) < bounds.attempts:
        yield STUDENT, start(Actor(kind="student", id=head.person_id))
    if bounds.erase:
        yield STUDENT, ev.Erase(actor=Actor(kind="student", id=head.person_id))
    if bounds.transfer:
        owner = PEOPLE[1 - PEOPLE.index(head.person_id)]
        yield STAFF_, ev.Transfer(actor=STAFF, second=SECOND, reason="asked", owner=owner)
    if bounds.appeals:
        yield STUDENT, _handed_in(ev.Submit, order)
        yield STUDENT, _handed_in(ev.Appeal, order, reason=AppealReason.MISJUDGED)
    if bounds.review:
        yield from _review(world, order)
    if bounds.review and not bounds.appeals:
        yield from _after_review(order)


def _review(world: World, order: Order) -> Iterator[tuple[int, ev.Event]]:
    head = order.head
    yield STAFF_, ev.Take(actor=REVIEWER, until=NOW[world.clock] + HOUR)
    yield STAFF_, ev.LetGo(actor=REVIEWER)
    yield STUDENT, ev.Stop(actor=Actor(kind="student", id=head.person_id))
    yield STAFF_, ev.Approve(actor=REVIEWER, photo_no=head.photo_no or 0)
    yield STAFF_, ev.Reject(actor=REVIEWER, photo_no=head.photo_no or 0, reasons=(BLURRED,))
    yield STUDENT, _handed_in(ev.Resubmit, order)


def _after_review(order: Order) -> Iterator[tuple[int, ev.Event]]:
    yield STAFF_, ev.Recall(actor=STAFF, reason="second look")
    yield STAFF_, ev.Deliver(actor=STAFF, package="p1")
    yield STAFF_, ev.Confirm(actor=STAFF)
    yield STAFF_, ev.Correct(actor=STAFF, reason="name", note="name")
    yield STAFF_, ev.Explain(actor=STAFF, note="name")
    yield STAFF_, ev.Uncorrect(actor=STAFF, reason="mistake")
    if order.head.granted == 0:
        yield STAFF_, ev.Grant(actor=STAFF, reason="asked", days=20, tries=1)


def _handed_in(event: type[ev.Submit | ev.Resubmit | ev.Appeal], order: Order, **more: Any) -> ev.Event:
    """The newest photo, by its student."""
    newest = order.newest_photo()
    me = Actor(kind="student", id=order.head.person_id)
    return event(actor=me, photo_no=newest.photo_no if newest else 0, **more)


def _new_photo(machine: Machine, world: World, slot: int, order: Order) -> Iterator[Move]:
    """A better picture, judged PASSED; where people appeal, one that failed on soft codes instead."""
    number, back = len(order.photos) + 1, order.head.state in RESUBMITTABLE
    if machine.bounds.appeals and (back or order.head.state is State.DRAFT) and number <= 1 + MOST_FAILED:
        photo = a_photo(number, PhotoState.FAILED, appealable=True)
    elif machine.bounds.review and not machine.bounds.appeals and back and number <= MOST_PHOTOS:
        photo = a_photo(number, PhotoState.PASSED)
    else:
        return
    after = machine.intern(replace(order, photos=(*order.photos, photo)))
    slots = (*world.slots[:slot], world.slots[slot]._replace(order=after), *world.slots[slot + 1 :])
    yield Move(f"uploads ({slot})", STUDENT, world._replace(slots=slots))


# -- one attempt: our calls, the channel, the buyer, the facts -----------------------------------------------------


def _attempt(machine: Machine, world: World, slot: int, index: int, order: Order, trade: Trade) -> Iterator[Move]:
    yield from _channel(machine, world, slot, index, order, trade)
    yield from _close(machine, world, slot, index, order, trade)
    for event in facts_of(machine, order, index, trade):
        yield from _happens(machine, world, slot, FACT, event)
    yield from _finance(machine, world, slot, index, order, trade)
    for try_no in range(1, len(trade.refunds) + 1):
        yield from _refund(machine, world, slot, index, order, trade, try_no)


def _becomes(world: World, slot: int, index: int, trade: Trade) -> World:
    one = world.slots[slot]
    trades = (*one.trades[:index], trade, *one.trades[index + 1 :])
    return world._replace(slots=(*world.slots[:slot], Slot(one.order, trades), *world.slots[slot + 1 :]))


def _channel(machine: Machine, world: World, slot: int, index: int, order: Order, trade: Trade) -> Iterator[Move]:
    over = NOW[world.clock] >= order.attempts[index].time_expire
    label = f"({slot}.{index + 1})"

    def becomes(name: str, kind: int, **changes: Any) -> Move:
        return Move(f"{name} {label}", kind, _becomes(world, slot, index, trade._replace(**changes)))

    if trade.side == "FLYING":
        yield becomes("prepay lands", CHANNEL, side="CLOSED" if over else "OPEN")
        yield becomes("prepay is lost", CHANNEL, side="LOST")
    if trade.side == "OPEN" and not over:
        yield becomes("buyer pays", BUYER, side="PAID")
        if machine.bounds.wrong_amount:
            yield becomes("buyer pays another amount", BUYER, side="WRONG")
    if machine.bounds.outside and trade.held and "d" not in trade.refunds:
        yield becomes("money is returned outside", LUCK, back=1, outside=True)


def _close(machine: Machine, world: World, slot: int, index: int, order: Order, trade: Trade) -> Iterator[Move]:
    """Our call to close; its answer may come late or never (that is a fact like any other), the process may die."""
    attempt, number = order.attempts[index], index + 1
    if attempt.state not in (AttemptState.PENDING, AttemptState.ABANDONED):
        return
    over = NOW[world.clock] >= attempt.time_expire
    closed = _becomes(world, slot, index, trade._replace(side="CLOSED"))
    gone = trade.side == "CLOSED" or (over and trade.side in ("OPEN", "LOST"))
    if trade.side == "OPEN" or gone:
        yield from _happens(machine, closed, slot, DUTY, facts.Closed(attempt_no=number))
        yield Move("closes and dies", LUCK, closed)


def _finance(machine: Machine, world: World, slot: int, index: int, order: Order, trade: Trade) -> Iterator[Move]:
    attempt, number = order.attempts[index], index + 1
    if attempt.state is AttemptState.SUSPECT:
        held = paid_fen(trade, attempt) if trade.held else None
        for verdict in ("accept", "refund", "dismiss"):
            event = ev.Resolve(actor=STAFF, second=SECOND, attempt_no=number, verdict=verdict, held=held)
            yield from _happens(machine, world, slot, FINANCE, event, name=verdict)
    if trade.outside:
        took: dict[str, Any] = {"amount": paid_fen(trade, attempt), "transaction_id": "4200"}
        on_page = ev.ReturnedOnPage(
            actor=STAFF, second=SECOND, attempt_no=number, reference="r", paid_at=attempt.started_at, **took
        )
        yield from _happens(machine, world, slot, FINANCE, on_page)
    refund = order.refund_of(number)
    if refund is None or not trade.held:
        return
    by_hand = ev.ReturnedByHand(actor=STAFF, second=SECOND, attempt_no=number, reference="r")
    returned = _becomes(world, slot, index, trade._replace(back=trade.back + 1))
    yield from _happens(machine, returned, slot, FINANCE, by_hand)
    if refund.try_no < 2:
        yield from _happens(
            machine, world, slot, FINANCE, ev.RefundRetry(actor=STAFF, second=SECOND, attempt_no=number)
        )


# -- one refund ----------------------------------------------------------------------------------------------------


def _refund(
    machine: Machine, world: World, slot: int, index: int, order: Order, trade: Trade, try_no: int
) -> Iterator[Move]:
    said = trade.refunds[try_no - 1]
    label = f"({slot}.{index + 1}.{try_no})"

    def becomes(name: str, said: str, kind: int = CHANNEL, wrong: str = "", **changes: Any) -> Move:
        refunds = (*trade.refunds[: try_no - 1], said, *trade.refunds[try_no:])
        return Move(
            f"{name} {label}", kind, _becomes(world, slot, index, trade._replace(refunds=refunds, **changes)), wrong
        )

    newest = order.refund_of(index + 1)
    if said in ("-", "a") and newest and newest.try_no == try_no and newest.state is RefundState.REQUESTED:
        wrong = _bad_refund(trade, paid_fen(trade, order.attempts[index]), newest.amount, try_no)
        yield becomes("refund is asked for", "p" if trade.held else "c", DUTY, wrong)
    if said in ("p", "a") and trade.back == 0:
        yield becomes("channel returns the money", "d", back=1)
    if said == "a" and trade.back and not trade.outside:
        yield becomes("abnormal refund goes through after all", "d", back=trade.back + 1)
    if said == "p" and machine.bounds.refund_trouble and not trade.trouble:
        yield becomes("refund is abnormal", "a", trouble=True)
        yield becomes("refund is closed", "c", trouble=True)
    if said == "p" and trade.back:
        yield becomes("refund is closed", "c")


def _bad_refund(trade: Trade, paid_: Fen, amount: Fen, try_no: int) -> str:
    if trade.side not in ("PAID", "WRONG"):
        return "a refund of nothing"
    if amount != paid_:
        return "a refund of another amount than was paid"
    if any(said in ("p", "d") for said in (*trade.refunds[: try_no - 1], *trade.refunds[try_no:])):
        return "two refunds of one payment"
    return ""
