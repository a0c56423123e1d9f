"""How many photos a person hands in a day, over all orders: judging a photo costs money.

The count stands in OWNER#, which an opening writes anyway: an order counts as one when it is opened, and its first
photo is no write more; any other photo is counted before its form is given, and a picture that becomes an avatar
before it is read.
"""

from __future__ import annotations

from datetime import datetime

from chalicelib.identity import limits
from chalicelib.identity.errors import TooManyUploads
from chalicelib.identity.sms_limits.windows import day_of, seconds_until
from chalicelib.orders.store import owners
from chalicelib.orders.store.owners import Owner
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.db import insist


def day_number(owner: Owner, now: datetime) -> int:
    """The ordinal of the day in Shanghai on which a photo counts."""
    return owners.begun(owner.day, now.astimezone(SHANGHAI).toordinal())


class Photographing:
    """One photo of a person, which is counted once however often it is tried.  owner: as just read."""

    def __init__(self, owner: Owner, clock: Clock) -> None:
        self._owner, self._clock, self._counted = owner, clock, False

    def claim_first(self) -> None:
        """Claims an order's first photo, which was counted when the order was opened.  Raises TooManyUploads."""
        self._checked(self._owner, limits.PHOTOS_PER_DAY + 1)

    def claim(self) -> None:
        """Claims any other picture.  Raises TooManyUploads."""
        known = [self._owner]

        def once() -> None:
            owner = known.pop() if known else owners.load(self._owner.person_id)
            owners.photographs(owner, self._checked(owner, limits.PHOTOS_PER_DAY), limits.PHOTOS_PER_DAY)

        if not self._counted:
            insist(once)
            self._counted = True

    def _checked(self, owner: Owner, most: int) -> int:
        """The day, which takes a photo more."""
        now = self._clock()
        day = day_number(owner, now)
        if owner.photos_on(day) >= most:
            raise TooManyUploads(retry_after=seconds_until(day_of(now)[1], now))
        return day
