"""How staff calls the API: which roles may call a route; staff sessions are apart from the students'."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any, Concatenate, overload

import msgspec
from chalice.app import Request
from msgspec import Meta, Struct

from chalicelib.api.bounds import TWO_SEEN
from chalicelib.api.endpoint import view_of
from chalicelib.identity.model import Role
from chalicelib.shared import errors
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.wire import wire

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
EVERYBODY = tuple(StaffRole)
UNTOUCHED = "x-untouched-seconds"
SECONDS = re.compile(r"[0-9]{1,8}")
MOST_WORD = 200  # characters of a word in a path: no table has longer keys

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Reason = Annotated[str, Meta(min_length=2, max_length=200, pattern=TWO_SEEN)]


class Empty(Struct, frozen=True, forbid_unknown_fields=True):
    """An empty body."""


class Why(Struct, frozen=True, forbid_unknown_fields=True):
    """reason: kept in the audit trail."""

    reason: Reason


class Done(Struct, frozen=True):
    """An answer without content: it is done."""

    ok: bool = True


@overload
def staff[A, **P](
    *roles: StaffRole, answer: type[A], status: int = 200
) -> Callable[[Callable[Concatenate[Staff, P], A]], Callable[P, Any]]: ...
@overload
def staff[A, B, **P](
    *roles: StaffRole, answer: type[A], body: type[B], status: int = 200
) -> Callable[[Callable[Concatenate[Staff, B, P], A]], Callable[P, Any]]: ...
@overload
def staff[A, B, **P](
    *roles: StaffRole, answer: type[A], query: type[B], status: int = 200
) -> Callable[[Callable[Concatenate[Staff, B, P], A]], Callable[P, Any]]: ...
def staff(*roles: StaffRole, answer: Any, body: Any = None, query: Any = None, status: int = 200) -> Any:
    """Marks a handler whose first argument is a Staff: as `endpoint`, for anybody with one of the roles.

    Raises Unauthenticated without a session, Forbidden without the role.
    """
    reader = msgspec.json.Decoder(body or None)

    def mark(handler: Callable[..., Any]) -> Callable[..., Any]:
        view = view_of(
            handler,
            who=lambda request: _who(request, roles),
            role=Role.STAFF,
            reader=reader,
            body=body,
            query=query,
            answer=answer,
            status=status,
        )
        view.roles = roles  # type: ignore[attr-defined]
        return view

    return mark


def _untouched(request: Request) -> timedelta:
    """How long nobody touched the page that asks, as it says; not at all, if it says nothing."""
    said = request.headers.get(UNTOUCHED) or ""
    return timedelta(seconds=int(said) if SECONDS.fullmatch(said) else 0)


def _who(request: Request, roles: tuple[StaffRole, ...]) -> Staff:
    ip = str((request.context or {}).get("identity", {}).get("sourceIp") or "")
    scheme, _, token = (request.headers.get("authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise errors.Unauthenticated
    who = wire().staff.sessions.who(token.strip(), ip=ip, untouched=_untouched(request))
    if not who.has(*roles):
        raise errors.Forbidden
    if any(len(word) > MOST_WORD for word in (request.uri_params or {}).values()):
        raise errors.NotFound
    return who
