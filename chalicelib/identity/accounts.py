"""The account behind a session: its profile, and the proof that the caller is its owner."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.identity.consents import agreeing
from chalicelib.identity.errors import (
    AvatarNotReady,
    IdTailFixed,
    IdTailWrong,
    ProofUnavailable,
    ProveFirst,
)
from chalicelib.identity.limits import Limits
from chalicelib.identity.model import Person, Who
from chalicelib.identity.retry import retry
from chalicelib.identity.sessions import Sessions
from chalicelib.identity.store import People
from chalicelib.identity.texts import ConsentText
from chalicelib.identity.view import AccountView, view
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys, constant_time_equal
from chalicelib.shared.db import Write
from chalicelib.shared.errors import Invalid, Unauthenticated
from chalicelib.shared.names import clean_name, half_width, tidy
from chalicelib.storage import keys

SEEN_EVERY = timedelta(days=1)
ID_TAIL = re.compile(r"[0-9]{3}[0-9X]")
Sign = Callable[[str], str]  # S3 key → a short-lived link


class Accounts:
    """me, change and choose_avatar serve the session's owner; person serves other packages.

    sign: S3 key → a short-lived link; exists: S3 key → whether there is such an object;
    tail_put: (number, when) → writes that have the number told of an ID's end put on record.
    """

    def __init__(
        self,
        *,
        people: People,
        sessions: Sessions,
        limits: Limits,
        keys: Keys,
        clock: Clock,
        appid: str,
        sign: Sign,
        exists: Callable[[str], bool],
        tail_put: Callable[[str, datetime], list[Write]],
    ) -> None:
        self._people, self._sessions, self._limits = people, sessions, limits
        self._keys, self._clock, self._appid, self._sign, self._exists = keys, clock, appid, sign, exists
        self._tail_put = tail_put

    def person(self, person_id: str, *, known: str = "") -> Person:
        """The person; known: as People.get.  Raises Unauthenticated when the account has ended."""
        person = self._people.get(person_id, known=known)
        if person is None or person.ended:
            raise Unauthenticated
        return person

    def choose_avatar(self, who: Who, upload_id: str) -> AccountView:
        """Make the picture of an AVATAR upload the avatar.  Raises ProveFirst and AvatarNotReady."""
        if not who.proven:
            raise ProveFirst
        key = keys.avatar(who.person_id, upload_id)
        if not self._exists(key):
            raise AvatarNotReady(field="avatar")
        return self.view(retry(lambda: self._people.save(replace(self.person(who.person_id), avatar=key))), proven=True)

    def me(self, who: Who) -> AccountView:
        """The account as this session may see it; renews the session and, if it is proven, settles the account."""
        self._sessions.renew(who)
        person = self._settle(who) if who.proven else self.person(who.person_id)
        return self.view(person, proven=who.proven)

    def view(self, person: Person, *, proven: bool) -> AccountView:
        """The account as a client sees it."""
        return view(person, proven, self._sign(person.avatar) if person.avatar else None)

    def settle(
        self,
        person_id: str,
        openid: str | None,
        first: Person | None = None,
        agreed: Collection[ConsentText] = (),
        *,
        number_at: datetime | None = None,
    ) -> Person:
        """Record the owner's visit, once a day, and what they agreed to, and bind the openid they came with if it leads
        to no account yet.

        first: the person as it was just read or written; it is read again only if another write came first.  agreed:
        texts in force; number_at: when they showed the account's number, if they did.
        """
        read = [first] if first and not first.ended else []

        def work() -> Person:
            person, now = read.pop() if read else self.person(person_id), self._clock()
            following = agreeing(person, agreed, now)
            if number_at and number_at - person.number_seen_at >= SEEN_EVERY:
                following = replace(following, number_proved_at=number_at)
            if openid and self._unbound(person, openid):
                return self._people.bind(replace(following, last_seen_at=now), self._appid, openid)
            if following is person and now - person.last_seen_at < SEEN_EVERY:
                return person
            return self._people.save(replace(following, last_seen_at=now))

        return retry(work)

    def _settle(self, who: Who) -> Person:
        return self.settle(who.person_id, who.openid, number_at=who.number_at)

    def _unbound(self, person: Person, openid: str) -> bool:
        return person.wechat.get(self._appid) != openid and self._people.by_openid(self._appid, openid) is None

    def change(self, who: Who, nickname: str | None, id_tail: str | None) -> AccountView:
        """Change the nickname, and record the last four characters of the ID, once, which the number is told by SMS;
        None leaves a value unchanged.

        nickname: as typed; one without visible characters deletes it.  id_tail: in an unproven session it is the
        proof, and the only thing that session may send.  Raises ProveFirst, ProofUnavailable, IdTailWrong,
        IdTailTooOften, IdTailFixed, Invalid.
        """
        tail = _id_tail(id_tail) if id_tail is not None else None
        if not who.proven:
            if nickname is not None or tail is None:
                raise ProveFirst
            return self._prove(who, tail)
        return self.view(retry(lambda: self._changed(self.person(who.person_id), nickname, tail)), proven=True)

    def _changed(self, person: Person, nickname: str | None, tail: str | None) -> Person:
        following = person if nickname is None else replace(person, nickname=clean_name(tidy(nickname)))
        told = list[Write]()
        if tail is not None:
            if person.id_tail is None:
                now = self._clock()
                following = replace(following, id_tail=self._digest(person, tail), id_tail_at=now)
                told = self._tail_put(person.phone, now)
            elif not self._matches(person, tail):
                raise IdTailFixed(field="id_tail")
        return person if following == person else self._people.save(following, told)

    def require_tail(self, person: Person, text: str) -> None:
        """The tail of the ID is the one on record.  Raises Invalid, ProofUnavailable, IdTailWrong, IdTailTooOften."""
        tail = _id_tail(text)
        if person.id_tail is None:
            raise ProofUnavailable(field="id_tail")
        if not self._matches(person, tail):
            raise IdTailWrong(field="id_tail")

    def _prove(self, who: Who, tail: str) -> AccountView:
        self.require_tail(self.person(who.person_id), tail)
        self._sessions.prove(who)
        self._settle(who)
        # Knowing the number and the ID also settles WeChat naming another number.
        owner = retry(lambda: self._people.save(replace(self.person(who.person_id), wechat_phone=None)))
        return self.view(owner, proven=True)

    def _matches(self, person: Person, tail: str) -> bool:
        """Whether the ID tail is right; the attempt is counted before the comparison.  Raises IdTailTooOften."""
        self._limits.claim_id_tail(person.person_id)
        return constant_time_equal(person.id_tail or "", self._digest(person, tail))

    def _digest(self, person: Person, tail: str) -> str:
        return self._keys.digest("id_tail", f"{person.person_id}\x00{tail}")


def _id_tail(text: str) -> str:
    tail = half_width(text).upper()
    if not ID_TAIL.fullmatch(tail):
        raise Invalid(field="id_tail")
    return tail
