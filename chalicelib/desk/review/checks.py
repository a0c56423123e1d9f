"""Checks of reviewers: drawn from decisions, hidden among the pictures that wait, and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from chalicelib.desk.order_errors import LeaseLost
from chalicelib.desk.review.check import Check, CheckKind, alias_of
from chalicelib.desk.review.check_store import CheckStore, Figure
from chalicelib.desk.review.review import LEASE, stands
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders.errors import OrderNotFound
from chalicelib.orders.machine.leases import is_of, prolonged
from chalicelib.orders.model import EventRecord, Lease, Order, State
from chalicelib.orders.photos.samples import fault_for, gets_second_look
from chalicelib.orders.store.bands import Band, band_of
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.db import Conflict, insist
from chalicelib.shared.ids import is_order_id
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.storage import keys

LONGEST = timedelta(days=30)  # that a check waits: what is older says little of how somebody looks now
MOST_TRIED = 8  # waiting checks, when others are faster or want another task


class Checks:
    """load: an order; history: an order's, oldest first; exists: whether an object is there; took_back: whether a
    person took back a consent."""

    def __init__(
        self,
        *,
        store: CheckStore,
        load: Callable[[str], Order | None],
        history: Callable[[str], Iterable[EventRecord]],
        exists: Callable[[str], bool],
        took_back: Callable[[str, ConsentKind], bool],
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._store, self._load, self._history, self._exists = store, load, history, exists
        self._took_back, self._audit, self._clock = took_back, audit, clock

    def draw(self, who: Staff, order: Order, photo_no: int, *, approved: bool) -> None:
        """Makes a check of the decision that `who` made on the order's photo, if the lot falls on it.  If this is never
        called, as the process died, one check is missing and nothing else."""
        order_id, band, fault = order.head.order_id, _band_before(order, approved), None
        if approved and band is Band.LOW:
            fault = fault_for(order_id, photo_no)
        if fault and self._exists(keys.planted(order_id, photo_no)):
            kind = CheckKind.PLANTED
        elif gets_second_look(order_id, photo_no):
            kind, fault = CheckKind.LOOK, None
        else:
            return
        self._store.add(
            Check(
                order_id=order_id,
                photo_no=photo_no,
                branch=who.branch,
                band=band,
                kind=kind,
                fault=fault or "",
                first_by=who.staff_id,
                first_approved=approved,
                made_at=self._clock(),
            )
        )

    def take(self, who: Staff, band: Band, task_id: str | None = None, since: datetime | None = None) -> Check | None:
        """One that she has not decided herself, leased to her; None if there is none.  task_id: of that task only;
        since: as in Check."""
        waiting = self._store.waiting(who.branch, band, self._clock(), besides=who.staff_id)
        for order_id, photo_no in islice(waiting, MOST_TRIED):
            found = self._store.find(order_id, photo_no)
            if found and found[0].approved is None and not _is_held(found[0], self._clock()):
                with suppress(Conflict):  # another reviewer was faster
                    if check := self._taken(who, replace(found[0], since=since), found[1], task_id):
                        return check
        return None

    def _taken(self, who: Staff, check: Check, rev: int, task_id: str | None) -> Check | None:
        order = self._load(check.order_id)
        if order is None or not self._may_be_shown(order, check) or not self._stands(check):
            self._store.change(replace(check, void=True), rev)  # a sample less
            return None
        return self._leased(who, check, rev) if task_id in (None, order.head.task_id) else None

    def order_of(self, check: Check) -> Order:
        """Raises OrderNotFound once it is deleted."""
        order = self._load(check.order_id)
        if order is None:
            raise OrderNotFound
        return order

    def _may_be_shown(self, order: Order, check: Check) -> bool:
        """Not while the order is in review again, without its photo, or without the consent to look at a face."""
        head, photo = order.head, order.photo(check.photo_no)
        if head.erased_at or head.stopped or head.state is State.IN_REVIEW:
            return False
        return bool(photo and photo.standard_sha256) and not self._took_back(head.person_id, ConsentKind.FACE)

    def _stands(self, check: Check) -> bool:
        """Whether the decision that is checked is still the last one, and not one of long ago."""
        if self._clock() - check.made_at >= LONGEST:
            return False
        history = self._history(check.order_id)
        return stands(history, check.first_by, check.photo_no, approved=check.first_approved)

    def _leased(self, who: Staff, check: Check, rev: int) -> Check:
        lease = Lease(owner=who.staff_id, until=self._clock() + LEASE, photo_no=check.photo_no, taken=rev)
        leased = replace(check, lease=prolonged(check.lease, lease))
        rows = self._audit.rows(who, "take_check", f"order {check.order_id}", photo_no=check.photo_no, kind=check.kind)
        self._store.change(leased, rev, rows)
        return leased

    def renew(self, who: Staff, alias: str) -> Check:
        """Prolongs her lease, or takes the check once more if nobody holds it.  Raises OrderNotFound, LeaseLost."""

        def once() -> Check:
            check, rev = self._last_held(who, alias)
            if not self._may_be_shown(self.order_of(check), check):
                raise LeaseLost
            return self._leased(who, check, rev)

        return insist(once)

    def in_hand(self, who: Staff, alias: str) -> tuple[Check, Order]:
        """The check that she holds and may look at, and its order.  Raises OrderNotFound."""
        with suppress(LeaseLost):
            check, _ = self._last_held(who, alias)
            order = self.order_of(check)
            if _is_held(check, self._clock()) and self._may_be_shown(order, check):
                return check, order
        raise OrderNotFound

    def let_go(self, who: Staff, alias: str) -> Check:
        """Puts it back.  Raises OrderNotFound, LeaseLost."""

        def once() -> Check:
            check, rev = self._last_held(who, alias)
            free = replace(check, lease=None)
            self._store.change(free, rev)
            return free

        return insist(once)

    def decide(
        self,
        who: Staff,
        alias: str,
        photo_no: int,
        *,
        approved: bool,
        reasons: Sequence[str],
        taken: int | None = None,
    ) -> Check:
        """Keeps what she decided, counts it, and names it a check in the audit trail; sent twice, it is made once.
        taken: as in Decision.

        Raises OrderNotFound, LeaseLost.
        """

        def once() -> Check:
            check, rev = self._found(who, alias, photo_no)
            if check.approved is approved and check.by == who.staff_id:
                return check
            if check.approved is not None or not self._is_hers(who, check, taken):
                raise LeaseLost
            made = replace(check, by=who.staff_id, approved=approved, at=self._clock(), lease=None)
            told: dict[str, Any] = {"kind": made.kind, "approved": approved, "right": made.is_right}
            subject, codes = f"order {check.order_id}", list(reasons)
            rows = self._audit.rows(who, "decide_check", subject, photo_no=photo_no, reasons=codes, **told)
            day = self._clock().astimezone(SHANGHAI).date()
            self._store.change(made, rev, [*rows, *self._store.counting(made.branch, day, _figures(made))])
            return made

        return insist(once)

    def _is_hers(self, who: Staff, check: Check, taken: int | None) -> bool:
        lease = check.lease
        return lease is not None and is_of(lease, taken) and _holds(who, check) and _is_held(check, self._clock())

    def settle(self, who: Staff, order_id: str, photo_no: int, reason: str) -> Check:
        """A manager has seen that two reviewers disagree.  Raises OrderNotFound."""

        def once() -> Check:
            check, rev = self._found(who, alias_of(order_id), photo_no)
            if not check.disagrees:
                return check
            seen = replace(check, settled=True)
            rows = self._audit.rows(who, "settle_check", f"order {order_id}", reason=reason, photo_no=photo_no)
            self._store.change(seen, rev, rows)
            return seen

        return insist(once)

    def disagreements(self, who: Staff, limit: int) -> list[Check]:
        """Of her branch, the oldest first."""
        found = [self._store.find(*place) for place in self._store.disagreed(who.branch, limit=limit)]
        return [each[0] for each in found if each and each[0].disagrees]

    def _last_held(self, who: Staff, alias: str) -> tuple[Check, int]:
        """The check of an order that she had in hand last, and that nobody else has since.  Raises OrderNotFound,
        LeaseLost."""
        found = self._store.of_order(alias_of(alias)) if is_order_id(alias) else []
        hers = [each for each in found if each[0].branch == who.branch]
        for check, rev in hers:
            if check.approved is None and not check.void and _holds(who, check):
                return check, rev
        raise LeaseLost if hers else OrderNotFound

    def _found(self, who: Staff, alias: str, photo_no: int) -> tuple[Check, int]:
        found = self._store.find(alias_of(alias), photo_no) if is_order_id(alias) else None
        if found is None or found[0].branch != who.branch:
            raise OrderNotFound
        return found


def _band_before(order: Order, approved: bool) -> Band:
    """In which the photo waited: a decision takes the order's priority away."""
    again = order.head.rejections > (0 if approved else 1)
    band = band_of(order.head)
    return Band.AGAIN if again and band is not Band.ASKED else band


def _holds(who: Staff, check: Check) -> bool:
    return check.lease is not None and check.lease.owner == who.staff_id


def _is_held(check: Check, now: datetime) -> bool:
    return check.lease is not None and check.lease.until > now


def _figures(check: Check) -> list[tuple[str, Figure]]:
    """Agreement is both reviewers', a planted fault hers who was shown it."""
    if check.kind is CheckKind.PLANTED:
        shown, right, whose = Figure.PLANTED, Figure.CAUGHT, [check.by]
    else:
        shown, right, whose = Figure.LOOKED, Figure.AGREED, [check.first_by, check.by]
    return [(staff_id, each) for staff_id in whose for each in (shown, *([right] if check.is_right else []))]
