"""Routes of a branch's administrator: accounts of the staff."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import ADMIN, Done, Reason, Why, staff
from chalicelib.api.desk.login import RoleView, SessionRows, role_views, session_rows
from chalicelib.api.endpoint import routes
from chalicelib.identity.phone import mask
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Account, Grant, GrantKind, Staff, StaffRole
from chalicelib.staff.standing import APART
from chalicelib.wire import wire

Typed = Annotated[str, Meta(max_length=100)]  # blanks around it are dropped
Phone = Annotated[str, Meta(max_length=40)]  # as somebody types it
Roles = Annotated[list[StaffRole], Meta(min_length=1, max_length=4)]


class InviteStaff(Struct, frozen=True, forbid_unknown_fields=True):
    """phone: of the invitee; the code that opens the invitation goes there."""

    username: Typed
    name: Typed
    roles: Roles
    phone: Phone


class InviteAgain(Struct, frozen=True, forbid_unknown_fields=True):
    """phone: null for the one on record."""

    reason: Reason
    phone: Phone | None = None


class ChangeStaffPhone(Struct, frozen=True, forbid_unknown_fields=True):
    phone: Phone
    reason: Reason


class GrantView(Struct, frozen=True):
    """What an administrator asked for and a second one must agree to.  roles: as they will be, empty where they stay;
    phone: masked, as it will be, "" where it stays; open_to: what the caller may do: confirm, refuse, withdraw; over:
    nobody agreed in time, it can only be taken off the list."""

    grant_id: str
    kind: GrantKind
    roles: list[RoleView]
    phone: str
    reason: str
    by_name: str
    at: str
    until: str
    over: bool
    open_to: list[str]


class StaffAccount(Struct, frozen=True):
    """invited_until: the invitation works until then, null where none waits; seen_at: when it last logged in, null if
    nobody ever did; locked_until: a network from which its name was tried too often is refused until then at least;
    null where none is; phone: masked, "" where none is on record; confirms_from: it confirms nothing before, null where
    it may; clashes: it has roles that exclude each other; grant: what waits for a second administrator."""

    staff_id: str
    username: str
    name: str
    roles: list[RoleView]
    state: str
    created_at: str
    invited_until: str | None
    seen_at: str | None
    locked_until: str | None
    phone: str
    confirms_from: str | None
    clashes: bool
    grant: GrantView | None


class Accounts(Struct, frozen=True):
    accounts: list[StaffAccount]


class GiveRoles(Struct, frozen=True, forbid_unknown_fields=True):
    roles: Roles
    reason: Reason


@routes.route("/api/staff/accounts", methods=["GET"], name="staff")
@staff(ADMIN, answer=Accounts)
def list_accounts(who: Staff) -> Accounts:
    """List the branch's staff.  By user name, with roles, state, lock and what waits for a second administrator."""
    return Accounts([_view(who, account) for account in wire().staff.accounts.everybody(who)])


@routes.route("/api/staff/accounts", methods=["POST"], name="staff")
@staff(ADMIN, body=InviteStaff, answer=StaffAccount, status=201)
def invite_staff(who: Staff, body: InviteStaff) -> StaffAccount:
    """Invite a colleague.  She opens the invitation within three days, with her user name and a code to her phone; for
    an administrator, manager or finance a second administrator must agree first."""
    made = wire().staff.invitations.invite(who, body.username, body.name, body.roles, body.phone)
    return _view(who, made)


@routes.route("/api/staff/accounts/{staff_id}/invite", methods=["POST"], name="staff")
@staff(ADMIN, body=InviteAgain, answer=StaffAccount)
def invite_staff_again(who: Staff, body: InviteAgain, staff_id: str) -> StaffAccount:
    """Invite a colleague anew.  Password and authenticator are set again, and every session is over; for who is or was
    an administrator, manager or finance only when a second administrator agrees."""
    return _view(who, wire().staff.invitations.invite_again(who, staff_id, body.reason, body.phone or ""))


@routes.route("/api/staff/accounts/{staff_id}/roles", methods=["POST"], name="staff")
@staff(ADMIN, body=GiveRoles, answer=StaffAccount)
def give_roles(who: Staff, body: GiveRoles, staff_id: str) -> StaffAccount:
    """Change what a colleague may do.  Who becomes an administrator, manager or finance waits for a second
    administrator; nobody changes her own roles, and somebody must be left to administrate."""
    return _view(who, wire().staff.grants.give_roles(who, staff_id, body.roles, body.reason))


@routes.route("/api/staff/accounts/{staff_id}/phone", methods=["POST"], name="staff")
@staff(ADMIN, body=ChangeStaffPhone, answer=StaffAccount)
def change_staff_phone(who: Staff, body: ChangeStaffPhone, staff_id: str) -> StaffAccount:
    """Change the phone that a colleague's invitations ask for.  For who is or was an administrator, manager or
    finance a second administrator must agree."""
    return _view(who, wire().staff.grants.change_phone(who, staff_id, body.phone, body.reason))


@routes.route("/api/staff/accounts/{staff_id}/grants/{grant_id}/confirm", methods=["POST"], name="staff")
@staff(ADMIN, body=Why, answer=StaffAccount)
def confirm_grant(who: Staff, body: Why, staff_id: str, grant_id: str) -> StaffAccount:
    """Agree to what another administrator asked for.  Nobody agrees to her own, or to what is about herself."""
    return _view(who, wire().staff.grants.confirm(who, staff_id, grant_id, body.reason))


@routes.route("/api/staff/accounts/{staff_id}/grants/{grant_id}/refuse", methods=["POST"], name="staff")
@staff(ADMIN, body=Why, answer=Done)
def refuse_grant(who: Staff, body: Why, staff_id: str, grant_id: str) -> Done:
    """Refuse what an administrator asked for, or withdraw one's own.  An account that was never invited goes with
    it."""
    wire().staff.grants.refuse(who, staff_id, grant_id, body.reason)
    return Done()


@routes.route("/api/staff/accounts/{staff_id}/disable", methods=["POST"], name="staff")
@staff(ADMIN, body=Why, answer=StaffAccount)
def disable_staff(who: Staff, body: Why, staff_id: str) -> StaffAccount:
    """Disable a colleague's account.  Every session ends with it.  Where fewer than two others have one of its roles of
    administrator, manager or finance, it waits for a second administrator."""
    return _view(who, wire().staff.grants.disable(who, staff_id, body.reason))


@routes.route("/api/staff/accounts/{staff_id}/end-sessions", methods=["POST"], name="staff")
@staff(ADMIN, body=Why, answer=StaffAccount)
def end_staff_sessions(who: Staff, body: Why, staff_id: str) -> StaffAccount:
    """End everything a colleague has open.  No network counts as theirs any more, and wrong tries are forgotten."""
    return _view(who, wire().staff.accounts.end_sessions(who, staff_id, body.reason))


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
    return _view(who, wire().staff.accounts.unlock(who, staff_id, body.reason))


def _view(who: Staff, account: Account) -> StaffAccount:
    locked, now = wire().staff.accounts.locked_until(account), wire().clock()
    confirms = account.confirms_from
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
        phone=_masked(account, account.phone),
        confirms_from=iso(confirms) if confirms and now < confirms else None,
        clashes=set(account.roles) >= APART,
        grant=_grant(who, account, account.grant, now) if account.grant else None,
    )


def _grant(who: Staff, account: Account, grant: Grant, now: datetime) -> GrantView:
    over, own = now >= grant.until, grant.by == who.staff_id
    confirms = not (over or own or account.staff_id == who.staff_id)
    return GrantView(
        grant_id=grant.grant_id,
        kind=grant.kind,
        roles=role_views(frozenset(grant.roles)),
        phone=_masked(account, grant.phone),
        reason=grant.reason,
        by_name=grant.by_name,
        at=iso(grant.at),
        until=iso(grant.until),
        over=over,
        open_to=[*(["confirm"] if confirms else []), "withdraw" if own else "refuse"],
    )


def _masked(account: Account, sealed: str) -> str:
    return mask(wire().staff.invitations.open_phone(account.staff_id, sealed))
