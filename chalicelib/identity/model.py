"""Who calls, and whom the system knows: roles, the principal of a session, the person behind it and her rules."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

WEB, MINI = "web", "mini"  # clients: the web site, the mini-program
LINK = "link"  # no session: somebody who was asked to pay for an order of that person

# A mainland operator may sell a number again 90 days after it was cancelled, and it was hers at the last login at most.
IDLE = timedelta(days=90)


class Role(StrEnum):
    """What an endpoint asks of its caller."""

    ANYONE = "anyone"
    STUDENT = "student"
    STAFF = "staff"


@dataclass(frozen=True, kw_only=True)
class Who:
    """The caller of one request.

    person_id: empty for a guest; session: digest of the session token; openid: of the WeChat login, if any;
    proven: False while an account whose number may have been recycled must still show it is its owner.
    """

    person_id: str = ""
    session: str = ""
    client: str = WEB
    openid: str | None = None
    proven: bool = True
    ip: str = ""


@dataclass(frozen=True, kw_only=True)
class Consent:
    """One text somebody agreed to.  digest: SHA-256 of the text; withdrawn_at: None while it stands."""

    kind: str
    version: str
    digest: str
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account.

    rev: compare-and-set counter; phone: 11 digits, empty once retired; nickname: what she likes to be called here, her
    real name is her order's; id_tail: digest of the last four of the ID;
    id_tail_of: the account that digest was made for, where it came with one that was merged into this; avatar: S3 key;
    wechat: app id → openid; further: `app id#openid` of the other WeChat logins that lead here, earlier ones and those
    of accounts merged into this one; wechat_phone: another number WeChat named for this person's openid, until she
    settles which is hers; merged_into: the account that took over what led to this one; closed_at: when its owner
    closed it (注销).
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
    def gone(self) -> bool:
        """Another account took its number over, or it was closed."""
        return self.merged_into is not None or self.closed_at is not None

    def doubtful(self, now: datetime) -> bool:
        """True when whoever holds the number today need not be this person."""
        return now - self.last_seen_at >= IDLE or self.wechat_phone is not None

    @property
    def told(self) -> bool:
        """Whether its owner told anything of herself, which she may have deleted."""
        return bool(self.nickname or self.id_tail or self.avatar)

    @property
    def blank(self) -> bool:
        """True when the account holds nothing of anybody's (its orders are counted elsewhere)."""
        return not (self.told or self.wechat)


def emptied(person: Person) -> Person:
    """The account without what its owner told of herself; that she agreed, and to what, stays on record."""
    return replace(person, nickname=None, id_tail=None, id_tail_of=None, avatar=None)


def merged(person: Person, other: Person) -> tuple[Person, Person]:
    """Two accounts of one person: the first with every login of the other, with what it lacked and with what was agreed
    to there; and the other, of which nothing is left.  Its avatar is not taken along."""
    second = [f"{appid}#{openid}" for appid, openid in other.wechat.items() if appid in person.wechat]
    one = replace(
        person,
        nickname=person.nickname or other.nickname,
        wechat=other.wechat | person.wechat,
        further=tuple(dict.fromkeys((*person.further, *other.further, *second))),
        consents=tuple(sorted((*person.consents, *other.consents), key=_moved_at)),
    )
    if one.id_tail is None:
        one = replace(one, id_tail=other.id_tail, id_tail_of=other.id_tail and (other.id_tail_of or other.person_id))
    gone = replace(
        emptied(other), phone="", wechat={}, further=(), wechat_phone=None, consents=(), merged_into=person.person_id
    )
    return one, gone


def _moved_at(consent: Consent) -> datetime:
    """A consent taken back in one account stands in neither, unless it was given again later."""
    return consent.withdrawn_at or consent.given_at
