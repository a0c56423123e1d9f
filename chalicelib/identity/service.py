"""Login: by WeChat in the mini-program, by SMS code on the web.  One verified number is one person.

Every decision reads, decides and writes under a condition, and is taken again when somebody was faster; so two
clients that log one new number in at the same moment meet the same person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from chalicelib.identity.accounts import Accounts
from chalicelib.identity.captcha import Captcha, Captchas
from chalicelib.identity.errors import PhoneInvalid, PhoneNeeded
from chalicelib.identity.limits import Limits
from chalicelib.identity.model import MINI, WEB, Person
from chalicelib.identity.phone import fold
from chalicelib.identity.retry import again
from chalicelib.identity.sessions import LIFETIME, Sessions
from chalicelib.identity.sms_codes import Sent, SmsCodes
from chalicelib.identity.store import People
from chalicelib.identity.view import Leads, Next, SessionView
from chalicelib.identity.wechat import WeChat
from chalicelib.shared.clock import Clock, iso
from chalicelib.shared.db import Write
from chalicelib.shared.errors import Unauthenticated
from chalicelib.shared.ids import random_id

LOGIN = "login"  # purpose of a code
Ending = Callable[[str], list[Write] | None]  # person id → what keeps orders from it once it ended; None: it has one


class Found(NamedTuple):
    """Whom a way in leads to; proven: she is surely who came; new: the account begins with this login."""

    person: Person
    proven: bool = True
    new: bool = False


class Login:
    """The ways in.  forget: takes away what is kept for an account beside it, its avatar."""

    def __init__(
        self,
        *,
        people: People,
        sessions: Sessions,
        accounts: Accounts,
        wechat: WeChat,
        captchas: Captchas,
        limits: Limits,
        codes: SmsCodes,
        clock: Clock,
        ending: Ending,
        forget: Callable[[str], None],
    ) -> None:
        self._people, self._sessions, self._accounts, self._wechat = people, sessions, accounts, wechat
        self._captchas, self._limits, self._codes = captchas, limits, codes
        self._clock, self._ending, self._forget = clock, ending, forget

    def captcha(self, ip: str) -> Captcha:
        """A picture for the next SMS; longer for a network that asks a lot."""
        return self._captchas.issue(hard=self._limits.hard(ip))

    def send_code(self, phone: str, *, captcha_id: str, captcha: str, ip: str) -> Sent:
        """Sends a login code; the answer is the same whether or not the number is known here.

        Raises PhoneInvalid and what SmsCodes.send raises.
        """
        return self._codes.send(LOGIN, mobile(phone), captcha_id=captcha_id, captcha=captcha, ip=ip)

    def by_sms(self, phone: str, code: str, wechat_code: str | None = None) -> SessionView:
        """A web session for the number's person, who is made if there is none; with wx.login's code a mini-program
        session, and an openid that leads nowhere yet is bound to a person without one.

        An openid of somebody else stays hers and changes nothing: a classmate may have lent the phone.
        The session is unproven when somebody's orders are in the account and the number may have changed hands.
        Raises PhoneInvalid, CodeWrong, CodeOver and what WeChat.login raises: then the SMS may be used again.
        """
        number = mobile(phone)
        openid = self._wechat.login(wechat_code)[0] if wechat_code is not None else None
        self._codes.check(LOGIN, number, code)
        found = again(lambda: self._of_number(number, openid, self._owner(openid)))
        return self._open(found, WEB if openid is None else MINI, openid)

    def by_wechat(self, code: str, phone_code: str | None) -> SessionView:
        """A mini-program session.

        code: of wx.login; phone_code: of the getPhoneNumber button, needed the first time.  An openid once bound
        is never moved; one that meets an account bound to another openid, or in doubt, starts unproven and is
        bound once proven.  Raises PhoneNeeded and what WeChat.login and WeChat.phone raise.
        """
        openid, _ = self._wechat.login(code)
        known = self._owner(openid)
        if phone_code is None:
            if known is None:
                raise PhoneNeeded(field="phone_code")
            return self._open(Found(self._accounts.person(known)), MINI, openid)
        phone = self._wechat.phone(phone_code)
        return self._open(again(lambda: self._of_openid(openid, phone)), MINI, openid, named=phone)

    def _of_openid(self, openid: str, phone: str) -> Found:
        """The person behind an openid WeChat names `phone` for."""
        if known := self._owner(openid):
            return Found(self._note_phone(self._accounts.person(known), phone))
        return self._of_number(phone, openid, None)

    def _of_number(self, phone: str, openid: str | None, owner: str | None) -> Found:
        """The person of a number that was just shown to be the visitor's.  owner: id of the person whom the phone's
        openid leads to."""
        appid, person = self._wechat.appid, self._by_phone(phone)
        fresh = None if owner else openid
        if person is None:
            return self._create(phone, {appid: fresh} if fresh else {})
        if self._is_of(openid, person):  # perhaps only since we looked
            return Found(self._note_phone(person, phone))
        if owner and appid in person.wechat and not person.doubtful(self._clock()):  # on a lent phone
            return Found(person, proven=False)
        if (openid and appid in person.wechat) or person.doubtful(self._clock()):
            return self._doubted(person, {appid: fresh} if fresh else {})
        return Found(self._people.bind(person, appid, fresh) if fresh else person)

    def _note_phone(self, person: Person, phone: str) -> Person:
        other = None if phone == person.phone else phone
        return person if person.wechat_phone == other else self._people.save(replace(person, wechat_phone=other))

    def _by_phone(self, phone: str) -> Person | None:
        person_id = self._people.by_phone(phone)
        return self._people.get(person_id) if person_id else None

    def _create(self, phone: str, wechat: dict[str, str]) -> Found:
        now = self._clock()
        person = Person(person_id=random_id(), rev=1, created_at=now, last_seen_at=now, phone=phone, wechat=wechat)
        self._people.create(person)
        return Found(person, new=True)

    def _doubted(self, person: Person, wechat: dict[str, str]) -> Found:
        """Of an account that need not be the visitor's.  Worth a proof is what could be one, an order or the end of an
        ID number; an account with neither ends, and the number begins a new one."""
        ending = None if person.id_tail else self._ending(person.person_id)
        if ending is None:
            return Found(person, proven=False)
        self._people.close(person, self._clock(), ending)
        self._sessions.end_all(person.person_id)
        self._forget(person.person_id)
        return self._create(person.phone, wechat)

    def _open(self, found: Found, client: str, openid: str | None, *, named: str | None = None) -> SessionView:
        person, proven, _ = found
        if proven:
            person = self._accounts.settle(person.person_id, openid)
        ends = self._clock() + LIFETIME
        token = self._sessions.start(person.person_id, client, openid, proven)
        self._still_there(person.person_id)
        return SessionView(
            token=token,
            expires_at=iso(ends),
            person=self._accounts.view(person, proven=proven),
            proven=proven,
            next=_next(found, named),
            wechat=self._leads(openid, person),
        )

    def _leads(self, openid: str | None, person: Person) -> Leads:
        if self._is_of(openid, person):
            return "HERE"
        return "ELSEWHERE" if self._owner(openid) else "NOWHERE"

    def _is_of(self, openid: str | None, person: Person) -> bool:
        return f"{self._wechat.appid}#{openid}" in person.logins

    def _owner(self, openid: str | None) -> str | None:
        return self._people.by_openid(self._wechat.appid, openid) if openid else None

    def _still_there(self, person_id: str) -> None:
        """Whoever closed the account a moment ago may not have seen the session that just began."""
        try:
            self._accounts.person(person_id)
        except Unauthenticated:
            self._sessions.end_all(person_id)
            raise


def mobile(text: str) -> str:
    """11 digits.  Raises PhoneInvalid."""
    phone = fold(text)
    if phone is None:
        raise PhoneInvalid(field="phone")
    return phone


def _next(found: Found, named: str | None) -> Next | None:
    if not found.proven:
        return Next(kind="PROVE")
    if named is not None and named != found.person.phone:
        return Next(kind="CHANGE_PHONE", phone=named)
    return Next(kind="NICKNAME") if found.new else None
