"""The first page of each role: only what its people can do something about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chalicelib.desk.home.bills import BillDays, row_of
from chalicelib.desk.home.figures import DayFigures
from chalicelib.desk.home.model import HomeAlarm, HomePage, WaitingRow
from chalicelib.desk.home.open_tasks import OpenTasks
from chalicelib.desk.home.waiting import Waiting
from chalicelib.shared.clock import Clock
from chalicelib.staff.model import Staff, StaffRole

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


class Home:
    """Reads counters and the first entries of lists, so that a long list costs no more than a short one.

    faces_left: branch → stored pictures of erased orders, as the last count found."""

    def __init__(
        self,
        *,
        waiting: Waiting,
        bills: BillDays,
        tasks: OpenTasks,
        figures: DayFigures,
        faces_left: Callable[[str], int],
        clock: Clock,
    ) -> None:
        self._waiting, self._bills, self._tasks, self._figures = waiting, bills, tasks, figures
        self._faces_left, self._clock = faces_left, clock

    def page(self, who: Staff) -> HomePage:
        """What her roles see, each thing once."""
        reviews, manages = who.has(REVIEWER, MANAGER), who.has(MANAGER)
        tasks, unlisted = self._tasks.of(who.branch) if manages else ([], 0)
        bills = self._bills.alarms() if who.has(FINANCE) else []
        rows = [*self._rows(who), *row_of(bills)]
        left = self._left(who.branch) if who.has(ADMIN) else []
        alarms = [*self._of_rows(rows), *bills, *left, *self._tasks.alarms(tasks)]
        return HomePage(
            rows=tuple(self._sorted(rows)),
            alarms=tuple(alarms),
            tasks=tuple(tasks),
            unlisted=unlisted,
            figures=self._figures.figures(who.branch) if reviews else None,
            reviewers=tuple(self._figures.reviewers(who)) if reviews else (),
        )

    def _rows(self, who: Staff) -> list[WaitingRow]:
        waiting = self._waiting
        desks = (
            ((REVIEWER, MANAGER), waiting.review),
            ((MANAGER,), waiting.disagreements),
            ((MANAGER, FINANCE), waiting.proposals),
            ((MANAGER, FINANCE), waiting.decisions),
            ((FINANCE,), waiting.refunds),
            ((MANAGER,), waiting.packages),
            ((ADMIN,), waiting.accounts),
            ((ADMIN,), waiting.deletions),
        )
        return [row for roles, rows_of in desks if who.has(*roles) for row in rows_of(who)]

    def _left(self, branch: str) -> list[HomeAlarm]:
        """Pictures that should have gone with their orders."""
        count = self._faces_left(branch)
        return [HomeAlarm(kind="FACES_LEFT", count=count)] if count else []

    def _of_rows(self, rows: Sequence[WaitingRow]) -> list[HomeAlarm]:
        """What is wrong with rows: photos that wait longer than promised, refunds that do not go out."""
        now = self._clock()
        late = [row for row in rows if row.late(now)]
        alarms = []
        if late:
            oldest = min(row.oldest for row in late if row.oldest)
            alarms.append(HomeAlarm(kind="REVIEW_LATE", at=oldest))
        alarms += [
            HomeAlarm(kind="REFUNDS_STUCK", at=row.oldest, count=row.count) for row in rows if row.kind == "REFUNDS"
        ]
        return alarms

    def _sorted(self, rows: Sequence[WaitingRow]) -> list[WaitingRow]:
        """What is late first, then whoever waits for a person; of the rest what will be late next."""
        now = self._clock()
        return sorted(rows, key=lambda row: (not row.late(now), row.kind not in _FIRST, row.left(now)))


_FIRST = frozenset({"ASKED", "AGAIN", "PROPOSALS"})  # asked for, sent back, proposed
