"""An account as clients see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from chalicelib.identity.consents import standing_consent
from chalicelib.identity.model import Person
from chalicelib.identity.phone import mask
from chalicelib.identity.texts import ConsentKind, current
from chalicelib.shared.clock import iso

Leads = Literal["HERE", "ELSEWHERE", "NOWHERE"]
UNREADABLE = "（读不出，用原手机号和短信验证码登录一次即恢复）"


@dataclass(frozen=True, kw_only=True)
class ConsentView:
    """A text in force.  given_at: when this person agreed to it, null if they have not."""

    kind: ConsentKind
    version: str
    title: str
    text: str
    given_at: str | None


@dataclass(frozen=True, kw_only=True)
class AccountView:
    """The account.  phone: masked, or in brackets what to do where it does not open; proven: false while the session
    sees no orders and no nickname.

    id_tail_known: the last four characters of the ID are on record and can serve as proof.
    """

    phone: str
    proven: bool
    id_tail_known: bool
    nickname: str | None
    avatar_url: str | None
    consents: list[ConsentView]
    created_at: str


@dataclass(frozen=True, kw_only=True)
class Next:
    """What the client should offer next.

    PROVE: entering the last four characters of the ID, or uploading a collection code again; CHANGE_PHONE: WeChat names
    `phone`, but the account has another number; NICKNAME: this login created the account, which has no nickname yet.
    """

    kind: Literal["PROVE", "CHANGE_PHONE", "NICKNAME"]
    phone: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class SessionView:
    """A session that just started.  token: 43 characters for `Authorization: Bearer`, shown once; wechat: whose account
    the WeChat login of this phone leads to: HERE (this one), ELSEWHERE (another one) or NOWHERE; phone: the account's
    number in full where WeChat named it at this login, to fill forms with."""

    token: str = field(repr=False)
    expires_at: str
    person: AccountView
    proven: bool
    next: Next | None
    wechat: Leads
    phone: str | None = field(default=None, repr=False)


def view(person: Person, proven: bool, avatar_url: str | None) -> AccountView:
    """The account's view; in an unproven session, without anything that would tell a stranger whose it is."""
    return AccountView(
        phone=masked_number(person),
        proven=proven,
        id_tail_known=person.id_tail is not None,
        nickname=person.nickname if proven else None,
        avatar_url=avatar_url if proven else None,
        consents=[_consent(person, kind) for kind in ConsentKind],
        created_at=iso(person.created_at),
    )


def masked_number(person: Person, unreadable: str = UNREADABLE) -> str:
    """`138****0000`; `unreadable` where it does not open; "" of an account that ended."""
    return unreadable if person.unopened.phone and not person.ended else mask(person.phone)


def _consent(person: Person, kind: ConsentKind) -> ConsentView:
    text, given = current(kind), standing_consent(person, kind)
    return ConsentView(
        kind=kind,
        version=text.version,
        title=text.title,
        text=text.text,
        given_at=iso(given.given_at) if given else None,
    )
