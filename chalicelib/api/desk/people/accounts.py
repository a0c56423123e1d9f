"""Routes of a branch's administrator: accounts of the staff."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import ADMIN, Reason, Why, staff
from chalicelib.api.desk.login import RoleView, SessionRows, role_views, session_rows
from chalicelib.api.endpoint import routes
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Account, Staff, StaffRole
from chalicelib.wire import wire

Typed = Annotated[str, Meta(max_length=100)]  # blanks around it are dropped
Roles = Annotated[list[StaffRole], Meta(min_length=1, max_length=4)]


class InviteStaff(Struct, frozen=True, forbid_unknown_fields=True):
    username: Typed
    name: Typed
    roles: Roles


class StaffAccount(Struct, frozen=True):
    """invited_until: the invitation works until then, null where none waits; seen_at: when it last logged in, null if
    nobody ever did; locked_until: a network from which its name was tried too often is refused until then at least;
    null where none is."""

    staff_id: str
    username: str
    name: str
    roles: list[RoleView]
    state: str
    created_at: str
    invited_until: str | None
    seen_at: str | None
    locked_until: str | None


class Invitation(Struct, frozen=True):
    """token: for the link the new colleague gets; shown once."""

    account: StaffAccount
    token: str
    until: str


class Accounts(Struct, frozen=True):
    accounts: list[StaffAccount]


class GiveRoles(Struct, frozen=True, forbid_unknown_fields=True):
    roles: Roles
    reason: Reason


@routes.route("/api/staff/accounts", methods=["GET"], name="staff")
@staff(ADMIN, answer=Accounts)
def list_accounts(who: Staff) -> Accounts:
    """List the branch's staff.  By user name, with roles, state and lock."""
    return Accounts([_view(account) for account in wire().staff.accounts.everybody(who)])


@routes.route("/api/staff/accounts", methods=["POST"], name="staff")
@staff(ADMIN, body=InviteStaff, answer=Invitation, status=201)
def invite_staff(who: Staff, body: InviteStaff) -> Invitation:
    """Invite a colleague.  The link's token is shown once and works for three days."""
    return _invitation(*wire().staff.accounts.invite(who, body.username, body.name, body.roles))


@routes.route("/api/staff/accounts/{staff_id}/invite", methods=["POST"], name="staff")
@staff(ADMIN, body=Why, answer=Invitation)
def invite_staff_again(who: Staff, body: Why, staff_id: str) -> Invitation:
    """Invite a colleague anew.  Password and authenticator are set again, and every session is over."""
    return _invitation(*wire().staff.accounts.invite_again(who, staff_id, body.reason))


@routes.route("/api/staff/accounts/{staff_id}/roles", methods=["POST"], name="staff")
@staff(ADMIN, body=GiveRoles, answer=StaffAccount)
def give_roles(who: Staff, body: GiveRoles, staff_id: str) -> StaffAccount:
    """Change what a colleague may do.  Somebody must be left to administrate."""
    return _view(wire().staff.accounts.give_roles(who, staff_id, body.roles, body.reason))


@routes.route("/api/staff/accounts/{staff_id}/disable", methods=["POST"], name="staff")
@staff(ADMIN, body=Why, answer=StaffAccount)
def disable_staff(who: Staff, body: Why, staff_id: str) -> StaffAccount:
    """Disable a colleague's account.  Every session ends with it."""
    return _view(wire().staff.accounts.disable(who, staff_id, body.reason))


@routes.route("/api/staff/accounts/{staff_id}/end-sessions", methods=["POST"], name="staff")
@staff(ADMIN, body=Why, answer=StaffAccount)
def end_staff_sessions(who: Staff, body: Why, staff_id: str) -> StaffAccount:
    """End everything a colleague has open.  No network counts as theirs any more, and wrong tries are forgotten."""
    return _view(wire().staff.accounts.end_sessions(who, staff_id, body.reason))


@routes.route("/api/staff/accounts/{staff_id}/sessions", methods=["GET"], name="staff")
@staff(ADMIN, answer=SessionRows)
def sessions_of_staff(who: Staff, staff_id: str) -> SessionRows:
    """List where a colleague is logged in.  Sessions that are not over, newest first."""
    return session_rows(wire().staff.accounts.sessions(who, staff_id), current=who.session)


@routes.route("/api/staff/accounts/{staff_id}/sessions/{session_id}/end", methods=["POST"], name="staff")
@staff(ADMIN, body=Why, answer=SessionRows)
def end_session_of_staff(who: Staff, body: Why, staff_id: str, session_id: str) -> SessionRows:
    """End one of a colleague's sessions.  The answer is what is left; one that is over already counts as ended."""
    wire().staff.accounts.end_session(who, staff_id, session_id, body.reason)
    return session_rows(wire().staff.accounts.sessions(who, staff_id), current=who.session)


@routes.route("/api/staff/accounts/{staff_id}/unlock", methods=["POST"], name="staff")
@staff(ADMIN, body=Why, answer=StaffAccount)
def unlock_staff(who: Staff, body: Why, staff_id: str) -> StaffAccount:
    """Let an account log in again at once.  Wrong passwords are counted anew from every network."""
    return _view(wire().staff.accounts.unlock(who, staff_id, body.reason))


def _invitation(account: Account, token: str) -> Invitation:
    assert account.invite_until is not None
    return Invitation(_view(account), token, iso(account.invite_until))


def _view(account: Account) -> StaffAccount:
    locked = wire().staff.accounts.locked_until(account)
    return StaffAccount(
        staff_id=account.staff_id,
        username=account.username,
        name=account.name,
        roles=role_views(frozenset(account.roles)),
        state=account.state,
        created_at=iso(account.created_at),
        invited_until=iso(account.invite_until) if account.state == "INVITED" and account.invite_until else None,
        seen_at=iso(account.seen_at) if account.seen_at else None,
        locked_until=iso(locked) if locked else None,
    )
