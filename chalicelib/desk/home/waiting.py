"""What waits for a person of each role: counted to a thousand, however much there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sized
from datetime import timedelta

from chalicelib.desk.decisions import Decisions
from chalicelib.desk.home.model import RowKind, WaitingRow
from chalicelib.desk.proposal_store import ProposalStore
from chalicelib.desk.review.batches import MOST_COUNTED, ReviewBatches
from chalicelib.orders.store.lengths import Length, ListLengths
from chalicelib.shared.clock import Clock
from chalicelib.shared.parallel import at_once
from chalicelib.staff.accounts import StaffAccounts
from chalicelib.staff.model import Staff
from chalicelib.staff.standing import APART
from chalicelib.tasks.model import Task

READ = 20  # proposals that are looked into; of more, only how many there are is told
AT_ONCE = 8  # accounts looked at side by side
SOON = timedelta(days=7)  # before a task's data goes
MOST_DISAGREED = 100  # photos counted on which two reviewers disagree


class Waiting:
    """disagreed: (branch, limit) → photos on which two reviewers disagree; approved: branch → how many photos wait for
    a package; tasks: branch → its tasks; hours: of the clock, within which a photo is promised to
    be decided."""

    def __init__(
        self,
        *,
        review: ReviewBatches,
        decisions: Decisions,
        proposals: ProposalStore,
        lengths: ListLengths,
        disagreed: Callable[[str, int], Sized],
        approved: Callable[[str], int],
        accounts: StaffAccounts,
        tasks: Callable[[str], Iterable[Task]],
        hours: int,
        clock: Clock,
    ) -> None:
        self._review, self._decisions, self._proposals = review, decisions, proposals
        self._lengths, self._approved, self._accounts = lengths, approved, accounts
        self._disagreed, self._tasks = disagreed, tasks
        self._promised, self._clock = timedelta(hours=hours), clock

    def review(self, who: Staff) -> list[WaitingRow]:
        """A row of each band in which a photo waits."""
        return [
            WaitingRow(
                kind=one.band.value,
                count=one.count,
                more=one.count >= MOST_COUNTED,
                oldest=one.oldest,
                promised=self._promised,
            )
            for one in self._review.lengths(who)
            if one.count
        ]

    def disagreements(self, who: Staff) -> list[WaitingRow]:
        """Photos on which two reviewers disagree, until somebody looked at them."""
        count = len(self._disagreed(who.branch, MOST_DISAGREED))
        return [WaitingRow(kind="DISAGREED", count=count, more=count == MOST_DISAGREED)] if count else []

    def proposals(self, who: Staff) -> list[WaitingRow]:
        """Those that she may confirm; of more than READ, all of the branch's."""
        count = self._proposals.how_many(who.branch)
        if count > READ:
            return [WaitingRow(kind="PROPOSALS", count=count)]
        waiting = self._proposals.waiting(who.branch) if count else []
        hers = [one for one in waiting if "confirm" in self._decisions.open_to(who, one)]
        if not hers:
            return []
        actions = Counter[str](one.action for one in hers)
        return [WaitingRow(kind="PROPOSALS", count=len(hers), oldest=hers[0].at, parts=dict(actions.most_common()))]

    def decisions(self, who: Staff) -> list[WaitingRow]:
        """Orders in which something must be decided; named apart are the payments that finance has in a list of its
        own."""
        length = self._lengths.undecided(who.branch)
        if not length.count:
            return []
        doubts = self._lengths.doubts(who.branch)
        return [_row("DECISIONS", length, {"SUSPECT": doubts} if doubts else None)]

    def refunds(self, who: Staff) -> list[WaitingRow]:
        """Refunds that the channel could not make, or will not."""
        length = self._lengths.stuck_refunds(who.branch)
        return [_row("REFUNDS", length)] if length.count else []

    def packages(self, who: Staff) -> list[WaitingRow]:
        """Approved photos that are in no package."""
        count = self._approved(who.branch)
        return [WaitingRow(kind="PACKAGES", count=count)] if count > 0 else []

    def accounts(self, who: Staff) -> list[WaitingRow]:
        """Accounts that wrong logins locked, invitations that nobody accepted in time, what another administrator asked
        for, and accounts whose roles exclude each other."""
        everybody, now = self._accounts.everybody(who), self._clock()
        locked = [one for one in at_once(self._accounts.locked_until, everybody, AT_ONCE) if one]
        invited = (one.invite_until for one in everybody if one.state == "INVITED")
        over = [until for until in invited if until and until <= now]
        grants = (one.grant for one in everybody if one.grant and one.staff_id != who.staff_id)
        asked = [one.at for one in grants if one.by != who.staff_id and now < one.until]
        clashing = [one for one in everybody if one.state != "DISABLED" and set(one.roles) >= APART]
        rows = [
            WaitingRow(kind="GRANTS", count=len(asked), oldest=min(asked, default=None)),
            WaitingRow(kind="CLASHES", count=len(clashing)),
            WaitingRow(kind="LOCKED", count=len(locked)),
            WaitingRow(kind="INVITES", count=len(over), oldest=min(over, default=None)),
        ]
        return [row for row in rows if row.count]

    def deletions(self, who: Staff) -> list[WaitingRow]:
        """Tasks whose pictures and people are deleted within SOON: whatever is still needed must be had by then."""
        now = self._clock()
        ends = [task.kept_until for task in self._tasks(who.branch) if task.state != "DRAFT"]
        count = sum(now < end <= now + SOON for end in ends)
        return [WaitingRow(kind="DELETIONS", count=count)] if count else []


def _row(kind: RowKind, length: Length, parts: Mapping[str, int] | None = None) -> WaitingRow:
    return WaitingRow(kind=kind, count=length.count, more=length.more, oldest=length.oldest, parts=parts or {})
