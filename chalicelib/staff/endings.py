"""How staff sessions ended: kept for a while in the inbox, and told only to whoever still has the session's token.

ENDED#<digest of the token>   why and when
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

import msgspec

from chalicelib.shared.db import Write, as_json
from chalicelib.shared.errors import Unauthenticated
from chalicelib.staff import errors

KEPT = timedelta(days=14)  # longer than a holiday, after which somebody still reads why


class Ending(StrEnum):
    """Why a session ended."""

    LEFT = "LEFT"  # by its owner, in itself
    ELSEWHERE = "ELSEWHERE"  # by its owner, from another session
    CROWDED = "CROWDED"  # the oldest of too many
    AGED = "AGED"
    IDLE = "IDLE"
    ADMIN = "ADMIN"  # by an administrator, it alone or all of the account's
    INVITED_AGAIN = "INVITED_AGAIN"
    DISABLED = "DISABLED"


REFUSALS: dict[Ending, type[Unauthenticated]] = {
    Ending.LEFT: errors.SessionLeft,
    Ending.ELSEWHERE: errors.SessionEndedElsewhere,
    Ending.CROWDED: errors.SessionCrowdedOut,
    Ending.AGED: errors.SessionAged,
    Ending.IDLE: errors.SessionIdle,
    Ending.ADMIN: errors.SessionEndedByAdmin,
    Ending.INVITED_AGAIN: errors.SessionInvitedAgain,
    Ending.DISABLED: errors.SessionDisabled,
}


@dataclass(frozen=True, kw_only=True)
class Ended:
    """That a session ended."""

    why: Ending
    at: datetime


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_ENDED = msgspec.json.Decoder(Ended)


class Noted(Protocol):
    """A stored note."""

    @property
    def body(self) -> str: ...


class Notes(Protocol):
    """Notes shared by all processes; each expires by itself."""

    def get(self, pk: str, *, now: datetime) -> Noted | None: ...

    def new(self, pk: str, *, until: datetime, body: str) -> Write: ...


class Endings:
    """Notes and finds how sessions ended."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def note(self, session_id: str, ended: Ended, *, now: datetime) -> Write:
        """The write that keeps it, for the transaction that ends the session."""
        return self._notes.new(_key(session_id), until=now + KEPT, body=as_json(ended))

    def of(self, session_id: str, *, now: datetime) -> Ended | None:
        """How the session ended; None if that is not known, or no more."""
        note = self._notes.get(_key(session_id), now=now)
        return _ENDED.decode(note.body) if note else None


def _key(session_id: str) -> str:
    return f"ENDED#{session_id}"
