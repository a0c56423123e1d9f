"""Roles, the caller of a request, and accounts with their rules."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

WEB, MINI = "web", "mini"  # clients: the web site, the mini-program
LINK = "link"  # no session: somebody who opened a payment link for an order of that person

# A mainland operator may sell a number again 90 days after its cancellation, and the cancellation may follow right
# after the last login: a login by number is in doubt a month before the earliest day it may be a stranger's.
IDLE = timedelta(days=60)
# Visits by other ways say nothing of the number: whoever gave it up goes on by WeChat, or in a session that lasts.
SILENT = timedelta(days=80)
# A tail put on record more recently proves no change of number: whoever took a session could have put it there.
TAIL_SETTLED = timedelta(days=7)


class Role(StrEnum):
    """The role an endpoint requires of its caller."""

    ANYONE = "anyone"
    STUDENT = "student"
    STAFF = "staff"


@dataclass(frozen=True, kw_only=True)
class Who:
    """The caller of one request.

    person_id: empty for a guest; session: digest of the session token; openid: of the WeChat login, if any;
    proven: False while the account's number may have been reassigned and the caller has yet to prove ownership;
    number_at: when the session began with a login that showed the account's number, None if it did otherwise.
    """

    person_id: str = ""
    session: str = ""
    client: str = WEB
    openid: str | None = None
    proven: bool = True
    ip: str = ""
    number_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Consent to one text.  digest: SHA-256 of the text; withdrawn_at: None while it stands."""

    kind: str
    version: str
    digest: str
    given_at: datetime
    withdrawn_at: datetime | None = None


class Consenting(Protocol):
    """An account as far as its consents go."""

    @property
    def consents(self) -> tuple[Consent, ...]: ...
    @property
    def ended(self) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """The consents of an account, without what of it is sealed.  ended: whether it has ended."""

    consents: tuple[Consent, ...]
    ended: bool


@dataclass(frozen=True, kw_only=True)
class Unopened:
    """Sealed texts of an account that do not open, as they lie in its item.  number: the digest of the phone."""

    phone: str | None = field(default=None, repr=False)
    number: str = ""
    profile: str | None = field(default=None, repr=False)


OPENED = Unopened()  # all of them open


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account.

    rev: compare-and-set counter; phone: 11 digits, empty once retired or where it does not open; nickname: chosen by
    the owner (real names belong to orders); unopened: kept until its field is filled in again; id_tail: digest of the
    last four characters of the ID; id_tail_at: when it was put on record, None in older records; avatar: S3 key;
    wechat: app id → openid; further: `app id#openid` of the earlier WeChat logins that lead here; wechat_phone: another
    number WeChat named for this person's openid, until the owner settles which one is right, "" if it does not open;
    merged_into: the account that took over the number of this empty one; closed_at: when its owner closed it (注销);
    number_proved_at: when a login last showed that the owner has the number, None before the second one.
    """

    person_id: str
    rev: int
    created_at: datetime
    last_seen_at: datetime
    phone: str = field(repr=False)
    nickname: str | None = field(default=None, repr=False)
    unopened: Unopened = OPENED
    id_tail: str | None = None
    id_tail_at: datetime | None = None
    avatar: str | None = None
    consents: tuple[Consent, ...] = ()
    wechat: dict[str, str] = field(default_factory=dict, repr=False)
    further: tuple[str, ...] = field(default=(), repr=False)
    wechat_phone: str | None = field(default=None, repr=False)
    merged_into: str | None = None
    closed_at: datetime | None = None
    number_proved_at: datetime | None = None

    @property
    def number_seen_at(self) -> datetime:
        """When the owner last showed to have the number."""
        return self.number_proved_at or self.created_at

    @property
    def logins(self) -> tuple[str, ...]:
        """`app id#openid` of every WeChat login that leads here."""
        return tuple(dict.fromkeys((*map("#".join, self.wechat.items()), *self.further)))

    @property
    def ended(self) -> bool:
        """Whether the account was closed, or its number went to another account."""
        return self.merged_into is not None or self.closed_at is not None

    def doubtful(self, now: datetime) -> bool:
        """Whether the number may belong to somebody else by now, for all that the account's visits tell."""
        return now - self.last_seen_at >= IDLE or self.wechat_phone is not None

    def silent(self, now: datetime) -> bool:
        """Whether nobody showed the number for so long that it may have been sold, however often they were here."""
        return now - self.number_seen_at >= SILENT

    @property
    def has_profile(self) -> bool:
        """Whether there is profile data, which the owner may delete."""
        return bool(self.nickname or self.unopened.profile or self.id_tail or self.avatar)

    @property
    def blank(self) -> bool:
        """Whether the account holds neither a profile nor a WeChat login (orders are checked elsewhere)."""
        return not (self.has_profile or self.wechat)


def emptied(person: Person) -> Person:
    """The account without its profile data; its consents stay on record."""
    kept = replace(person.unopened, profile=None)
    return replace(person, nickname=None, unopened=kept, id_tail=None, id_tail_at=None, avatar=None)


def filled(person: Person) -> Person:
    """Without the unopened texts whose field was filled in again."""
    kept = person.unopened
    if person.phone:
        kept = replace(kept, phone=None, number="")
    if person.nickname:
        kept = replace(kept, profile=None)
    return replace(person, unopened=kept)
