"""What a member of staff sees first: what waits for her, what is wrong, and how the day goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from chalicelib.orders.model import State
from chalicelib.tasks.model import Task

RowKind = Literal[
    "ASKED",
    "AGAIN",
    "DOUBT",
    "LOW",
    "DISAGREED",
    "PROPOSALS",
    "DECISIONS",
    "REFUNDS",
    "BILLS",
    "PACKAGES",
    "LOCKED",
    "DELETIONS",
    "INVITES",
    "GRANTS",
    "CLASHES",
]
AlarmKind = Literal[
    "REVIEW_LATE", "REFUNDS_STUCK", "BILL_DIFFERS", "BILL_MISSING", "TASK_ENDS", "LINK_ENDS", "FACES_LEFT"
]


@dataclass(frozen=True, kw_only=True)
class WaitingRow:
    """Something waits for somebody with her role.  count: how many; more: there may be more than were counted; oldest:
    since when the first waits, None where that is not known; promised: within which time it is done, None where nobody
    promised one; parts: what the count is made of, by name, or the part of it that is named apart, empty where it is
    all one."""

    kind: RowKind
    count: int
    more: bool = False
    oldest: datetime | None = None
    promised: timedelta | None = None
    parts: Mapping[str, int] = field(default_factory=dict)

    def late(self, now: datetime) -> bool:
        """Whether the first waits longer than promised."""
        return self.left(now) < timedelta()

    def left(self, now: datetime) -> timedelta:
        """Until the first has waited as long as promised; the longest there is where nobody promised anything."""
        if self.promised is None or self.oldest is None:
            return timedelta.max
        return self.oldest + self.promised - now


@dataclass(frozen=True, kw_only=True)
class HomeAlarm:
    """Something a person must see to.  at: when it began, or when it will be; count: how many; parts: as in WaitingRow;
    task, channel, day: what it is about, where it is about one."""

    kind: AlarmKind
    at: datetime | None = None
    count: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)
    task: Task | None = None
    channel: str = ""
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class OpenTask:
    """states: orders by state; approved, rejected: by what a reviewer decided first."""

    task: Task
    states: Mapping[State, int]
    approved: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class DayOfBranch:
    """submitted: photos handed in; decided: by reviewers."""

    day: date
    submitted: int
    decided: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """days: the last ones, today at the end; timed: today's decisions whose photo's wait is known; median, p95: of
    those waits; usual: within which time nine of ten were decided lately, None if unknown."""

    days: tuple[DayOfBranch, ...]
    timed: int
    median: timedelta | None
    p95: timedelta | None
    usual: timedelta | None


@dataclass(frozen=True, kw_only=True)
class ReviewerOfToday:
    """planted: faults hidden among her pictures lately, of which she caught so many."""

    staff_id: str
    name: str
    approved: int
    rejected: int
    planted: int
    caught: int


@dataclass(frozen=True, kw_only=True)
class HomePage:
    """What is not hers is empty.  rows: what is late first, then what was promised soonest; unlisted: open tasks beyond
    those listed."""

    rows: tuple[WaitingRow, ...] = ()
    alarms: tuple[HomeAlarm, ...] = ()
    tasks: tuple[OpenTask, ...] = ()
    unlisted: int = 0
    figures: Figures | None = None
    reviewers: tuple[ReviewerOfToday, ...] = ()
