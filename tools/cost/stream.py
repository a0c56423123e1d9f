"""How the stream comes in the worst minute: events of a batch, what counting them writes, and who is in whose way.

A lane is one of those that follow a shard at the same time; it waits for more events as long as the template says.  In
the worst minute an order's events are minutes apart, so each is in a batch of its own; in a journey that is measured
they are in one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

FOLLOWED = 0.012  # seconds for an event: its order is read, 2 ms of a processor at the step's share of one
COUNTED = 0.022  # seconds for a branch's transaction, as long with its processor time
HELD = 0.015  # seconds of them in which nobody else may write the same counter
TWICE = 2  # units of an item, in a transaction

# What the events of an order write, each by itself.  Marks: of the inbox; own: how far the student is, and the figures
# of the class, of which there are too many to share; shared: the figures that all of a branch's one task have.
MARKS = {"open": 1, "photo": 1, "submit": 1, "start": 0, "paid": 1, "ledger": 1}
OWN = {"open": 1 + 1, "photo": 0, "submit": 1 + 2, "start": 0, "paid": 1 + 2, "ledger": 0}
SHARED = {
    "open": ("STATE draft", "DAY draft"),
    "photo": ("JUDGED", "FIRST"),
    "submit": ("STATE draft", "DAY draft", "STATE unpaid", "DAY unpaid", "WORK submit"),
    "start": (),
    "paid": ("STATE unpaid", "DAY unpaid", "STATE review", "DAY review", "WORK queue"),
    "ledger": ("MONEY", "MONEYOF", "MONEYAT"),
}
TOUCHED = Counter(key for keys in SHARED.values() for key in keys)  # counter → how many events of an order add to it
OF_TASK = ("STATE", "DAY", "JUDGED", "FIRST")  # these lie under the task's own key


@dataclass(frozen=True, kw_only=True)
class Stream:
    """orders: a second; branches: those they are of, each with one task, all as busy.  mapping: the template's."""

    orders: float
    branches: int
    shards: int
    mapping: dict[str, Any]

    @property
    def events(self) -> float:
        """A second."""
        return self.orders * len(MARKS)

    @property
    def lanes(self) -> int:
        return self.shards * int(self.mapping["ParallelizationFactor"])

    @property
    def batch(self) -> float:
        """Events of one."""
        waited = self.events / self.lanes * float(self.mapping["MaximumBatchingWindowInSeconds"])
        return min(max(1.0, waited), float(self.mapping["BatchSize"]))

    @property
    def of_branches(self) -> float:
        """Branches of which a batch has something, each a transaction."""
        return self.branches * self._hit(1.0)

    @property
    def seconds(self) -> float:
        """Of a step, for a batch."""
        return self.batch * FOLLOWED + self.of_branches * COUNTED

    @property
    def late(self) -> float:
        """Seconds after which the last event of a batch is followed up, at most."""
        return float(self.mapping["MaximumBatchingWindowInSeconds"]) + self.seconds

    @property
    def followed(self) -> float:
        """Events a second that all lanes together can follow."""
        return self.lanes * self.batch / self.seconds

    @property
    def of_one_branch(self) -> float:
        """Transactions a second that add to one branch's counters."""
        return self.events / self.batch * self.of_branches / self.branches

    @property
    def in_the_way(self) -> float:
        """The part of them that come while another is under way."""
        return self.of_one_branch * HELD

    @property
    def marks(self) -> float:
        """Write units of the inbox, an order."""
        return float(TWICE * sum(MARKS.values()))

    @property
    def counters(self) -> float:
        """Write units of the tasks table, an order."""
        return TWICE * (sum(OWN.values()) + sum(shared for _, shared in self._shared()))

    @property
    def of_one_task(self) -> float:
        """Those of them that lie under the task's key: all but how far students are, and what is the branch's."""
        classes = sum(own - (own > 0) for own in OWN.values())
        return TWICE * (classes + sum(n for key, n in self._shared() if key.partition(" ")[0] in OF_TASK))

    def _shared(self) -> Iterator[tuple[str, float]]:
        """(counter, how often it is written, an order): once a batch that touches it."""
        batches = self.events / self.batch
        for key, times in TOUCHED.items():
            yield key, batches * self.branches * self._hit(times / len(MARKS)) / self.orders

    def _hit(self, share: float) -> float:
        """How likely a batch has at least one event of a branch that is among this share of its events."""
        return float(1 - (1 - share / self.branches) ** self.batch)


def table(quiet: Stream, busy: Stream) -> str:
    """Both hours side by side."""
    rows = [
        ("Events of a batch", f"{quiet.batch:.0f}", f"{busy.batch:.0f}"),
        ("Seconds from an event to the end of its batch, at most", f"{quiet.late:.1f}", f"{busy.late:.1f}"),
        ("Write units of an order's marks that it was counted", f"{quiet.marks:.0f}", f"{busy.marks:.0f}"),
        ("Write units of an order's counters", f"{quiet.counters:.0f}", f"{busy.counters:.0f}"),
        ("Those of them under its task's key", f"{quiet.of_one_task:.0f}", f"{busy.of_one_task:.0f}"),
        ("Transactions a second on one branch's counters", f"{quiet.of_one_branch:.1f}", f"{busy.of_one_branch:.0f}"),
        ("Those of them that meet another and are sent again", f"{quiet.in_the_way:.0%}", f"{busy.in_the_way:.0%}"),
    ]
    head = ["| how the stream is followed | a quiet hour | the worst minute |", "|---|---:|---:|"]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)])
