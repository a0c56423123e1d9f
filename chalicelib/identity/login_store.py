"""The logins that lead to a person, one item for each number and openid, so that neither can lead to two people; and
beside that of a number, which account left it."""

from __future__ import annotations

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.identity.inbox_store import KEEP
from chalicelib.identity.model import LeftNumber, Person
from chalicelib.shared.db import BaseMeta, Delete, Put, TwoKeys, as_json

LOGIN, LEFT = "LOGIN", "LEFT"  # sort keys

# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_LEFT = msgspec.json.Decoder(LeftNumber)


class LoginItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    person_id = UnicodeAttribute()
    body = UnicodeAttribute(null=True)  # of LEFT: a LeftNumber
    ttl = NumberAttribute(null=True)  # of LEFT: nothing of it is kept once it allows nothing any more


def left_of(item: LoginItem | None) -> LeftNumber | None:
    """What an item LEFT says; None without one."""
    return _LEFT.decode(str(item.body)) if item else None


def leave(number: str, left: LeftNumber) -> Put:
    """Replaces what an account that left the number before might do."""
    ttl = int((left.until + KEEP).timestamp())
    return Put(item=LoginItem(number, LEFT, person_id=left.person_id, body=as_json(left), ttl=ttl))


def sms(digest: str) -> str:
    return f"LOGIN#sms#{digest}"


def wx(appid: str, openid: str) -> str:
    return f"LOGIN#wx#{appid}#{openid}"


def wechat(person: Person) -> list[str]:
    """Keys of every WeChat login that leads to the person."""
    return [f"LOGIN#wx#{login}" for login in person.logins]


def lead(pk: str, person_id: str) -> Put:
    """→ Duplicate if it leads somewhere."""
    return Put(item=LoginItem(pk, LOGIN, person_id=person_id), new=True)


def take(pk: str, person_id: str) -> Put:
    """As `lead`; one that leads to the person already, as of an account merged into it, goes on.  → Conflict"""
    free = LoginItem.person_id.does_not_exist() | (LoginItem.person_id == person_id)
    return Put(item=LoginItem(pk, LOGIN, person_id=person_id), condition=free)


def redirect(pk: str, old: str, new: str) -> Put:
    return Put(item=LoginItem(pk, LOGIN, person_id=new), condition=LoginItem.person_id == old)


def unlead(pk: str, person_id: str) -> Delete:
    return Delete(item=LoginItem(pk, LOGIN), condition=LoginItem.person_id == person_id)
