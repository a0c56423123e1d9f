"""People in DynamoDB: `P#<person>/PROFILE`, and the logins that lead to it, `LOGIN#sms#…` and `LOGIN#wx#…`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.identity import login_store
from chalicelib.identity.login_store import LOGIN, LoginItem
from chalicelib.identity.model import OPENED, Agreement, Person, emptied, filled
from chalicelib.identity.person_record import RECORD, PersonRecords
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import BaseMeta, Put, TwoKeys, Write, transact
from chalicelib.shared.store.together import Sought

PROFILE = "PROFILE"  # sort key


class PersonItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    rev = NumberAttribute()
    body = UnicodeAttribute()


class People:
    """Every write is conditional: Conflict means reload and decide again; Duplicate, that a login is taken."""

    def __init__(self, table: str, keys: Keys) -> None:
        PersonItem.Meta.table_name = LoginItem.Meta.table_name = table
        self._keys, self._records = keys, PersonRecords(keys)

    def get(self, person_id: str, *, known: str = "") -> Person | None:
        """The person, or None.  Strongly consistent.  known: a number that its owner showed to have, which is written
        anew if it is the account's and does not open there; → Conflict"""
        item = PersonItem.find(f"P#{person_id}", PROFILE)
        if item is None:
            return None
        person = self._records.read(person_id, int(item.rev), item.body, known=known)
        return self.save(person) if person.phone and person.unopened.phone else person

    def sought(self, person_id: str) -> Sought[Person | None]:
        """As `get`, to be read with other items."""
        return Sought(
            PersonItem,
            f"P#{person_id}",
            PROFILE,
            lambda item: self._records.read(person_id, int(item.rev), item.body) if item else None,
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

    def has_number(self, person: Person, phone: str) -> bool:
        """Whether it is the account's own, also where that does not open."""
        return self._number(person) == self._sms(phone)

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
        blank = emptied(
            replace(person, phone="", unopened=OPENED, wechat={}, further=(), wechat_phone=None, closed_at=now)
        )
        _, write = self._next(blank)
        logins = (self._number(person), *login_store.wechat(person))
        transact([write, *(login_store.unlead(pk, person.person_id) for pk in logins), *also])

    def bind(self, person: Person, appid: str, openid: str) -> Person:
        """Add a WeChat login; an earlier one of the same app keeps working.  Raises Duplicate if the openid leads to an
        account already, and Conflict."""
        before = [f"{appid}#{person.wechat[appid]}"] if appid in person.wechat else []
        bound = replace(person, wechat=person.wechat | {appid: openid}, further=(*person.further, *before))
        following, write = self._next(bound)
        transact([write, login_store.lead(login_store.wx(appid, openid), person.person_id)])
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
    ) -> Person:
        """Give the person a new number; the old one no longer logs in.

        retired: the other account that the new number leads to, if any, empty or ended; unbind: delete the WeChat
        logins too.  Raises Conflict if either account changed meanwhile.
        """
        moved = replace(
            person, phone=phone, wechat_phone=None, number_proved_at=now, last_seen_at=now
        )  # seen, so that a login by it is in no doubt, however long its owner was away before
        following, write = self._next(replace(moved, wechat={}, further=()) if unbind else moved)
        writes: list[Write] = [write]
        if unbind:
            writes += [login_store.unlead(pk, person.person_id) for pk in login_store.wechat(person)]
        if retired is None:
            writes.append(login_store.take(self._sms(phone), person.person_id))
        else:
            if not retired.ended:
                merged = replace(retired, phone="", unopened=OPENED, wechat_phone=None, merged_into=person.person_id)
                writes.append(self._next(merged)[1])
            writes.append(login_store.redirect(self._sms(phone), retired.person_id, person.person_id))
        writes.append(login_store.unlead(self._number(person), person.person_id))
        transact([*writes, *also])
        return following

    def _login(self, pk: str) -> str | None:
        item = LoginItem.find(pk, LOGIN)
        return item.person_id if item else None

    def _sms(self, phone: str) -> str:
        return login_store.sms(self._keys.digest("phone", phone))

    def _number(self, person: Person) -> str:
        """Key of the login of the account's number."""
        return login_store.sms(self._records.number(person))

    def _next(self, person: Person) -> tuple[Person, Put]:
        following = replace(filled(person), rev=person.rev + 1)
        return following, Put(item=self._item(following), condition=PersonItem.rev == person.rev)

    def _item(self, person: Person) -> PersonItem:
        return PersonItem(f"P#{person.person_id}", PROFILE, rev=person.rev, body=self._records.write(person))


def _agreement(item: PersonItem) -> Agreement:
    record = RECORD.decode(item.body)
    return Agreement(consents=record.consents, ended=record.ended)
