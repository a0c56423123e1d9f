"""The logins that lead to a person, one item for each number and openid, so that neither can lead to two people."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from chalicelib.identity.model import Person
from chalicelib.shared.db import BaseMeta, Delete, Put, TwoKeys

LOGIN = "LOGIN"  # sort key


class LoginItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    person_id = UnicodeAttribute()


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
    """As `lead`, but → Conflict if it leads somewhere."""
    return Put(item=LoginItem(pk, LOGIN, person_id=person_id), condition=LoginItem.person_id.does_not_exist())


def redirect(pk: str, old: str, new: str) -> Put:
    return Put(item=LoginItem(pk, LOGIN, person_id=new), condition=LoginItem.person_id == old)


def unlead(pk: str, person_id: str) -> Delete:
    return Delete(item=LoginItem(pk, LOGIN), condition=LoginItem.person_id == person_id)
