"""SMS codes: sent only after a captcha and within the limits, accepted once.

A code is six digits; only its keyed digest, bound to purpose, number and asker, is stored, for five minutes and five
attempts.  asker: a random word that only whoever had the code sent is told; several askers' codes for one number live
side by side, so that nobody voids another's.  An attempt is counted before it is compared, and noted in the same write:
of several right ones at once, exactly one is accepted.  Whether the number has an account is asked only where a flood
leaves too little for all: whoever looks can tell then, at the price of an SMS to that number and a hard captcha.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from chalicelib.identity.captcha import Captcha, CaptchaAnswer, Captchas
from chalicelib.identity.errors import CaptchaHarder, CodeOver, CodeWrong, PageOutdated
from chalicelib.identity.inbox_store import Inbox, InboxEntry
from chalicelib.identity.sms_limits.budget import Budget
from chalicelib.identity.sms_limits.networks import Networks, Standing
from chalicelib.identity.sms_limits.numbers import Numbers
from chalicelib.identity.tencent.sms import SmsSender
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys, constant_time_equal
from chalicelib.shared.errors import DomainError

LIFETIME = timedelta(minutes=5)
TRIES = 5
ASKER_BYTES = 16  # 22 letters: whoever guesses at the code would have to guess this first


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A code that was sent.  retry_after: seconds until the next may be requested; asker: comes back with the code."""

    expires_at: datetime
    retry_after: int
    asker: str = field(repr=False)


class Issued(NamedTuple):
    """A code, who may enter it, and until when."""

    code: str
    asker: str
    until: datetime


class Codes:
    """Issues and checks codes.  purpose: what the code will allow; a code is valid for its own purpose only."""

    def __init__(self, store: Inbox, keys: Keys, clock: Clock) -> None:
        self._store, self._keys, self._clock = store, keys, clock

    def issue(self, purpose: str, phone: str, mark: str = "") -> Issued:
        """A new code of a new asker; earlier ones of others stay valid.  mark: what `check` answers, of no space."""
        issued = Issued(
            f"{secrets.randbelow(1_000_000):06d}", secrets.token_urlsafe(ASKER_BYTES), self._clock() + LIFETIME
        )
        body = f"{self._digest(purpose, phone, issued.code)} {mark}".rstrip()
        self._store.put(self._pk(purpose, phone, issued.asker), until=issued.until, body=body)
        return issued

    def check(self, purpose: str, phone: str, code: str, asker: str) -> str:
        """Accept the code, once; its mark.  Raises CodeWrong (with the attempts left), CodeOver if none of the asker is
        valid, PageOutdated for "", which a page of before askers sends."""
        if not asker:
            raise PageOutdated(field="code")
        pk, digest, now = self._pk(purpose, phone, asker), self._digest(purpose, phone, code), self._clock()
        entry = self._store.offer(pk, digest, now=now, most=TRIES)
        if entry is not None and constant_time_equal(_right(entry), digest):
            return entry.body.partition(" ")[2]
        if entry is None:  # the code is over, or the same one was tried before
            entry = self._store.spend(pk, now=now, most=TRIES)
        if entry is None or entry.n >= TRIES or _right(entry) in entry.members:
            raise CodeOver(field="code")
        raise CodeWrong(field="code", left=TRIES - entry.n)

    def _pk(self, purpose: str, phone: str, asker: str) -> str:
        return f"OTP#{purpose}#{self._keys.digest('asker', f'{phone}\x00{asker}')}"

    def _digest(self, purpose: str, phone: str, code: str) -> str:
        return self._keys.digest("otp", f"{purpose}\x00{phone}\x00{code}")


def _right(entry: InboxEntry) -> str:
    """Digest of the right code."""
    return entry.body.partition(" ")[0]


@dataclass(frozen=True, kw_only=True)
class SmsCodes:
    """Sends codes, behind captcha and limits; the only way to have one sent.  has_account: whether a number has one."""

    captchas: Captchas
    numbers: Numbers
    networks: Networks
    budget: Budget
    codes: Codes
    sender: SmsSender
    has_account: Callable[[str], bool]

    def captcha(self, ip: str, *, picture: bool = False) -> Captcha:
        """What is to be solved before the next SMS, harder for a network whose codes nobody enters.  picture: not the
        outside service's."""
        return self.captchas.issue(level=self.networks.level(ip), picture=picture)

    def send(self, purpose: str, phone: str, *, answer: CaptchaAnswer, ip: str, known: bool = False) -> Sent:
        """Send a code to `phone` (11 digits).  known: a number that is on record, with account or without.

        Raises what Captchas.check raises, CaptchaHarder, SmsTooOften, SmsSlow, SmsBudgetOver, and what the sender
        raises.
        """
        solved = self.captchas.check(answer, ip=ip)  # first: who has solved nothing is not counted
        standing = self.networks.count(ip)
        is_known = cache(lambda: known or self.has_account(phone))
        try:
            if solved < standing.level:
                raise CaptchaHarder(field="captcha")
            return self._send(purpose, phone, standing, is_known)
        except DomainError:  # nothing was sent, whatever the reason
            self.networks.undo(standing)
            raise

    def check(self, purpose: str, phone: str, code: str, asker: str) -> None:
        """Accept the code, as Codes.check."""
        if mark := self.codes.check(purpose, phone, code, asker):
            self.networks.entered(mark)

    def _send(self, purpose: str, phone: str, standing: Standing, is_known: Callable[[], bool]) -> Sent:
        network = self.networks.digest_for(phone, standing)
        if standing.is_slow:
            self.numbers.require(phone, network)  # or whoever asks in vain, at no price, would keep others waiting
            self.networks.require_turn(standing, is_known)
        claim, retry_after = self.numbers.claim(phone, network)
        try:
            self.budget.claim(phone, lambda: standing.trusted or is_known())
            try:
                issued = self.codes.issue(purpose, phone, standing.mark)
                self.sender.send(phone, issued.code)
            except DomainError:
                self.budget.undo(phone)
                raise
        except DomainError:
            self.numbers.undo(phone, claim)
            raise
        return Sent(expires_at=issued.until, retry_after=retry_after, asker=issued.asker)
