"""What is stored of a session, how long it lasts, and what its client is told once it is over.

SESSION#<digest of the token>   the session; once it was ended from elsewhere, why and when, in the same item: the read
                                that finds it over finds the cause, too
SESSIONS#<person id>            the set of a person's digests, expired ones among them
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import msgspec

from chalicelib.identity import errors
from chalicelib.identity.inbox_store import InboxEntry
from chalicelib.identity.model import MINI
from chalicelib.shared.clock import shanghai
from chalicelib.shared.errors import Unauthenticated

TOLD = timedelta(days=14)  # longer than a holiday, after which somebody still reads why
OVER = datetime.fromtimestamp(0, UTC)  # `until` of a session that was ended: the release before takes it for expired
NEVER = datetime.max.replace(tzinfo=UTC)


class Term(NamedTuple):
    """idle: from the last renewal to the end; every: between two renewals; most: in all, None without such an end."""

    idle: timedelta
    every: timedelta
    most: timedelta | None

    @property
    def shared(self) -> bool:
        return self.most is not None


OWN = Term(idle=timedelta(days=30), every=timedelta(days=1), most=None)
# A computer of many, as in a library: ASVS 3.3.2 asks for a new login after 12 hours.
SHARED = Term(idle=timedelta(hours=12), every=timedelta(hours=1), most=timedelta(hours=24))


def term(client: str, *, own: bool) -> Term:
    """The term of a new session.  WeChat's client is on somebody's own phone."""
    return OWN if own or client == MINI else SHARED


class Ending(StrEnum):
    """Why a session was ended from elsewhere."""

    ELSEWHERE = "ELSEWHERE"  # by its owner, from another session
    CHANGED = "CHANGED"  # the account got another number


REFUSALS: dict[Ending, type[Unauthenticated]] = {
    Ending.ELSEWHERE: errors.SessionEndedElsewhere,
    Ending.CHANGED: errors.SessionAccountChanged,
}


class Session(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """shared: on a computer that may be of many; device: in a few words; numbered: it began with a login that showed
    the account's number; begun, used: seconds since 1970, 0 of one that an earlier release began."""

    person_id: str
    client: str
    proven: bool
    openid: str | None = None
    shared: bool = False
    device: str = ""
    numbered: bool = False
    begun: int = 0
    used: int = 0

    @property
    def term(self) -> Term:
        return SHARED if self.shared else OWN

    @property
    def number_at(self) -> datetime | None:
        """When its visitor showed the account's number; None if they came otherwise."""
        return datetime.fromtimestamp(self.begun, UTC) if self.numbered and self.begun else None

    @property
    def last(self) -> datetime:
        """When it ends at the latest."""
        most = self.term.most
        return datetime.fromtimestamp(self.begun, UTC) + most if most else NEVER

    def until(self, now: datetime) -> datetime:
        """When it ends if `now` is its last use."""
        return min(now + self.term.idle, self.last)


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """at: seconds since 1970."""

    why: Ending
    at: int


class Life(NamedTuple):
    """A session that is not over, and when it will be unless it is renewed."""

    session: Session
    until: datetime

    def due(self, now: datetime) -> bool:
        """Whether its renewal is worth a write."""
        return self.session.until(now) - self.until >= self.session.term.every


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_SESSION = msgspec.json.Decoder(Session)
_ENDED = msgspec.json.Decoder(Ended)


def text(stored: Session | Ended) -> str:
    """As it lies in the item's body."""
    return msgspec.json.encode(stored).decode()


def life(entry: InboxEntry, now: datetime) -> Life:
    """The session of an entry.  Raises Unauthenticated if it is over, with the cause where one is known."""
    if entry.until == OVER:
        ended = _ENDED.decode(entry.body)
        raise REFUSALS[ended.why](when=shanghai(datetime.fromtimestamp(ended.at, UTC)))
    session = _SESSION.decode(entry.body)
    until = min(entry.until, session.last)  # the release before knows no end in all
    if until <= now:
        raise errors.SessionIdle if session.shared else Unauthenticated
    return Life(session, until)


def pk_of(digest: str) -> str:
    return f"SESSION#{digest}"


def set_of(person_id: str) -> str:
    return f"SESSIONS#{person_id}"
