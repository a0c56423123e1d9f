"""How much waits at the desks, as the navigation says it: counts without a look at anything, kept for moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.desk.proposal_store import ProposalStore
from chalicelib.desk.review.batches import ReviewBatches
from chalicelib.orders.store.lengths import ListLengths
from chalicelib.shared.clock import Clock
from chalicelib.shared.recent import Recent
from chalicelib.staff.model import Staff, StaffRole

KEPT_SECONDS = 15  # every page of everybody asks


@dataclass(frozen=True)
class Count:
    """more: there may be more than were counted."""

    n: int
    more: bool = False


class DeskCounts:
    """At most six reads, however many pages ask."""

    def __init__(self, review: ReviewBatches, lengths: ListLengths, proposals: ProposalStore, clock: Clock) -> None:
        self._review, self._lengths, self._proposals = review, lengths, proposals
        self._recent: Recent[Count] = Recent(clock, KEPT_SECONDS)

    def review(self, who: Staff) -> Count | None:
        """Photos that wait for a reviewer; None for whoever reviews none."""
        if not who.has(StaffRole.REVIEWER, StaffRole.MANAGER):
            return None
        return self._kept("review", who, lambda: Count(*self._review.in_all(who)))

    def waiting(self, who: Staff, *, anew: bool = False) -> Count | None:
        """Orders to decide about, and proposals for a second person; None for whoever decides none.  anew: not as it
        was kept, since whoever asks has just decided something or sees the list itself."""
        if not who.has(StaffRole.MANAGER, StaffRole.FINANCE):
            return None

        def read() -> Count:
            undecided = self._lengths.undecided(who.branch)
            return Count(undecided.count + self._proposals.how_many(who.branch), undecided.more)

        if anew:
            self._recent.drop(f"waiting {who.branch}")
        return self._kept("waiting", who, read)

    def _kept(self, desk: str, who: Staff, read: Callable[[], Count]) -> Count | None:
        return self._recent.get(f"{desk} {who.branch}", read)
