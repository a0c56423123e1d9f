"""Routes of the `login` step for teachers: the code that a link made for a phone asks for."""

from __future__ import annotations

import msgspec

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.api.student.captcha import Solved
from chalicelib.api.student.login import Asker, SmsCode
from chalicelib.identity.model import Role, Who
from chalicelib.identity.sms_codes import Sent
from chalicelib.shared.clock import iso
from chalicelib.wire import wire


class AskTeacherCode(Solved, frozen=True, forbid_unknown_fields=True):
    """The link's phone is known; the captcha as before every SMS."""


class TeacherCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """code: of the SMS; asker: of the answer that said it was sent."""

    code: SmsCode
    asker: Asker = ""


class DeviceToken(msgspec.Struct, frozen=True):
    """token: opens the link on this device in place of its own, until it ends."""

    token: str
    until: str


@routes.route("/api/progress/{token}/code", methods=["POST"], name="login")
@endpoint(role=Role.ANYONE, body=AskTeacherCode, answer=Sent)
def send_teacher_code(who: Who, body: AskTeacherCode, token: str) -> Sent:
    """Send a code to the phone that a teacher's link was made for.  The number is the branch's, not the caller's;
    captcha and limits are those of a login."""
    return wire().teachers.proof.send(token, answer=body.answer, ip=who.ip)


@routes.route("/api/progress/{token}/proof", methods=["POST"], name="login")
@endpoint(role=Role.ANYONE, body=TeacherCode, answer=DeviceToken)
def prove_teacher(who: Who, body: TeacherCode, token: str) -> DeviceToken:
    """Show that the teacher's phone is at hand.  The answer's token opens the link on this device until it ends; a code
    may be tried five times."""
    device, until = wire().teachers.proof.prove(token, body.code, body.asker)
    return DeviceToken(device, iso(until))
