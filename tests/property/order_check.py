"""What must hold in every world, at rest, and on every way out; and the breadth-first walk that looks."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from chalicelib.orders.machine.decide import TABLE, Table
from chalicelib.orders.model import LIVE, PAID_STATES, RESUBMITTABLE, Order, State
from chalicelib.orders.money_model import AttemptState, RefundState
from tests.property.order_moves import CHANNEL, CLOCK, DUTIES, DUTY, FACT, moves
from tests.property.order_rules import WATCHED, wrong_order
from tests.property.order_world import NOW, Bounds, Machine, World

ENDS = frozenset({State.CANCELLED, State.EXPIRED, State.CLOSED, State.REFUNDED, State.DONE})
UNPAID = frozenset({State.DRAFT, State.AWAITING_PAYMENT})
BY_ITSELF = frozenset({CLOCK, DUTY, FACT, CHANNEL})


def wrong_world(machine: Machine, world: World) -> str:
    """One live order per claim; nothing comes back twice."""
    if sum(machine.orders[slot.order].head.state in LIVE for slot in world.slots) > 1:
        return "two live orders of one enrolment"
    if any(trade.back > 1 for slot in world.slots for trade in slot.trades):
        return "money went back twice"
    return ""


def wrong_at_rest(machine: Machine, world: World) -> str:
    """The channel holds one payment for a paid order, none for any other; nothing is left half done."""
    last = world.clock + 1 == machine.bounds.clock
    for slot in world.slots:
        order = machine.orders[slot.order]
        holds = sum(trade.held for trade in slot.trades)
        for_it = sum(_is_ok(order, number) and trade.held for number, trade in enumerate(slot.trades))
        if (holds, for_it) != (_wanted(order), _wanted(order)):
            states = ", ".join(one.state for one in order.attempts)
            return f"at rest {order.head.state} and the channel holds {holds} payments ({states})"
        left: list[str] = [
            one.state for one in order.refunds if one.state in (RefundState.REQUESTED, RefundState.PROCESSING)
        ]
        left += [one.state for one in order.attempts if last and one.state in WATCHED]
        if left:
            return f"at rest with a part that is {left[0]}"
    return ""


def _is_ok(order: Order, number: int) -> bool:
    return order.attempts[number].state is AttemptState.OK


def _wanted(order: Order) -> int:
    if order.head.state is State.CLOSED:
        return int(order.paid_attempt() is not None)
    return int(order.head.state in PAID_STATES and order.head.price != 0)


@dataclass
class Walk:
    """Every reachable world, how each was reached, and what was found wrong (with the shortest way there)."""

    machine: Machine
    worlds: list[World] = field(default_factory=list)
    reached: list[tuple[int, str]] = field(default_factory=list)
    sources: array[int] = field(default_factory=lambda: array("i"))
    targets: array[int] = field(default_factory=lambda: array("i"))
    kinds: bytearray = field(default_factory=bytearray)
    wrong: str = ""
    rests: int = 0

    def way(self, number: int) -> str:
        """The moves from the beginning."""
        names: list[str] = []
        while number:
            number, name = self.reached[number]
            names.append(name)
        return " → ".join(reversed(names))

    def reaches(self, goal: Callable[[World], bool], kinds: frozenset[int] | None) -> bytearray:
        """Marks every world from which moves of these kinds (None: any) lead to the goal."""
        before: list[list[int]] = [[] for _ in self.worlds]
        for edge, target in enumerate(self.targets):
            if kinds is None or self.kinds[edge] in kinds:
                before[target].append(self.sources[edge])
        found = bytearray(goal(world) for world in self.worlds)
        todo = deque(number for number, yes in enumerate(found) if yes)
        while todo:
            for source in before[todo.popleft()]:
                if not found[source]:
                    found[source] = 1
                    todo.append(source)
        return found


def explore(
    bounds: Bounds, table: Table = TABLE, *, compare: bool = True, check_claim: bool = True, most: int = 2_000_000
) -> Walk:
    """Walks until every world is seen or something is wrong.  Raises RuntimeError above `most` worlds."""
    machine = Machine(bounds, table, compare=compare, check_claim=check_claim)
    walk = Walk(machine, [World()], [(0, "")])
    numbers = {World(): 0}
    for number, world in enumerate(walk.worlds):  # grows while it is walked
        _look(walk, number, world, numbers)
        if walk.wrong:
            return walk
        if len(walk.worlds) > most:
            raise RuntimeError(f"more than {most} worlds")
    return walk


def _look(walk: Walk, number: int, world: World, numbers: dict[World, int]) -> None:
    machine, resting = walk.machine, True
    walk.wrong = next(filter(None, (wrong_order(machine.orders[slot.order]) for slot in world.slots)), "")
    walk.wrong = walk.wrong or wrong_world(machine, world)
    for move in moves(machine, world):
        if move.wrong:
            walk.wrong = f"{move.wrong}: {move.name}"
        if move.world == world:
            continue
        resting = resting and move.kind not in DUTIES
        target = numbers.setdefault(move.world, len(walk.worlds))
        if target == len(walk.worlds):
            walk.worlds.append(move.world)
            walk.reached.append((number, move.name))
        walk.sources.append(number)
        walk.targets.append(target)
        walk.kinds.append(move.kind)
    walk.rests += resting
    if resting and not walk.wrong:
        walk.wrong = wrong_at_rest(machine, world)
    if walk.wrong:
        walk.wrong += f"\n  after {walk.way(number)}"


def _order(machine: Machine, slot: int, world: World) -> Order | None:
    return machine.orders[world.slots[slot].order] if len(world.slots) > slot else None


def _ended(machine: Machine, slot: int, world: World) -> bool:
    order = _order(machine, slot, world)
    return order is None or order.head.state in ENDS


def _past_paying(machine: Machine, slot: int, world: World) -> bool:
    order = _order(machine, slot, world)
    return order is None or order.head.state not in UNPAID


def _told(machine: Machine, slot: int, world: World) -> bool:
    """No deadline is promised that lies within the world's instants and was not kept yet."""
    order = _order(machine, slot, world)
    if order is None or order.head.state not in RESUBMITTABLE or order.head.undecided:
        return True
    return order.head.deadline is not None and order.head.deadline > NOW[machine.bounds.clock - 1]


def stuck(walk: Walk) -> str:
    """An order that cannot reach an end, or one that clock and duties would leave standing where they must not."""
    for slot in range(walk.machine.bounds.rounds):
        for words, goal, kinds in (
            ("no end", _ended, None),
            ("left standing", _past_paying, BY_ITSELF),
            ("the deadline never comes", _told, BY_ITSELF),
        ):
            found = walk.reaches(partial(goal, walk.machine, slot), kinds)
            if not all(found):
                return f"{words}: {walk.way(found.index(0))}"
    return ""


def endless(walk: Walk) -> bool:
    """Whether our duties, facts and the channel could go round in a circle for ever."""
    duties = [edge for edge, kind in enumerate(walk.kinds) if kind in (DUTY, FACT, CHANNEL)]
    waits = [0] * len(walk.worlds)
    after: list[list[int]] = [[] for _ in walk.worlds]
    for edge in duties:
        waits[walk.targets[edge]] += 1
        after[walk.sources[edge]].append(walk.targets[edge])
    todo = [number for number, count in enumerate(waits) if count == 0]
    for number in todo:  # grows
        for target in after[number]:
            waits[target] -= 1
            if waits[target] == 0:
                todo.append(target)
    return len(todo) < len(walk.worlds)
