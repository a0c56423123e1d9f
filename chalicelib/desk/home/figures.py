"""How the branch's day goes: what came in, what was decided, by whom, and how long it was waited for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from chalicelib.desk.home.model import DayOfBranch, Figures, ReviewerOfToday
from chalicelib.desk.review.check_store import Figure
from chalicelib.notify.counter_store import CounterStore
from chalicelib.notify.review_waits import ReviewWaits
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.staff.model import Account, Staff, StaffRole

DAYS = 8  # today, and the same day of last week
SEEN_DAYS = 30  # of what was hidden among a reviewer's pictures: a day has too little of it
Seen = Callable[[str, date, date], Mapping[tuple[str, Figure], int]]


class DayFigures:
    """seen: (branch, first day, last day) → what was hidden among whose pictures; account: the staff's, by id."""

    def __init__(
        self,
        counters: CounterStore,
        waits: ReviewWaits,
        seen: Seen,
        account: Callable[[str], Account | None],
        clock: Clock,
    ) -> None:
        self._counters, self._waits, self._seen = counters, waits, seen
        self._account, self._clock = account, clock

    def figures(self, branch: str) -> Figures:
        """Of today and the days before it, in Shanghai."""
        today = self._clock().astimezone(SHANGHAI).date()
        dates = [today - timedelta(days=back) for back in reversed(range(DAYS))]
        counted = Counter({one.key: one.n for one in self._counters.of_branch(branch, dates[0].isoformat())})
        waits = self._waits.today(branch)
        return Figures(
            days=tuple(
                DayOfBranch(
                    day=day,
                    submitted=counted[f"{day}#submit"],
                    decided=counted[f"{day}#approve"] + counted[f"{day}#reject"],
                )
                for day in dates
            ),
            timed=waits.total,
            median=waits.percentile(0.5),
            p95=waits.percentile(0.95),
            usual=self._waits.lately(branch).usual(""),
        )

    def reviewers(self, who: Staff) -> list[ReviewerOfToday]:
        """Who decided something today, the most first; only herself for whoever is no manager."""
        today = self._clock().astimezone(SHANGHAI).date()
        decisions: dict[str, Counter[str]] = {}
        for one in self._counters.of_day(who.branch, today.isoformat()):
            staff_id, _, decision = one.key.partition("#")
            if staff_id == who.staff_id or who.has(StaffRole.MANAGER):
                decisions.setdefault(staff_id, Counter())[decision] += one.n
        seen = self._seen(who.branch, today - timedelta(days=SEEN_DAYS - 1), today) if decisions else {}
        found = [self._reviewer(staff_id, made, seen) for staff_id, made in decisions.items()]
        return sorted(found, key=lambda one: (-one.approved - one.rejected, one.staff_id))

    def _reviewer(self, staff_id: str, made: Counter[str], seen: Mapping[tuple[str, Figure], int]) -> ReviewerOfToday:
        account = self._account(staff_id)
        return ReviewerOfToday(
            staff_id=staff_id,
            name=account.name if account else "",
            approved=made["approve"],
            rejected=made["reject"],
            planted=seen.get((staff_id, Figure.PLANTED), 0),
            caught=seen.get((staff_id, Figure.CAUGHT), 0),
        )
