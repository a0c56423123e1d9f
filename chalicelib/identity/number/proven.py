"""Whether the account's owner is there: a session alone may be a copy of the owner's, and does nothing grave.

PROVED#<session> in the inbox: the owner was proven beyond the session, for ten minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.identity.errors import ProveFirst, ProveForPhone
from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.model import Who
from chalicelib.shared.clock import Clock

LASTS = timedelta(minutes=10)  # for one visit of the page: two SMS and what is typed between them


@dataclass(frozen=True, kw_only=True)
class Proven:
    """What PhoneProof found out, for steps that send no codes."""

    inbox: Inbox
    clock: Clock

    def require(self, who: Who) -> None:
        """Raise ProveFirst, or ProveForPhone if this session has no proof."""
        require_proven(who)
        if self.inbox.get(_pk(who), now=self.clock()) is None:
            raise ProveForPhone

    def note(self, who: Who) -> datetime:
        """Store the session's proof; returns when it ends."""
        until = self.clock() + LASTS
        self.inbox.put(_pk(who), until=until, body="")
        return until

    def forget(self, who: Who) -> None:
        """Delete the session's proof.  Idempotent."""
        self.inbox.drop(_pk(who))


def require_proven(who: Who) -> str:
    """The caller's person id.  Raises ProveFirst if the account's number may have a new owner."""
    if not who.proven:
        raise ProveFirst
    return who.person_id


def _pk(who: Who) -> str:
    return f"PROVED#{who.session}"
