"""The table changed in every small way: a row, a guard or an effect left out, another end, another flag.  The cases and
refusals of this folder notice nine of ten."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from chalicelib.orders.machine.decide import NotAllowed, Table, table
from chalicelib.orders.machine.rows import ROWS, Row
from chalicelib.orders.machine.situation import Known, Situation
from chalicelib.orders.model import State
from tests.unit.orders.cases import CASES, NOES
from tests.unit.orders.cases_refusals import No, named
from tests.unit.orders.every_event import EVERY, orders
from tests.unit.orders.order_case import Case, rows_that_apply
from tests.worlds.orders import HOUR, T0, a_task

LEAST = 0.90
Mutant = tuple[str, Row[Any] | None]


def mutants(row: Row[Any]) -> Iterator[Mutant]:
    """None: the row is left out."""
    yield "left out", None
    for guard in row.guards:
        yield f"guard {guard.__name__}", replace(row, guards=tuple(asked for asked in row.guards if asked is not guard))
    for effect in row.effects:
        left = tuple(kept for kept in row.effects if kept is not effect)
        yield f"effect {effect.__name__}", replace(row, effects=left)
    end = None if row.to else next((state for state in State if state not in row.sources), None)
    if end is not row.to:
        yield f"to {end}", replace(row, to=end)
    yield "quiet", replace(row, quiet=not row.quiet)
    yield "alarm", replace(row, alarm=not row.alarm)
    yield "claim", replace(row, claim=not row.claim)


def is_right(case: Case, rows: Table) -> bool:
    try:
        change = case.decide(rows)
    except NotAllowed:
        return False
    if (change.record is None) is not case.quiet or len(case.rows(rows)) != 1:
        return False
    return (change.after, change.alarm, change.claim) == (case.expected(), case.alarm, case.claim)


def is_refused(case: No, rows: Table) -> bool:
    try:
        case.decide(rows)
    except NotAllowed as refusal:
        return named(refusal) == case.guard
    return False


def is_unambiguous(event: str, rows: Table) -> bool:
    asked, around = [one for one in EVERY if one.name == event], Known(task=a_task(), owns_claim=True)
    situations = (
        Situation(order=order, event=one, now=T0 + 40 * HOUR, around=around)
        for order, one in itertools.product(SOME, asked)
    )
    return all(len(rows_that_apply(situation, rows)) <= 1 for situation in situations)


SOME = tuple(orders())


def is_noticed(event: str, rows: Table) -> bool:
    cases = [case for case in CASES.values() if case.event.name == event]
    noes = [case for case in NOES.values() if case.event.name == event]
    try:
        right = all(is_right(case, rows) for case in cases) and all(is_refused(case, rows) for case in noes)
        return not right or not is_unambiguous(event, rows)
    except AssertionError:  # a guard or an effect was asked about what the one before it makes sure of
        return True


def test_nine_of_ten_changes_of_a_row_are_noticed() -> None:
    survivors, tried = list[str](), 0
    for place, row in enumerate(ROWS):
        for name, mutant in mutants(row):
            tried += 1
            changed = [*ROWS[:place], *([mutant] if mutant else []), *ROWS[place + 1 :]]
            if not is_noticed(row.event.name, table(changed)):
                survivors.append(f"{row.event.name} {'/'.join(row.sources)}: {name}")
    print(f"{tried} changes, {len(survivors)} not noticed:", *survivors, sep="\n")
    assert tried > 500
    assert len(survivors) <= (1 - LEAST) * tried, survivors
