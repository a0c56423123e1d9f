"""Broken tables: the real rows with a guard taken out, a row dropped or a row changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chalicelib.orders.machine.decide import Table, table
from chalicelib.orders.machine.rows import ROWS, Row
from chalicelib.orders.machine.situation import Effect, Guard
from chalicelib.orders.model import State

Which = Callable[[Row[Any]], bool]


def named(asked: Guard[Any] | Effect[Any]) -> str:
    return asked.__name__


def of(event: str, *, source: State | None = None, guard: str | None = None, effect: str | None = None) -> Which:
    """Rows of an event, narrowed by a state they start from, a guard they ask or an effect they have."""
    return lambda row: (
        row.event.name == event
        and (source is None or source in row.sources)
        and (guard is None or guard in map(named, row.guards))
        and (effect is None or effect in map(named, row.effects))
    )


def without_guard(name: str, which: Which) -> Table:
    """The guard is not asked in these rows."""
    return changed(which, lambda row: replace(row, guards=tuple(asked for asked in row.guards if named(asked) != name)))


def without_row(which: Which) -> Table:
    """The table has no such rows."""
    return changed(which, lambda _: None)


def without_effect(name: str, which: Which) -> Table:
    """The rows leave that part of the order as it is."""
    return changed(which, lambda row: replace(row, effects=tuple(kept for kept in row.effects if named(kept) != name)))


def with_guard(old: str, new: Guard[Any], which: Which) -> Table:
    """Another question is asked in its place."""

    def asked_anew(row: Row[Any]) -> Row[Any]:
        return replace(row, guards=tuple(new if named(asked) == old else asked for asked in row.guards))

    return changed(which, asked_anew)


def changed(which: Which, how: Callable[[Row[Any]], Row[Any] | None]) -> Table:
    """Raises ValueError when nothing was there to change: then the mutation proves nothing."""
    rows = [how(row) if which(row) else row for row in ROWS]
    if rows == list(ROWS):
        raise ValueError("no such row")
    return table(row for row in rows if row is not None)
