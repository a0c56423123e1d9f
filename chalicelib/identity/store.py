"""People in DynamoDB: `P#<person>/PROFILE`, and the logins that lead to it, `LOGIN#sms#…` and `LOGIN#wx#…`.  Beside the
login of a number lies, as `LEFT`, the account that left the number and may be taken back by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.identity import login_store
from chalicelib.identity.login_store import LEFT, LOGIN, LoginItem
from chalicelib.identity.model import UNDO, Agreement, Consent, LeftNumber, Person, emptied, merge
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import BaseMeta, Delete, Put, TwoKeys, Write, as_json, transact
from chalicelib.shared.names import clean_name
from chalicelib.shared.store.together import Sought

PROFILE = "PROFILE"  # sort key


class PersonItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    rev = NumberAttribute()
    body = UnicodeAttribute()


class _Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The JSON body of a person; identifying values are sealed."""

    created_at: datetime
    last_seen_at: datetime
    phone: str
    phone_digest: str
    profile: str
    id_tail: str | None = None
    id_tail_of: str | None = None
    id_tail_at: datetime | None = None
    avatar: str | None = None
    consents: tuple[Consent, ...] = ()
    wechat: dict[str, str] = {}
    further: tuple[str, ...] = ()
    wechat_phone: str | None = None
    merged_into: str | None = None
    closed_at: datetime | None = None
    number_since: datetime | None = None
    number_proved_at: datetime | None = None


class _Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Profile data, sealed in the body.  name: in records older than nicknames, used as the nickname."""

    nickname: str | None = None
    name: str | None = None


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_RECORD, _PROFILE = msgspec.json.Decoder(_Record), msgspec.json.Decoder(_Profile)


class People:
    """Every write is conditional: Conflict means reload and decide again; Duplicate, that a login is taken."""

    def __init__(self, table: str, keys: Keys) -> None:
        PersonItem.Meta.table_name = LoginItem.Meta.table_name = table
        self._keys = keys

    def get(self, person_id: str) -> Person | None:
        """The person, or None.  Strongly consistent."""
        sought = self.sought(person_id)
        return sought.read(PersonItem.find(sought.pk, sought.sk))

    def sought(self, person_id: str) -> Sought[Person | None]:
        """As `get`, to be read with other items."""
        return Sought(
            PersonItem, f"P#{person_id}", PROFILE, lambda item: self._person(person_id, item) if item else None
        )

    def agreement(self, person_id: str) -> Agreement | None:
        """The person's consents, or None: needs no key.  Strongly consistent."""
        sought = self.sought_agreement(person_id)
        return sought.read(PersonItem.find(sought.pk, sought.sk))

    def sought_agreement(self, person_id: str) -> Sought[Agreement | None]:
        """As `agreement`, to be read with other items."""
        return Sought(PersonItem, f"P#{person_id}", PROFILE, lambda item: _agreement(item) if item else None)

    def by_phone(self, phone: str) -> str | None:
        """Id of the person this number leads to, or None."""
        return self._login(self._sms(phone))

    def number(self, phone: str) -> tuple[str | None, LeftNumber | None]:
        """As by_phone, with what the number may still do to an account that left it."""
        items = {item.sk: item for item in LoginItem.query(self._sms(phone), consistent_read=True)}
        lead, left = items.get(LOGIN), items.get(LEFT)
        return (lead.person_id if lead else None), login_store.left_of(left)

    def by_openid(self, appid: str, openid: str) -> str | None:
        """Id of the person this WeChat login leads to, or None."""
        return self._login(login_store.wx(appid, openid))

    def create(self, person: Person) -> None:
        """Store a new person with the logins of number and openids.  Raises Duplicate if one of them is taken."""
        self._create(person, login_store.lead(self._sms(person.phone), person.person_id))

    def succeed(self, ended: Person, person: Person) -> None:
        """As create, where the number still leads to an account that ended.  Raises Conflict if it does no more."""
        self._create(person, login_store.redirect(self._sms(person.phone), ended.person_id, person.person_id))

    def _create(self, person: Person, number: Put) -> None:
        wechat = [login_store.lead(pk, person.person_id) for pk in login_store.wechat(person)]
        transact([Put(item=self._item(person), new=True), number, *wechat])

    def save(self, person: Person, also: Iterable[Write] = ()) -> Person:
        """Write a changed person; returns the new revision.  Raises Conflict if another write came first."""
        following, write = self._next(person)
        transact([write, *also])
        return following

    def close(self, person: Person, now: datetime, also: Iterable[Write] = ()) -> None:
        """Close the account: delete its logins and identifying values.  Raises Conflict."""
        blank = emptied(replace(person, phone="", wechat={}, further=(), wechat_phone=None, closed_at=now))
        _, write = self._next(blank)
        logins = (self._sms(person.phone), *login_store.wechat(person))
        transact([write, *(login_store.unlead(pk, person.person_id) for pk in logins), *also])

    def bind(self, person: Person, appid: str, openid: str) -> Person:
        """Add a WeChat login; an earlier one of the same app keeps working.  Raises Duplicate if the openid leads to an
        account already, and Conflict."""
        before = [f"{appid}#{person.wechat[appid]}"] if appid in person.wechat else []
        bound = replace(person, wechat=person.wechat | {appid: openid}, further=(*person.further, *before))
        following, write = self._next(bound)
        transact([write, login_store.lead(login_store.wx(appid, openid), person.person_id)])
        return following

    def merge(self, person: Person, other: Person, also: Iterable[Write] = (), *, brings: bool = True) -> Person:
        """Merge `other` into `person`.  brings: its logins lead to `person` from now on, and fill its profile, else
        nowhere; also: writes for the same transaction.

        Raises Conflict if either changed meanwhile.
        """
        kept, retired = merge(person, other, brings=brings)
        following, write = self._next(kept)
        _, retire = self._next(retired)
        logins = login_store.wechat(other) + ([self._sms(other.phone)] if other.phone else [])
        led = [
            login_store.redirect(pk, other.person_id, person.person_id)
            if brings
            else login_store.unlead(pk, other.person_id)
            for pk in logins
        ]
        transact([write, retire, *led, *also])
        return following

    def change_phone(
        self,
        person: Person,
        phone: str,
        retired: Person | None,
        also: Iterable[Write] = (),
        *,
        now: datetime,
        unbind: bool = False,
        undo: bool = False,
    ) -> Person:
        """Give the person a new number; the old one no longer logs in.

        retired: the other account that the new number leads to, if any, empty or ended; unbind: delete the WeChat
        logins too; undo: the old number may take the account back for a while.  Raises Conflict if either account
        changed meanwhile.
        """
        moved = replace(person, phone=phone, wechat_phone=None, number_since=now, number_proved_at=now)
        following, write = self._next(replace(moved, wechat={}, further=()) if unbind else moved)
        writes: list[Write] = [write]
        if unbind:
            writes += [login_store.unlead(pk, person.person_id) for pk in login_store.wechat(person)]
        if retired is None:
            writes.append(login_store.take(self._sms(phone), person.person_id))
        else:
            if not retired.ended:
                merged = replace(retired, phone="", wechat_phone=None, merged_into=person.person_id)
                writes.append(self._next(merged)[1])
            writes.append(login_store.redirect(self._sms(phone), retired.person_id, person.person_id))
        writes.append(login_store.unlead(self._sms(person.phone), person.person_id))
        if undo:
            left = LeftNumber(
                person_id=person.person_id, until=now + UNDO, logins=person.logins, since=person.number_since
            )
            writes.append(login_store.leave(self._sms(person.phone), left))
        transact([*writes, *also])
        return following

    def restore(
        self, person: Person, holder: Person, left: LeftNumber, now: datetime, also: Iterable[Write] = ()
    ) -> Person:
        """Give the person the number back that it left, which `holder`, an empty account, has now; WeChat logins bound
        since, and the holder's, lead nowhere.  Raises Conflict if anything changed meanwhile."""
        wechat = {appid: openid for appid, openid in person.wechat.items() if f"{appid}#{openid}" in left.logins}
        further = tuple(login for login in person.further if login in left.logins)
        back = replace(person, phone=holder.phone, wechat=wechat, further=further, wechat_phone=None)
        following, write = self._next(replace(back, number_since=left.since, number_proved_at=now))
        gone = replace(
            holder, phone="", wechat={}, further=(), wechat_phone=None, consents=(), merged_into=person.person_id
        )
        number = self._sms(holder.phone)
        since = [login for login in person.logins if login not in left.logins]
        unled = [(self._sms(person.phone), person), *((f"LOGIN#wx#{login}", person) for login in since)]
        unled += [(pk, holder) for pk in login_store.wechat(holder)]
        transact(
            [
                write,
                self._next(gone)[1],
                login_store.redirect(number, holder.person_id, person.person_id),
                Delete(item=LoginItem(number, LEFT), condition=LoginItem.person_id == left.person_id),
                *(login_store.unlead(pk, owner.person_id) for pk, owner in unled),
                *also,
            ]
        )
        return following

    def _login(self, pk: str) -> str | None:
        item = LoginItem.find(pk, LOGIN)
        return item.person_id if item else None

    def _sms(self, phone: str) -> str:
        return login_store.sms(self._keys.digest("phone", phone))

    def _next(self, person: Person) -> tuple[Person, Put]:
        following = replace(person, rev=person.rev + 1)
        return following, Put(item=self._item(following), condition=PersonItem.rev == person.rev)

    def _item(self, person: Person) -> PersonItem:
        record = _Record(
            created_at=person.created_at,
            last_seen_at=person.last_seen_at,
            phone=self._seal(person.person_id, "phone", person.phone),
            phone_digest=self._keys.digest("phone", person.phone),
            profile=self._seal(person.person_id, "profile", as_json(_Profile(nickname=person.nickname))),
            id_tail=person.id_tail,
            id_tail_of=person.id_tail_of,
            id_tail_at=person.id_tail_at,
            avatar=person.avatar,
            consents=person.consents,
            wechat=person.wechat,
            further=person.further,
            wechat_phone=person.wechat_phone and self._seal(person.person_id, "wechat phone", person.wechat_phone),
            merged_into=person.merged_into,
            closed_at=person.closed_at,
            number_since=person.number_since,
            number_proved_at=person.number_proved_at,
        )
        body = as_json(record)
        return PersonItem(f"P#{person.person_id}", PROFILE, rev=person.rev, body=body)

    def _person(self, person_id: str, item: PersonItem) -> Person:
        record = _RECORD.decode(item.body)
        profile = _PROFILE.decode(self._open(person_id, "profile", record.profile))
        return Person(
            person_id=person_id,
            rev=int(item.rev),
            created_at=record.created_at,
            last_seen_at=record.last_seen_at,
            phone=self._open(person_id, "phone", record.phone),
            nickname=profile.nickname or clean_name(profile.name or ""),
            id_tail=record.id_tail,
            id_tail_of=record.id_tail_of,
            id_tail_at=record.id_tail_at,
            avatar=record.avatar,
            consents=record.consents,
            wechat=record.wechat,
            further=record.further,
            wechat_phone=record.wechat_phone and self._open(person_id, "wechat phone", record.wechat_phone),
            merged_into=record.merged_into,
            closed_at=record.closed_at,
            number_since=record.number_since,
            number_proved_at=record.number_proved_at,
        )

    def _seal(self, person_id: str, what: str, text: str) -> str:
        return self._keys.seal(text, about=f"{what} {person_id}")

    def _open(self, person_id: str, what: str, sealed: str) -> str:
        return self._keys.unseal(sealed, about=f"{what} {person_id}")


def _agreement(item: PersonItem) -> Agreement:
    record = _RECORD.decode(item.body)
    ended = record.merged_into is not None or record.closed_at is not None
    return Agreement(consents=record.consents, ended=ended)
