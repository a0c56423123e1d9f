"""Changing the phone number of an account: proven beyond the session, confirmed by a code to the new number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from chalicelib.identity.accounts import Accounts
from chalicelib.identity.captcha import CaptchaAnswer
from chalicelib.identity.errors import AccountChanged
from chalicelib.identity.model import Person, Who
from chalicelib.identity.number.holder import require_free
from chalicelib.identity.number.moved_store import MovedStore
from chalicelib.identity.number.proof import PhoneProof
from chalicelib.identity.retry import retry
from chalicelib.identity.service import Login, mobile
from chalicelib.identity.session_items import Ending
from chalicelib.identity.sessions import Sessions
from chalicelib.identity.sms_codes import Sent, SmsCodes
from chalicelib.identity.store import People
from chalicelib.identity.trail import Act
from chalicelib.identity.view import SessionView
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Write


@dataclass(frozen=True, kw_only=True)
class PhoneChange:
    """proof, then send, then confirm.

    ending: person id → writes that ensure the account gets no order while it ends; None if it has one.
    """

    people: People
    sessions: Sessions
    accounts: Accounts
    codes: SmsCodes
    proof: PhoneProof
    moved: MovedStore
    login: Login
    ending: Callable[[str], list[Write] | None]
    clock: Clock

    def send(self, who: Who, phone: str, *, answer: CaptchaAnswer) -> Sent:
        """Send a code to the new number, known or not.  Raises ProveFirst, ProveForPhone, PhoneInvalid, and as
        SmsCodes.send."""
        number = mobile(phone)
        self.proof.require(who)
        return self.codes.send(_purpose(who), number, answer=answer, ip=who.ip)

    def confirm(self, who: Who, phone: str, code: str, asker: str) -> SessionView:
        """Move the account to its new number, and begin a session in place of all others, this one too: whoever had
        the old number or a copy of a token may have one.

        The old number does not log in any more, and is notified by SMS.  Raises as SmsCodes.check, ProveFirst,
        ProveForPhone, PhoneInvalid, AccountChanged, and PhoneTaken when the number belongs to an account that holds
        anything.
        """
        number = mobile(phone)
        self.proof.require(who)
        before = self.accounts.person(who.person_id).phone
        self.codes.check(_purpose(who), number, code, asker)
        require_free(self.people, self.ending, who.person_id, number)
        # Also before, for a process that dies in between: whoever comes later comes by a login that leads nowhere then.
        place = self.login.place(who)
        self.sessions.end_all(who.person_id, keep=who.session, why=Ending.CHANGED)
        person = retry(lambda: self._move(who.person_id, before, number))
        self.sessions.end_all(who.person_id, why=Ending.CHANGED)
        self.proof.forget(who)
        return self.login.open_again(person, who, place, Act.PHONE_CHANGED)

    def _move(self, person_id: str, before: str, phone: str) -> Person:
        person, now = self.accounts.person(person_id, known=phone), self.clock()
        if person.phone == phone:
            return self.people.save(replace(person, wechat_phone=None)) if person.wechat_phone is not None else person
        if person.phone != before:  # changed by staff meanwhile: this change was proven for what was
            raise AccountChanged
        holder, ending = require_free(self.people, self.ending, person_id, phone)
        told = self.moved.new(person.phone, now)
        return self.people.change_phone(person, phone, holder, [*ending, *told], now=now)


def _purpose(who: Who) -> str:
    return f"phone#{who.person_id}"
