"""Routes of a staff member's own account: login, invitation, sessions."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import EVERYBODY, Done, Empty, staff
from chalicelib.api.endpoint import endpoint, routes
from chalicelib.api.student.login import Asker
from chalicelib.identity.model import Role, Who
from chalicelib.identity.phone import mask
from chalicelib.identity.sms_codes import Sent
from chalicelib.shared.clock import iso
from chalicelib.staff.errors import StaffSessionUnknown
from chalicelib.staff.model import ROLE_LABELS, Account, Session, Staff, StaffRole
from chalicelib.staff.proofs import otpauth
from chalicelib.wire import wire

UserName = Annotated[str, Meta(min_length=2, max_length=40)]
Password = Annotated[str, Meta(min_length=1, max_length=128)]
Code = Annotated[str, Meta(pattern=r"^[0-9]{6}\Z")]
InviteToken = Annotated[str, Meta(min_length=20, max_length=80)]


class StaffLogIn(Struct, frozen=True, forbid_unknown_fields=True):
    """code: the six digits the authenticator shows."""

    username: UserName
    password: Password
    code: Code


class RoleView(Struct, frozen=True):
    role: StaffRole
    label: str


class StaffView(Struct, frozen=True):
    """Who somebody is.  site_url: of the students' and teachers' site, which is another origin."""

    staff_id: str
    branch: str
    name: str
    roles: list[RoleView]
    site_url: str


class StaffSession(Struct, frozen=True):
    """token: for `Authorization: Bearer`; shown once."""

    token: str
    staff: StaffView


class ShowInvite(Struct, frozen=True, forbid_unknown_fields=True):
    token: InviteToken


class InviteView(Struct, frozen=True):
    """otpauth: what the QR code for the authenticator holds; secret: the same to type; both empty until the code that
    the phone (masked) gets was typed on this device."""

    username: str
    name: str
    branch: str
    secret: str
    otpauth: str
    phone: str


class InviteCode(Struct, frozen=True, forbid_unknown_fields=True):
    """code: of the SMS; asker: of the answer that said it was sent."""

    token: InviteToken
    code: Code
    asker: Asker = ""


class InviteDevice(Struct, frozen=True):
    """token: opens the invitation on this device in place of the link's."""

    token: str


class AcceptInvite(Struct, frozen=True, forbid_unknown_fields=True):
    token: InviteToken
    password: Password
    code: Code


class ChangePassword(Struct, frozen=True, forbid_unknown_fields=True):
    """password: the one until now; code: the six digits the authenticator shows."""

    password: Password
    code: Code
    new_password: Password


class SessionRow(Struct, frozen=True):
    session_id: str
    started_at: str
    until: str
    ip: str
    current: bool


class SessionRows(Struct, frozen=True):
    sessions: list[SessionRow]


@routes.route("/api/staff/login", methods=["POST"], name="staff")
@endpoint(role=Role.ANYONE, body=StaffLogIn, answer=StaffSession)
def staff_login(who: Who, body: StaffLogIn) -> StaffSession:
    """Log in as staff.  With user name, password and authenticator's code, which works once; after five wrong tries a
    network waits, longer each time."""
    token, _, account = wire().staff.login.login(body.username, body.password, body.code, ip=who.ip)
    return StaffSession(token, _account(account))


@routes.route("/api/staff/invites/show", methods=["POST"], name="staff")
@endpoint(role=Role.ANYONE, body=ShowInvite, answer=InviteView)
def show_invite(who: Who, body: ShowInvite) -> InviteView:
    """Show whom an invitation is for.  With the secret to set the authenticator up, once the invitee's phone was shown
    on this device."""
    invitations = wire().staff.invitations
    account, secret = invitations.invited(body.token)
    address = otpauth(secret, account.username) if secret else ""
    phone = mask(invitations.open_phone(account.staff_id, account.phone))
    return InviteView(account.username, account.name, account.branch, secret, address, phone)


@routes.route("/api/staff/invites/code", methods=["POST"], name="staff")
@endpoint(role=Role.ANYONE, body=ShowInvite, answer=Sent)
def send_invite_code(who: Who, body: ShowInvite) -> Sent:
    """Send a code to the phone that an invitation is for.  The number is the one on record, not the caller's."""
    return wire().staff.invitations.send_code(body.token)


@routes.route("/api/staff/invites/prove", methods=["POST"], name="staff")
@endpoint(role=Role.ANYONE, body=InviteCode, answer=InviteDevice)
def prove_invite(who: Who, body: InviteCode) -> InviteDevice:
    """Show that the invitee's phone is at hand.  The answer's token opens the invitation on this device; a code may be
    tried five times."""
    return InviteDevice(wire().staff.invitations.prove(body.token, body.code, body.asker))


@routes.route("/api/staff/invites/accept", methods=["POST"], name="staff")
@endpoint(role=Role.ANYONE, body=AcceptInvite, answer=StaffSession)
def accept_invite(who: Who, body: AcceptInvite) -> StaffSession:
    """Accept an invitation.  With a password and the authenticator's first code; a session begins."""
    token, account = wire().staff.invitations.accept(body.token, body.password, body.code, ip=who.ip)
    return StaffSession(token, _account(account))


@routes.route("/api/staff/me", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=StaffView)
def staff_me(who: Staff) -> StaffView:
    """Show who is logged in.  With branch and roles."""
    return _view(who.staff_id, who.branch, who.name, who.roles)


@routes.route("/api/staff/logout", methods=["POST"], name="staff")
@staff(*EVERYBODY, body=Empty, answer=Done)
def staff_logout(who: Staff, body: Empty) -> Done:
    """End this session.  The token leads nowhere any more."""
    wire().staff.sessions.end(who)
    return Done()


@routes.route("/api/staff/sessions", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=SessionRows)
def my_sessions(who: Staff) -> SessionRows:
    """List one's own sessions.  Those not over, newest first."""
    return session_rows(wire().staff.sessions.listed(who.staff_id), current=who.session)


@routes.route("/api/staff/sessions/{session_id}", methods=["DELETE"], name="staff")
@staff(*EVERYBODY, answer=Done)
def end_my_session(who: Staff, session_id: str) -> Done:
    """End one of one's own sessions.  Somebody else's counts as unknown."""
    if all(session.session_id != session_id for session in wire().staff.sessions.listed(who.staff_id)):
        raise StaffSessionUnknown
    wire().staff.sessions.end(who, session_id)
    return Done()


@routes.route("/api/staff/password", methods=["POST"], name="staff")
@staff(*EVERYBODY, body=ChangePassword, answer=Done)
def change_password(who: Staff, body: ChangePassword) -> Done:
    """Change one's own password.  With the one until now and the authenticator's code; one's other sessions are
    over."""
    wire().staff.passwords.change(who, body.password, body.code, body.new_password)
    return Done()


def session_rows(sessions: list[Session], *, current: str) -> SessionRows:
    return SessionRows(
        [
            SessionRow(each.session_id, iso(each.started_at), iso(each.until), each.ip, each.session_id == current)
            for each in sessions
        ]
    )


def role_views(roles: frozenset[StaffRole]) -> list[RoleView]:
    return [RoleView(role, label) for role, label in ROLE_LABELS.items() if role in roles]


def _account(account: Account) -> StaffView:
    return _view(account.staff_id, account.branch, account.name, frozenset(account.roles))


def _view(staff_id: str, branch: str, name: str, roles: frozenset[StaffRole]) -> StaffView:
    return StaffView(staff_id, branch, name, role_views(roles), wire().settings.site_url)
