"""Login: by WeChat in the mini-program, by SMS code on the web.  One verified number is one person.

Every decision reads, decides and writes under a condition, and is repeated if another request was faster: two clients
that log in with the same new number at the same moment get the same person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from chalicelib.identity.accounts import Accounts
from chalicelib.identity.captcha import Captcha, CaptchaAnswer
from chalicelib.identity.consents import agreeing, in_force
from chalicelib.identity.errors import AccountChanged, PhoneInvalid, PhoneNeeded
from chalicelib.identity.model import MINI, WEB, Person, Who
from chalicelib.identity.phone import fold
from chalicelib.identity.retry import retry
from chalicelib.identity.session_items import term
from chalicelib.identity.sessions import Sessions
from chalicelib.identity.sms_codes import Sent, SmsCodes
from chalicelib.identity.store import People
from chalicelib.identity.texts import ConsentKind, ConsentText
from chalicelib.identity.trail import Act, Trail
from chalicelib.identity.view import Leads, Next, SessionView
from chalicelib.identity.wechat import WeChat
from chalicelib.shared.clock import Clock, iso
from chalicelib.shared.db import Conflict, Duplicate, Write
from chalicelib.shared.errors import Unauthenticated
from chalicelib.shared.ids import random_id

LOGIN = "login"  # purpose of an SMS code
Ending = Callable[[str], list[Write] | None]  # person id → writes that keep orders off it; None if it has one
Versions = Mapping[ConsentKind, str]
NONE: Versions = {}


class Place(NamedTuple):
    """Where somebody logs in.  device: in a few words; own: they say that it is their own; ip: "" if unknown."""

    device: str = ""
    own: bool = False
    ip: str = ""


SOMEWHERE = Place()


class Visit(NamedTuple):
    """What a visitor came with.  act: by which way; openid: of the WeChat login used, if any; agreed: texts in force
    that they agreed to; place: where they log in."""

    act: Act
    openid: str | None
    agreed: list[ConsentText]
    place: Place

    @property
    def client(self) -> str:
        return WEB if self.openid is None else MINI


class Match(NamedTuple):
    """The person a login leads to.  proven: the visitor is surely that person; begun: the token of the session of a
    person whom this login created; numbered: the visitor has the person's number."""

    person: Person
    proven: bool = True
    begun: str | None = None
    numbered: bool = False


class Login:
    """Logs people in by WeChat or SMS.  forget: person id → deletes the account's stored avatar.  Of both ways, ip: the
    visitor's network, for the trail.

    agreed, of both ways: the texts that the visitor agreed to, which become consents of whoever the login surely leads
    to.  A version that is no longer in force keeps nobody out: the step that needs the text asks for its new one.
    """

    def __init__(
        self,
        *,
        people: People,
        sessions: Sessions,
        accounts: Accounts,
        wechat: WeChat,
        codes: SmsCodes,
        clock: Clock,
        ending: Ending,
        forget: Callable[[str], None],
        trail: Trail,
    ) -> None:
        self._people, self._sessions, self._accounts, self._wechat = people, sessions, accounts, wechat
        self._codes = codes
        self._clock, self._ending, self._forget, self._trail = clock, ending, forget, trail

    def captcha(self, ip: str, *, picture: bool = False) -> Captcha:
        """A captcha for the next SMS, as SmsCodes.captcha."""
        return self._codes.captcha(ip, picture=picture)

    def send_code(self, phone: str, *, answer: CaptchaAnswer, ip: str) -> Sent:
        """Send a login code; the answer does not reveal whether the number has an account.

        Raises PhoneInvalid and what SmsCodes.send raises.
        """
        return self._codes.send(LOGIN, mobile(phone), answer=answer, ip=ip)

    def by_sms(
        self,
        phone: str,
        code: str,
        asker: str,
        wechat_code: str | None = None,
        *,
        agreed: Versions = NONE,
        place: Place = SOMEWHERE,
    ) -> SessionView:
        """Log in by SMS code; creates the number's account if there is none.

        asker: of Sent; wechat_code: of wx.login; the session is then one of the mini-program, and an openid that leads
        to no account yet is bound to a person without one.  Somebody else's openid changes nothing: a classmate may
        have lent the phone.  The session is unproven if the account holds orders and its number may have changed
        hands.
        Raises PhoneInvalid, CodeWrong, CodeOver, PageOutdated, AccountChanged, and what WeChat.login raises, which
        leaves the SMS code valid.
        """
        number = mobile(phone)
        openid = self._wechat.login(wechat_code, place.ip)[0] if wechat_code is not None else None
        self._codes.check(LOGIN, number, code, asker)
        visit = Visit(Act.LOGIN_SMS, openid, in_force(agreed), place)
        match = retry(lambda: self._of_number(number, visit, self._owner(openid)))
        return self._open(match, visit)

    def by_wechat(
        self, code: str, phone_code: str | None, *, agreed: Versions = NONE, place: Place = SOMEWHERE
    ) -> SessionView:
        """Log in by WeChat, in the mini-program.

        code: of wx.login; phone_code: of the getPhoneNumber button, needed the first time.  A bound openid is never
        moved.  A new one whose number leads to an account with another openid, or to one whose number may have changed
        hands, gets an unproven session and is bound once that is proven.  Raises PhoneNeeded, AccountChanged and what
        WeChat.login and WeChat.phone raise.
        """
        openid, _ = self._wechat.login(code, place.ip)
        person_id, visit = self._owner(openid), Visit(Act.LOGIN_WECHAT, openid, in_force(agreed), place)
        if phone_code is None:
            if person_id is None:
                raise PhoneNeeded(field="phone_code")
            return self._open(Match(self._accounts.person(person_id)), visit)
        phone = self._wechat.phone(phone_code)
        return self._open(retry(lambda: self._of_openid(visit, phone)), visit, wechat_phone=phone)

    def _of_openid(self, visit: Visit, phone: str) -> Match:
        """The person of an openid.  phone: the number WeChat names for it."""
        if person_id := self._owner(visit.openid):
            person = self._note_phone(self._accounts.person(person_id, known=phone), phone)
            return Match(person, numbered=person.phone == phone)
        return self._of_number(phone, visit, None)

    def place(self, who: Who) -> Place:
        """Where the caller's session was begun.  Raises Unauthenticated."""
        session = self._sessions.session(who)
        return Place(session.device, not session.shared, who.ip)

    def open_again(self, person: Person, who: Who, place: Place, act: Act) -> SessionView:
        """A new session of somebody whose sessions were all ended by what they did.  who, place: of the session
        before."""
        return self._open(Match(person), Visit(act, who.openid, [], place))

    def _of_number(self, phone: str, visit: Visit, owner: str | None) -> Match:
        """The person of a verified number.  owner: id of the person that the visit's openid already leads to."""
        person_id = self._people.by_phone(phone)
        match = self._match(phone, self._people.get(person_id, known=phone) if person_id else None, visit, owner)
        return match._replace(numbered=match.person.phone == phone)

    def _match(self, phone: str, person: Person | None, visit: Visit, owner: str | None) -> Match:
        """person: whom the number leads to."""
        appid, openid = self._wechat.appid, visit.openid
        fresh = None if owner else openid
        if person is None or person.ended:
            return self._create(phone, visit, {appid: fresh} if fresh else {}, ended=person)
        if self._is_of(openid, person):  # perhaps only since the owner was looked up
            return Match(self._note_phone(person, phone))
        if person.phone != phone:  # it got another number between the two reads
            return Match(person, proven=False)
        if owner and appid in person.wechat and not person.doubtful(self._clock()):  # on a lent phone
            return Match(person, proven=False)
        now = self._clock()
        if (openid and appid in person.wechat) or person.doubtful(now) or person.silent(now):
            return self._doubtful_match(person, visit, {appid: fresh} if fresh else {})
        return Match(self._people.bind(person, appid, fresh) if fresh else person)

    def _note_phone(self, person: Person, phone: str) -> Person:
        other = None if phone == person.phone else phone
        return person if person.wechat_phone == other else self._people.save(replace(person, wechat_phone=other))

    def _create(self, phone: str, visit: Visit, wechat: dict[str, str], *, ended: Person | None = None) -> Match:
        """The session is begun before its account: whoever ends the account cannot miss it.  ended: the account that
        ended and that the number still leads to, if any."""
        now, person_id = self._clock(), random_id()
        blank = Person(person_id=person_id, rev=1, created_at=now, last_seen_at=now, phone=phone, wechat=wechat)
        person = agreeing(blank, visit.agreed, now)
        token = self._sessions.start_first(
            person_id, visit.client, visit.openid, own=visit.place.own, device=visit.place.device
        )
        try:
            self._people.succeed(ended, person) if ended else self._people.create(person)
        except (Conflict, Duplicate):  # somebody else's login was faster, and this person will never be
            self._sessions.end_all(person_id)
            raise
        return Match(person, begun=token)

    def _doubtful_match(self, person: Person, visit: Visit, wechat: dict[str, str]) -> Match:
        """The match for an account that may not be the visitor's.  If it has an order or an ID tail, either can
        serve as proof and the session starts unproven; otherwise the account is closed and the number starts afresh."""
        ending = None if person.id_tail else self._ending(person.person_id)
        if ending is None:
            return Match(person, proven=False)
        self._people.close(person, self._clock(), ending)
        self._sessions.end_all(person.person_id)
        self._forget(person.person_id)
        return self._create(person.phone, visit, wechat)

    def _open(self, match: Match, visit: Visit, *, wechat_phone: str | None = None) -> SessionView:
        person, proven, token = match.person, match.proven, match.begun
        if proven:  # whoever got a recycled number agrees to nothing in the owner's name
            number_at = self._clock() if match.numbered else None
            person = self._accounts.settle(person.person_id, visit.openid, person, visit.agreed, number_at=number_at)
        own, device = visit.place.own, visit.place.device
        ends = self._clock() + term(visit.client, own=own).idle
        if token is None:
            token = self._sessions.start(
                person.person_id, visit.client, visit.openid, proven, own=own, device=device, numbered=match.numbered
            )
            self._require_still(match.person, visit, token)
        self._trail.tell(visit.act, person.person_id, client=visit.client, ip=visit.place.ip, proven=proven)
        return SessionView(
            token=token,
            expires_at=iso(ends),
            person=self._accounts.view(person, proven=proven),
            proven=proven,
            next=_next(match, wechat_phone),
            wechat=self._leads(visit.openid, person),
            phone=wechat_phone if wechat_phone == person.phone else None,
        )

    def _leads(self, openid: str | None, person: Person) -> Leads:
        if self._is_of(openid, person):
            return "HERE"
        return "ELSEWHERE" if self._owner(openid) else "NOWHERE"

    def _is_of(self, openid: str | None, person: Person) -> bool:
        return f"{self._wechat.appid}#{openid}" in person.logins

    def _owner(self, openid: str | None) -> str | None:
        return self._people.by_openid(self._wechat.appid, openid) if openid else None

    def _require_still(self, person: Person, visit: Visit, token: str) -> None:
        """The new session holds only if what the visitor came with still leads to the account, as it was when they
        were let in: whoever closed it or changed its number meanwhile may have missed this session.  Raises
        Unauthenticated and AccountChanged."""
        try:
            now = self._accounts.person(person.person_id)
        except Unauthenticated:
            self._sessions.end_all(person.person_id)
            raise
        still = self._is_of(visit.openid, now) if self._is_of(visit.openid, person) else now.phone == person.phone
        if not still:
            self._sessions.discard(person.person_id, token)
            raise AccountChanged


def mobile(text: str) -> str:
    """The number as 11 digits.  Raises PhoneInvalid."""
    phone = fold(text)
    if phone is None:
        raise PhoneInvalid(field="phone")
    return phone


def _next(match: Match, wechat_phone: str | None) -> Next | None:
    if not match.proven:
        return Next(kind="PROVE")
    if wechat_phone is not None and wechat_phone != match.person.phone:
        return Next(kind="CHANGE_PHONE", phone=wechat_phone)
    return Next(kind="NICKNAME") if match.begun else None
