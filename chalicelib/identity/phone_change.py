"""Changing the phone number of an account, confirmed by a code sent to the new number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from chalicelib.identity.accounts import Accounts
from chalicelib.identity.errors import PhoneTaken, ProveFirst
from chalicelib.identity.model import Person, Who
from chalicelib.identity.retry import retry
from chalicelib.identity.service import mobile
from chalicelib.identity.sessions import Sessions
from chalicelib.identity.sms_codes import Sent, SmsCodes
from chalicelib.identity.store import People
from chalicelib.identity.view import AccountView
from chalicelib.shared.db import Write


@dataclass(frozen=True, kw_only=True)
class PhoneChange:
    """send, then confirm.  Only a proven session may change where the account's codes are sent.

    ending: person id → writes that ensure the account gets no order while it ends; None if it has one.
    """

    people: People
    sessions: Sessions
    accounts: Accounts
    codes: SmsCodes
    ending: Callable[[str], list[Write] | None]

    def send(self, who: Who, phone: str, *, captcha_id: str, captcha: str) -> Sent:
        """Send a code to the new number, known or not.  Raises ProveFirst, PhoneInvalid, and as SmsCodes.send."""
        number = mobile(phone)
        return self.codes.send(_purpose(who), number, captcha_id=captcha_id, captcha=captcha, ip=who.ip)

    def confirm(self, who: Who, phone: str, code: str) -> AccountView:
        """Move the account to its new number.  The old number no longer logs in, and every other session ends, since
        whoever has the old number may have started one.

        Raises ProveFirst, PhoneInvalid, CodeWrong, CodeOver, and PhoneTaken when the number belongs to an account that
        holds anything: then staff have to merge the two.
        """
        number = mobile(phone)
        self.codes.check(_purpose(who), number, code)
        person = retry(lambda: self._move(who.person_id, number))
        self.sessions.end_all(who.person_id, keep=who.session)
        return self.accounts.view(person, proven=True)

    def _move(self, person_id: str, phone: str) -> Person:
        person = self.accounts.person(person_id)
        if person.phone == phone:
            return self.people.save(replace(person, wechat_phone=None)) if person.wechat_phone else person
        holder_id = self.people.by_phone(phone)
        holder = self.people.get(holder_id) if holder_id else None
        if holder is None:
            return self.people.change_phone(person, phone, None)
        ending = self.ending(holder.person_id)
        if not holder.blank or ending is None:
            raise PhoneTaken(field="phone")
        return self.people.change_phone(person, phone, holder, ending)


def _purpose(who: Who) -> str:
    if not who.proven:
        raise ProveFirst
    return f"phone#{who.person_id}"
