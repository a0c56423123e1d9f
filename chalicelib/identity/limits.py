"""Allowances of people, links and enrolments: uploads, guesses of an ID tail, requests of links, payments."""

from __future__ import annotations

from datetime import datetime

from chalicelib.identity.errors import (
    IdTailSpent,
    IdTailTooOften,
    LookingTooOften,
    PayingTooOften,
    TooManyUploads,
)
from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.network import network_of
from chalicelib.identity.sms_limits.windows import Window, day_of, seconds_until, slot_of, year_of
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys
from chalicelib.shared.errors import TooMany

# Guesses of an ID's last four: of 11,000 for a stranger, but of 500 for whoever knows birthday, county and sex, since
# the last sign is a checksum and the one before it tells the sex.  A year's guesses find one in 25 of those.
ID_TAIL_PER_DAY, ID_TAIL_PER_YEAR = 5, 20
# Of an enrolment by everybody together: strangers' guesses leave its owner's, and more accounts do not find it either.
ID_TAIL_OF_ALL_PER_DAY, ID_TAIL_OF_ALL_PER_YEAR = 20, 60
UPLOADS, OPENINGS, WINDOW = 60, 60, 600  # per person in WINDOW seconds: a monitor may do forty classmates
PAYERS_OF_LINK, PAYERS_OF_NETWORK = 300, 3_000  # requests in WINDOW: one waiting screen makes forty
LOOKS_OF_LINK = 1_000  # requests in WINDOW by a teacher's link: each reads a whole roster
STARTS_OF_LINK = 40  # of the 99 payments an order may start: the rest stay for its owner, whoever has the link
PHOTOS_PER_DAY = 300  # per person, over all orders: orders/store/photo_pace.py
UPLOADS_PER_DAY = 300  # per person, of what belongs to no order: with as many photos, 6 GB at most in quarantine


class Limits:
    """Each claim_… uses up one unit of an allowance, or raises."""

    def __init__(self, store: Inbox, keys: Keys, clock: Clock) -> None:
        self._store, self._keys, self._clock = store, keys, clock

    def claim_upload(self, person_id: str) -> None:
        """Claim one upload that belongs to no order.  Raises TooManyUploads."""
        (slot, end), (day, until) = slot_of(self._clock(), WINDOW), day_of(self._clock())
        counts = self._store.tally(f"RATE#uploads#{person_id}#{day}", [slot, "day"], until=until) or {}
        if counts["day"] > UPLOADS_PER_DAY:
            raise TooManyUploads(retry_after=seconds_until(until, self._clock()))
        if counts[slot] > UPLOADS:
            raise TooManyUploads(retry_after=seconds_until(end, self._clock()))

    def claim_payer(self, ip: str, link: str) -> None:
        """Claim one request made through a payment link.  link: its digest.  Raises PayingTooOften."""
        slot = slot_of(self._clock(), WINDOW)
        self._claim(f"payers#{self._keys.digest('ip', network_of(ip))}", PAYERS_OF_NETWORK, PayingTooOften, slot)
        self._claim(f"payer#{link}", PAYERS_OF_LINK, PayingTooOften, slot)

    def claim_payment(self, link: str, until: datetime) -> None:
        """Claim one payment started through a link.  until: when the counter may be forgotten.  Raises
        PayingTooOften."""
        self._claim(f"payments#{link}", STARTS_OF_LINK, PayingTooOften, ("all", until))

    def claim_look(self, link: str) -> None:
        """Claim one request made by a teacher's link.  link: its digest.  Raises LookingTooOften."""
        self._claim(f"look#{link}", LOOKS_OF_LINK, LookingTooOften, slot_of(self._clock(), WINDOW))

    def claim_id_tail(self, person_id: str) -> None:
        """Claim one guess of the person's own ID tail.  Raises IdTailTooOften, IdTailSpent."""
        self._claim_guess(person_id, ID_TAIL_PER_DAY, ID_TAIL_PER_YEAR)

    def claim_id_tail_of(self, enrolment: str, person_id: str) -> None:
        """Claim one guess by a person of the ID tail of an enrolment that somebody else's order holds.  Raises
        IdTailTooOften, IdTailSpent."""
        self._claim_guess(f"{enrolment}#{person_id}", ID_TAIL_PER_DAY, ID_TAIL_PER_YEAR)
        self._claim_guess(enrolment, ID_TAIL_OF_ALL_PER_DAY, ID_TAIL_OF_ALL_PER_YEAR)

    def _claim_guess(self, what: str, per_day: int, per_year: int) -> None:
        day, until = day_of(self._clock())
        self._claim(f"id_tail#{what}", per_day, IdTailTooOften, (day, until), field="id_tail")
        year = year_of(self._clock())
        if self._store.count(f"RATE#id_tail#{what}#{year[0]}", until=year[1], most=per_year) is None:
            raise IdTailSpent(field="id_tail")

    def _claim(self, what: str, most: int, refusal: type[TooMany], slot: Window, field: str | None = None) -> None:
        """slot: (name, end) of the current time window."""
        name, until = slot
        if self._store.count(f"RATE#{what}#{name}", until=until, most=most) is None:
            raise refusal(retry_after=seconds_until(until, self._clock()), field=field)
