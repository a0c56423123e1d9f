"""SMS codes: sent only after a captcha and within the limits, accepted once.

A code is six digits; only its keyed digest, bound to purpose, number and asker, is stored, for five minutes and five
attempts.  asker: a random word that only whoever had the code sent is told; several askers' codes for one number live
side by side, so that nobody voids another's.  An attempt is counted before it is compared, and noted in the same write:
of several right ones at once, exactly one is accepted.  Nothing here knows whether the number has an account.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from chalicelib.identity.captcha import CaptchaAnswer, Captchas
from chalicelib.identity.errors import CodeOver, CodeWrong, PageOutdated, SmsBudgetOver
from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.limits import Limits
from chalicelib.identity.sms import SmsSender
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

    def issue(self, purpose: str, phone: str) -> Issued:
        """A new code of a new asker; earlier ones of others stay valid."""
        issued = Issued(
            f"{secrets.randbelow(1_000_000):06d}", secrets.token_urlsafe(ASKER_BYTES), self._clock() + LIFETIME
        )
        body = self._digest(purpose, phone, issued.code)
        self._store.put(self._pk(purpose, phone, issued.asker), until=issued.until, body=body)
        return issued

    def check(self, purpose: str, phone: str, code: str, asker: str) -> None:
        """Accept the code, once.  Raises CodeWrong (with the attempts left), CodeOver if none of the asker is valid,
        PageOutdated for "", which a page of before askers sends."""
        if not asker:
            raise PageOutdated(field="code")
        pk, digest, now = self._pk(purpose, phone, asker), self._digest(purpose, phone, code), self._clock()
        entry = self._store.offer(pk, digest, now=now, most=TRIES)
        if entry is not None and constant_time_equal(entry.body, digest):
            return
        if entry is None:  # the code is over, or the same one was tried before
            entry = self._store.spend(pk, now=now, most=TRIES)
        if entry is None or entry.n >= TRIES or entry.body in entry.members:
            raise CodeOver(field="code")
        raise CodeWrong(field="code", left=TRIES - entry.n)

    def _pk(self, purpose: str, phone: str, asker: str) -> str:
        return f"OTP#{purpose}#{self._keys.digest('asker', f'{phone}\x00{asker}')}"

    def _digest(self, purpose: str, phone: str, code: str) -> str:
        return self._keys.digest("otp", f"{purpose}\x00{phone}\x00{code}")


class SmsCodes:
    """Sends codes, behind captcha and limits; the only way to have one sent."""

    def __init__(self, captchas: Captchas, limits: Limits, codes: Codes, sender: SmsSender) -> None:
        self._captchas, self._limits, self._codes, self._sender = captchas, limits, codes, sender

    def send(self, purpose: str, phone: str, *, answer: CaptchaAnswer, ip: str) -> Sent:
        """Send a code to `phone` (11 digits).

        Raises what Captchas.check raises, SmsTooOften, SmsBudgetOver, and what the sender raises.
        """
        self._captchas.check(answer, level=int(self._limits.count_ip(ip)), ip=ip)
        return self.send_to_known(purpose, phone)

    def send_to_known(self, purpose: str, phone: str) -> Sent:
        """Send a code to a number that is on record, for whoever holds a secret link to it: no robot does.  Raises
        SmsTooOften, SmsBudgetOver, and what the sender raises."""
        retry_after = self._limits.claim_phone(phone)
        try:
            self._limits.claim_budget(phone)
        except SmsBudgetOver:
            self._limits.return_phone(phone)
            raise
        issued = self._codes.issue(purpose, phone)
        try:
            self._sender.send(phone, issued.code)
        except DomainError:  # nothing was sent, whatever the reason
            self._limits.return_phone(phone)
            self._limits.return_budget(phone)
            raise
        return Sent(expires_at=issued.until, retry_after=retry_after, asker=issued.asker)

    def check(self, purpose: str, phone: str, code: str, asker: str) -> None:
        """Accept the code, as Codes.check."""
        self._codes.check(purpose, phone, code, asker)
