"""docs/states.md: the order machine for people to read.

    python -m tools.states            writes it
    python -m tools.states --check    fails when it is stale

The transition table, a diagram, the API's answer to each refused guard, the words of every state, and the states of
payment attempts and of refunds.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from chalicelib.orders.errors import NotInThisState
from chalicelib.orders.labels import EVENT_LABELS, LABELS, REFUND_LABELS
from chalicelib.orders.machine.refusals import BY_GUARD
from chalicelib.orders.machine.rows import ROWS, Row
from chalicelib.orders.machine.situation import Effect, Guard
from chalicelib.orders.model import LIVE, PAID_STATES, State
from chalicelib.orders.money_model import OPEN_ATTEMPT, RETURNED, AttemptState, RefundState

FILE = Path(__file__).resolve().parent.parent / "docs" / "states.md"
GROUPS = (
    ("any state", frozenset(State)),
    ("live", LIVE),
    ("paid states", PAID_STATES),
    ("any other state", frozenset(State) - {State.AWAITING_PAYMENT, State.EXPIRED}),
    ("paid states, REFUNDING", PAID_STATES | {State.REFUNDING}),
    ("unpaid or ended", frozenset(State) - PAID_STATES - {State.REFUNDING}),
)
BEGINNING = """# States of an order

Written by `python -m tools.states` from `chalicelib/orders/machine/rows.py`; change the table there.

*live* = DRAFT, AWAITING_PAYMENT and the paid states; *paid states* = {paid}.
*Alarm*: a person must look. *Claim*: the transaction also checks that the enrolment's claim still names the order.
*Not recorded*: answered with success and nothing is written. Any pair of state and event without a row is refused
with `{fallback}` (HTTP 409, the fresh state beside it); a fact of the channel without a row changes nothing.
"""


def text() -> str:
    """The whole file."""
    parts = (_beginning(), _labels(), _money(), _diagram(), _transitions(), _refusals())
    return "\n".join(line for part in parts for line in part)


def _beginning() -> Iterator[str]:
    paid = ", ".join(state for state in State if state in PAID_STATES)
    yield BEGINNING.format(paid=paid, fallback=NotInThisState.code)


def _labels() -> Iterator[str]:
    yield from ("## Words", "")
    yield from _table(("state", "on screens"), ((state, LABELS[state]) for state in State))


def _money() -> Iterator[str]:
    """The states of a payment attempt and of a refund: the clients' tests read them here, and need a row for each."""
    yield from ("## Payments and refunds", "")
    yield from _table(("payment attempt", "its money"), ((state, _money_of(state)) for state in AttemptState))
    yield from _table(("refund", "on screens"), ((state, REFUND_LABELS[state]) for state in RefundState))


def _money_of(state: AttemptState) -> str:
    if state in OPEN_ATTEMPT:
        return "may still arrive"
    if state is AttemptState.SUSPECT:
        return "in doubt"
    return "went back" if state in RETURNED else "arrived"


def _diagram() -> Iterator[str]:
    """Arrows between states.  Events that go the same way share an arrow, and so do all paid states where possible."""
    ways: dict[tuple[str, State], list[str]] = defaultdict(list)
    for row in ROWS:
        for source in _together(row.sources):
            if row.to is not None and row.to != source and row.event.name not in ways[source, row.to]:
                ways[source, row.to].append(row.event.name)
    yield from ("## Diagram", "", "```mermaid", "stateDiagram-v2", "    [*] --> DRAFT: open", "    state PAID {")
    yield from (f"        {state}" for state in State if state in PAID_STATES)
    yield "    }"
    yield from (f"    {source} --> {to}: {', '.join(events)}" for (source, to), events in ways.items())
    yield from ("```", "")


def _together(sources: tuple[State, ...]) -> list[str]:
    if PAID_STATES.issubset(sources):
        return ["PAID", *(source for source in sources if source not in PAID_STATES)]
    return list(sources)


def _transitions() -> Iterator[str]:
    heads = ("from", "event", "who", "when", "to", "does")
    yield from (
        "## Transitions",
        "",
        "`open` makes a DRAFT; when it may is told in `chalicelib/orders/claims/ownership.py`.",
        "",
    )
    yield from _table(heads, (_cells(row) for row in ROWS))


def _cells(row: Row[Any]) -> tuple[str, ...]:
    marks = [
        word for word, marked in (("alarm", row.alarm), ("claim", row.claim), ("not recorded", row.quiet)) if marked
    ]
    return (
        _from(row.sources),
        f"{row.event.name} {EVENT_LABELS[row.event.name]}",
        row.who + (" (fact)" if row.event.fact else ""),
        "; ".join(map(_says, row.guards)) or "–",
        row.to or "=",
        ", ".join([*map(_does, row.effects), *(f"*{mark}*" for mark in marks)]) or "–",
    )


def _does(effect: Effect[Any]) -> str:
    return effect.__name__.replace("_", " ")


def _says(guard: Guard[Any]) -> str:
    return " ".join((guard.__doc__ or "").split())


def _from(sources: tuple[State, ...]) -> str:
    words_of_group = next((words for words, states in GROUPS if states == frozenset(sources)), None)
    return words_of_group or ", ".join(sources)


def _refusals() -> Iterator[str]:
    yield from ("## Refusals", "", "What the API answers when a guard says no; the first that fails counts.", "")
    kinds = [(_says(guard), kind) for guard, kind in BY_GUARD.items()] + [("any other", NotInThisState)]
    heads = ("guard", "HTTP", "code", "message", "action")
    yield from _table(heads, ((says, str(kind.status), kind.code, kind.message, kind.action) for says, kind in kinds))


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    yield from ("| " + " | ".join(cells) + " |" for cells in rows)
    yield ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.states", description="Writes docs/states.md.")
    parser.add_argument("--check", action="store_true", help="only say whether the file is up to date")
    arguments, current = parser.parse_args(), text()
    if not arguments.check:
        FILE.write_text(current)
    elif not FILE.is_file() or FILE.read_text() != current:
        print("docs/states.md is stale: run python -m tools.states", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
