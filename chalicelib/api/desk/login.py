"""Routes of a staff member's own account: login, invitation, sessions."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import EVERYBODY, Done, Empty, staff
from chalicelib.api.endpoint import endpoint, routes
from chalicelib.api.student.captcha import Solved
from chalicelib.api.student.login import Asker, Phone, SmsCode
from chalicelib.identity.captcha import Captcha
from chalicelib.identity.model import Role, Who
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
    """otpauth: what the QR code for the authenticator holds; secret: the same to type."""

    username: str
    name: str
    branch: str
    secret: str
    otpauth: str


class AskInviteCode(Solved, frozen=True, forbid_unknown_fields=True, kw_only=True):
    phone: Phone


class ProveInvite(Struct, frozen=True, forbid_unknown_fields=True):
    """code: of the SMS; asker: of the answer that said it was sent."""

    username: UserName
    phone: Phone
    code: SmsCode
    asker: Asker = ""


class InviteDevice(Struct, frozen=True):
    """token: opens the invitation on this device."""

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
    """Show whom an invitation is for.  With the secret to set the authenticator up; the token is of a device that
    showed the invitee's phone, or of the operator's link."""
    account, secret = wire().staff.invitations.invited(body.token)
    return InviteView(account.username, account.name, account.branch, secret, otpauth(secret, account.username))


@routes.route("/api/staff/captcha", methods=["GET"], name="staff")
@endpoint(role=Role.ANYONE, answer=Captcha)
def issue_invite_captcha(who: Who) -> Captcha:
    """Get a picture to read before the SMS of an invitation.  It comes with work to do, more for a network that asks a
    lot."""
    return wire().staff.invitations.captcha(who.ip)


@routes.route("/api/staff/invites/code", methods=["POST"], name="staff")
@endpoint(role=Role.ANYONE, body=AskInviteCode, answer=Sent)
def send_invite_code(who: Who, body: AskInviteCode) -> Sent:
    """Send a code to the phone of whoever says that she is invited.  To any number, as at the students' login: the
    answer tells nobody whether it was invited."""
    return wire().staff.invitations.send_code(body.phone, answer=body.answer, ip=who.ip)


@routes.route("/api/staff/invites/prove", methods=["POST"], name="staff")
@endpoint(role=Role.ANYONE, body=ProveInvite, answer=InviteDevice)
def prove_invite(who: Who, body: ProveInvite) -> InviteDevice:
    """Show that the invitee's phone is at hand.  The answer's token opens the invitation on this device; a code may be
    tried five times."""
    return InviteDevice(wire().staff.invitations.prove(body.username, body.phone, body.code, body.asker))


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
