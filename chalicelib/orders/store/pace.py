"""How often a person may ask about enrolments, whatever comes of it: whoever could without end would read a roster.

The count stands in OWNER#, which an opening writes anyway: a request that gives an order is counted in its transaction,
any other one before it is answered.
"""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.identity import limits
from chalicelib.identity.errors import TooManyOpenings
from chalicelib.orders.store import owners
from chalicelib.orders.store.owners import Asked, Owner
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import insist


class Asking:
    """One request of a person, which is counted once however often it is tried."""

    def __init__(self, person_id: str, clock: Clock) -> None:
        self._person_id, self._clock = person_id, clock
        self._owner: Owner | None = None
        self._asked: Asked | None = None
        self.counted = False

    @property
    def looked(self) -> bool:
        """Whether `require_room` was asked."""
        return self._owner is not None

    def require_room(self, owner: Owner) -> None:
        """owner: as just read.  Raises TooManyOpenings."""
        self._owner, self._asked = owner, self._checked(owner)

    def in_transaction(self) -> Asked | None:
        """What a transaction that gives an order counts, after `require_room`; None if the request is counted."""
        return None if self.counted else self._asked

    def count(self) -> None:
        """Counts the request alone.  Raises TooManyOpenings."""
        known = [self._owner] if self._owner else []

        def once() -> None:
            seen = known.pop() if known else owners.load(self._person_id)
            owners.asks(seen, self._checked(seen))

        if not self.counted:
            insist(once)
            self.counted = True

    def _checked(self, owner: Owner) -> Asked:
        shown = int(self._clock().timestamp()) // limits.WINDOW
        window = Asked(slot=owners.begun(owner.slot, shown), most=limits.OPENINGS)
        if not self.counted and owner.asked_in(window.slot) >= window.most:
            left = (window.slot + 1) * limits.WINDOW - int(self._clock().timestamp())
            raise TooManyOpenings(retry_after=max(1, left))
        return window


def claim(clock: Clock) -> Callable[[str], None]:
    """Counts a request of a person that can give no order.  Raises TooManyOpenings."""
    return lambda person_id: Asking(person_id, clock).count()
