"""Roles, the caller of a request, and accounts with their rules."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

WEB, MINI = "web", "mini"  # clients: the web site, the mini-program
LINK = "link"  # no session: somebody who opened a payment link for an order of that person

# A mainland operator may reassign a number 90 days after its cancellation, which is no earlier than the last login.
IDLE = timedelta(days=90)


class Role(StrEnum):
    """The role an endpoint requires of its caller."""

    ANYONE = "anyone"
    STUDENT = "student"
    STAFF = "staff"


@dataclass(frozen=True, kw_only=True)
class Who:
    """The caller of one request.

    person_id: empty for a guest; session: digest of the session token; openid: of the WeChat login, if any;
    proven: False while the account's number may have been reassigned and the caller has yet to prove ownership.
    """

    person_id: str = ""
    session: str = ""
    client: str = WEB
    openid: str | None = None
    proven: bool = True
    ip: str = ""


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Consent to one text.  digest: SHA-256 of the text; withdrawn_at: None while it stands."""

    kind: str
    version: str
    digest: str
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account.

    rev: compare-and-set counter; phone: 11 digits, empty once retired; nickname: chosen by the
    owner (real names belong to orders); id_tail: digest of the last four characters of the ID; id_tail_of: the account
    id the digest was made with, if it came from an account merged into this one; avatar: S3 key; wechat: app id →
    openid; further: `app id#openid` of the other WeChat logins that lead here, earlier ones and those of accounts
    merged into this one; wechat_phone: another number WeChat named for this person's openid, until the owner
    settles which one is right; merged_into: the account that took over the logins of this one; closed_at: when its
    owner closed it (注销).
    """

    person_id: str
    rev: int
    created_at: datetime
    last_seen_at: datetime
    phone: str = field(repr=False)
    nickname: str | None = field(default=None, repr=False)
    id_tail: str | None = None
    id_tail_of: str | None = None
    avatar: str | None = None
    consents: tuple[Consent, ...] = ()
    wechat: dict[str, str] = field(default_factory=dict, repr=False)
    further: tuple[str, ...] = field(default=(), repr=False)
    wechat_phone: str | None = field(default=None, repr=False)
    merged_into: str | None = None
    closed_at: datetime | None = None

    @property
    def logins(self) -> tuple[str, ...]:
        """`app id#openid` of every WeChat login that leads here."""
        return tuple(dict.fromkeys((*map("#".join, self.wechat.items()), *self.further)))

    @property
    def ended(self) -> bool:
        """Whether the account was closed or merged into another."""
        return self.merged_into is not None or self.closed_at is not None

    def doubtful(self, now: datetime) -> bool:
        """Whether the number may belong to somebody else by now."""
        return now - self.last_seen_at >= IDLE or self.wechat_phone is not None

    @property
    def has_profile(self) -> bool:
        """Whether there is profile data, which the owner may delete."""
        return bool(self.nickname or self.id_tail or self.avatar)

    @property
    def blank(self) -> bool:
        """Whether the account holds neither a profile nor a WeChat login (orders are checked elsewhere)."""
        return not (self.has_profile or self.wechat)


def emptied(person: Person) -> Person:
    """The account without its profile data; its consents stay on record."""
    return replace(person, nickname=None, id_tail=None, id_tail_of=None, avatar=None)


def merge(person: Person, other: Person) -> tuple[Person, Person]:
    """Merge two accounts of one person: (the first, with the other's logins and consents and the profile data it
    lacked; the other, emptied).  The other's avatar is dropped."""
    second = [f"{appid}#{openid}" for appid, openid in other.wechat.items() if appid in person.wechat]
    kept = replace(
        person,
        nickname=person.nickname or other.nickname,
        wechat=other.wechat | person.wechat,
        further=tuple(dict.fromkeys((*person.further, *other.further, *second))),
        consents=tuple(sorted((*person.consents, *other.consents), key=_changed_at)),
    )
    if kept.id_tail is None:
        kept = replace(kept, id_tail=other.id_tail, id_tail_of=other.id_tail and (other.id_tail_of or other.person_id))
    retired = replace(
        emptied(other), phone="", wechat={}, further=(), wechat_phone=None, consents=(), merged_into=person.person_id
    )
    return kept, retired


def _changed_at(consent: Consent) -> datetime:
    """Sort key: a consent withdrawn in one account stands in neither, unless it was given again later."""
    return consent.withdrawn_at or consent.given_at
