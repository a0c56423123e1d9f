"""Routes of the `login` step: where the student is logged in, and ending that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.api.student.telling import tell
from chalicelib.identity.model import Role, Who
from chalicelib.identity.trail import Act
from chalicelib.shared.clock import iso
from chalicelib.wire import wire


@dataclass(frozen=True, kw_only=True)
class LoginRow:
    """A session.  session_id: no credential; device: in a few words, empty if unknown; begun_at: null if it is too old
    to know; used_at: up to a day late; ends_at: unless it is used; current: it is the one that asks."""

    session_id: str
    client: Literal["web", "mini"]
    device: str
    begun_at: str | None
    used_at: str
    ends_at: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class LoginRows:
    """The caller's first, then the last used."""

    sessions: list[LoginRow]


@routes.route("/api/me/sessions", methods=["GET"], name="login")
@endpoint(role=Role.STUDENT, answer=LoginRows)
def list_logins(who: Who) -> LoginRows:
    """List where this person is logged in.  A session that is not proven sees itself alone."""
    return _rows(who)


@routes.route("/api/me/sessions/{session_id}", methods=["DELETE"], name="login")
@endpoint(role=Role.STUDENT, answer=LoginRows)
def end_login(who: Who, session_id: str) -> LoginRows:
    """End one of this person's sessions, everywhere within half a minute.  The answer is what is left; one that is over
    or unknown already counts as ended.  Another than the caller's wants the proof of /api/login/phone/proof."""
    sessions = wire().student.sessions
    if not sessions.is_current(who, session_id):
        wire().student.proven.require(who)
    sessions.end_one(who, session_id)
    tell(Act.SESSION_ENDED, who)
    return _rows(who)


@routes.route("/api/me/sessions/end-others", methods=["POST"], name="login")
@endpoint(role=Role.STUDENT, answer=LoginRows)
def end_other_logins(who: Who) -> LoginRows:
    """End all of this person's sessions but this one.  The answer is what is left.  Wants the proof of
    /api/login/phone/proof."""
    wire().student.proven.require(who)
    wire().student.sessions.end_others(who)
    tell(Act.OTHERS_ENDED, who)
    return _rows(who)


def _rows(who: Who) -> LoginRows:
    rows = [
        LoginRow(
            session_id=each.session_id,
            client=cast('Literal["web", "mini"]', each.client),
            device=each.device,
            begun_at=iso(each.begun_at) if each.begun_at else None,
            used_at=iso(each.used_at),
            ends_at=iso(each.until),
            current=each.current,
        )
        for each in wire().student.sessions.listed(who)
    ]
    return LoginRows(sessions=rows)
