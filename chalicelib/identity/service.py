"""Login: by WeChat in the mini-program, by SMS code on the web.  One verified number is one person.

Every decision reads, decides and writes under a condition, and is taken again when somebody was faster; so two
clients that log one new number in at the same moment meet the same person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from chalicelib.identity.accounts import Accounts
from chalicelib.identity.again import again
from chalicelib.identity.captcha import Captcha, Captchas
from chalicelib.identity.errors import PhoneInvalid, PhoneNeeded
from chalicelib.identity.limits import Limits
from chalicelib.identity.model import MINI, WEB, Person
from chalicelib.identity.otp import Sent, SmsCodes
from chalicelib.identity.phone import fold
from chalicelib.identity.sessions import LIFETIME, Sessions
from chalicelib.identity.store import People
from chalicelib.identity.view import Next, SessionView
from chalicelib.identity.wechat import WeChat
from chalicelib.shared.clock import Clock, iso
from chalicelib.shared.errors import Unauthenticated
from chalicelib.shared.ids import random_id

LOGIN = "login"  # purpose of a code
HasOrders = Callable[[str], bool]  # person id → has the person ever opened an order


class Login:
    """The ways in."""

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
        has_orders: HasOrders,
    ) -> None:
        self._people, self._sessions, self._accounts, self._wechat = people, sessions, accounts, wechat
        self._captchas, self._limits, self._codes = captchas, limits, codes
        self._clock, self._has_orders = clock, has_orders

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
        session, bound as `by_wechat` binds: an SMS shows whose number it is as well as WeChat's button.

        The session is unproven when somebody's things are in the account and the number may have changed hands.
        Raises PhoneInvalid, CodeWrong, CodeOver and what WeChat.login raises: then the SMS may be used again.
        """
        number = mobile(phone)
        openid = self._wechat.login(wechat_code)[0] if wechat_code is not None else None
        self._codes.check(LOGIN, number, code)
        if openid is not None:
            return self._as_wechat(openid, number)
        person = again(lambda: self._by_phone(number) or self._create(number, {}))
        return self._open(person, WEB, None, proven=not self._doubted(person))

    def by_wechat(self, code: str, phone_code: str | None) -> SessionView:
        """A mini-program session.

        code: of wx.login; phone_code: of the getPhoneNumber button, needed the first time.  An openid once bound
        is never moved; one that meets an account bound to another openid, or in doubt, starts unproven and is
        bound once proven.  Raises PhoneNeeded and what WeChat.login and WeChat.phone raise.
        """
        openid, _ = self._wechat.login(code)
        known = self._people.by_openid(self._wechat.appid, openid)
        if phone_code is None:
            if known is None:
                raise PhoneNeeded(field="phone_code")
            return self._open(self._accounts.person(known), MINI, openid, proven=True)
        return self._as_wechat(openid, self._wechat.phone(phone_code))

    def _as_wechat(self, openid: str, phone: str) -> SessionView:
        person, proven = again(lambda: self._enter(openid, phone))
        return self._open(person, MINI, openid, proven=proven, named=phone)

    def _enter(self, openid: str, phone: str) -> tuple[Person, bool]:
        """The person behind an openid WeChat names `phone` for, and whether that is sure."""
        appid = self._wechat.appid
        if known := self._people.by_openid(appid, openid):
            return self._note_phone(self._accounts.person(known), phone), True
        person = self._by_phone(phone)
        if person is None:
            return self._create(phone, {appid: openid}), True
        if person.wechat.get(appid) == openid:  # bound since we looked
            return person, True
        if appid in person.wechat or self._doubted(person):
            return person, False
        return self._people.bind(person, appid, openid), True

    def _note_phone(self, person: Person, phone: str) -> Person:
        other = None if phone == person.phone else phone
        return person if person.wechat_phone == other else self._people.save(replace(person, wechat_phone=other))

    def _by_phone(self, phone: str) -> Person | None:
        person_id = self._people.by_phone(phone)
        return self._people.get(person_id) if person_id else None

    def _create(self, phone: str, wechat: dict[str, str]) -> Person:
        now = self._clock()
        person = Person(person_id=random_id(), rev=1, created_at=now, last_seen_at=now, phone=phone, wechat=wechat)
        self._people.create(person)
        return person

    def _doubted(self, person: Person) -> bool:
        if not person.doubtful(self._clock()):
            return False
        return not person.blank or self._has_orders(person.person_id)

    def _open(
        self, person: Person, client: str, openid: str | None, *, proven: bool, named: str | None = None
    ) -> SessionView:
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
            next=_next(person, proven, named),
        )

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


def _next(person: Person, proven: bool, named: str | None) -> Next | None:
    if not proven:
        return Next(kind="PROVE")
    if named is not None and named != person.phone:
        return Next(kind="CHANGE_PHONE", phone=named)
    return None
