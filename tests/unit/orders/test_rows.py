"""Every row is reached, does exactly what it says, and tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.machine.decide import asks_claim, asks_site, group_of, public
from chalicelib.orders.machine.rows import BY_CLAIM, BY_SITE, ROWS
from chalicelib.orders.machine.situation import GUARDS, Situation
from chalicelib.orders.model import Actor, Order, State
from tests.unit.orders.cases import CASES
from tests.worlds.orders import PRICE, a_task, an_order


@pytest.mark.parametrize("name", CASES)
def test_row(name: str) -> None:
    case = CASES[name]
    assert len(case.rows()) == 1
    change = case.decide()
    assert change.before == case.order
    assert change.after == case.expected()
    assert (change.alarm, change.claim) == (case.alarm, case.claim)


@pytest.mark.parametrize("name", CASES)
def test_record(name: str) -> None:
    case = CASES[name]
    before, record = case.order.head, case.decide().record
    if case.quiet:
        assert record is None
        return
    assert record is not None
    assert (record.order_id, record.seq, record.at) == (before.order_id, before.seq + 1, case.now)
    assert (record.event, record.actor) == (case.event.name, case.event.actor)
    assert (record.source, record.to) == (before.state, case.to or before.state)
    group = group_of(case.decide().after.head)
    assert record.data == public(case.event) | {"group": group} | dict(case.moved)
    assert msgspec.json.encode(record)


def test_every_row_is_reached() -> None:
    reached = {row for case in CASES.values() for row in case.rows()}
    assert [row for row in ROWS if row not in reached] == []


class Asked(Situation):
    """Notes that somebody wants to know what is found out only when it is asked."""

    def __getattribute__(self, name: str) -> Any:
        if name in ("owns_claim", "on_site"):
            raise LookupError(name)
        return super().__getattribute__(name)


@pytest.mark.parametrize(
    ("fact", "guards", "asks"), [("owns_claim", BY_CLAIM, asks_claim), ("on_site", BY_SITE, asks_site)]
)
def test_the_guards_that_must_know_more_than_the_order_are_the_named_ones(
    fact: str, guards: frozenset[str], asks: Callable[[Order, ev.Event], bool]
) -> None:
    order = an_order(State.EXPIRED)
    event = ev.Reopen(actor=Actor(kind="student", id="p"))
    situation = Asked(order=order, event=event, task=a_task(), owns_claim=True, now=order.head.opened_at)

    def wants(name: str) -> bool:
        try:
            GUARDS[name][0](situation)
        except LookupError as asked:
            return asked.args == (fact,)
        except Exception:  # a guard of another event
            return False
        return False

    assert {name for name in GUARDS if wants(name)} == guards
    assert asks(order, event)
    assert not asks(order, facts.RefundDone(attempt_no=1, try_no=1, amount=PRICE))
