"""Which hold of a reviewer a lease is: one that is prolonged stays the same, whatever is decided under it."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.orders.model import Lease


def prolonged(last: Lease | None, lease: Lease) -> Lease:
    """The new lease; it is the last one still if that was hers on the photo, though it may have ended: nobody else had
    it since."""
    if last is None or (last.owner, last.photo_no) != (lease.owner, lease.photo_no):
        return lease
    return replace(lease, taken=last.taken)


def is_of(lease: Lease, taken: int | None) -> bool:
    """Whether a decision made under the hold of that number is made under this lease; None: under whichever."""
    return taken in (None, lease.taken)
