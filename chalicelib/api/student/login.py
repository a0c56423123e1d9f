"""Routes of the `login` step: logging in, and the account."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.api.student.captcha import CaptchaId, Solution, Solved, Work
from chalicelib.api.student.devices import device_of
from chalicelib.api.student.telling import tell
from chalicelib.api.student.texts import TextVersion, by_kind
from chalicelib.api.student.wechat import Code
from chalicelib.identity.captcha import CaptchaAnswer
from chalicelib.identity.model import Role, Who
from chalicelib.identity.service import Place
from chalicelib.identity.sms_codes import Sent
from chalicelib.identity.texts import ConsentKind
from chalicelib.identity.trail import Act
from chalicelib.identity.view import AccountView, SessionView
from chalicelib.shared.clock import iso
from chalicelib.wire import wire

Phone = Annotated[str, Meta(min_length=11, max_length=24)]
RandomId = Annotated[str, Meta(pattern="^[0-9A-Za-z]{22}$")]
SmsCode = Annotated[str, Meta(pattern="^[0-9]{6}$")]
Asker = Annotated[str, Meta(pattern=r"^([0-9A-Za-z_-]{22})?\Z")]  # "" of a page from before there were any


class Agreeing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """texts: what the visitor ticked, in the versions that were there to read.  The handling of the face is never among
    them: that consent is given apart (个人信息保护法 art. 29)."""

    texts: Annotated[list[TextVersion], Meta(max_length=len(ConsentKind) - 1)] = []

    def __post_init__(self) -> None:
        if ConsentKind.FACE in self.agreed:
            raise ValueError("no FACE in the field `texts`: it is agreed to apart")

    @property
    def agreed(self) -> dict[ConsentKind, str]:
        """Kind → version."""
        return by_kind(self.texts)


class WeChatLogin(Agreeing, frozen=True, forbid_unknown_fields=True):
    """code: of wx.login; phone_code: of the getPhoneNumber button, the first time."""

    code: Code
    phone_code: Code | None = None


class AskCode(Solved, frozen=True, forbid_unknown_fields=True, kw_only=True):
    phone: Phone


class SmsLogin(Agreeing, frozen=True, forbid_unknown_fields=True):
    """wechat_code: of wx.login, from the mini-program, where paying needs to know who is there; own_device: the visitor
    of the web site says that the computer is her own, so that the session lasts; asker: of the answer that said
    the code was sent."""

    phone: Phone
    code: SmsCode
    asker: Asker = ""
    wechat_code: Code | None = None
    own_device: bool = False


class ChangePhone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """With a solved captcha: sends a code to the new number; with code and its asker: changes it."""

    phone: Phone
    captcha_id: CaptchaId | None = None
    captcha: Solution | None = None
    work: Work = ""
    code: SmsCode | None = None
    asker: Asker = ""


class ProvePhone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of four: a solved captcha has a code sent to the present number; code and its asker are that code;
    wechat_code: of wx.login; id_tail: the last four characters of the ID."""

    captcha_id: CaptchaId | None = None
    captcha: Solution | None = None
    work: Work = ""
    code: SmsCode | None = None
    asker: Asker = ""
    wechat_code: Code | None = None
    id_tail: Annotated[str, Meta(min_length=4, max_length=8)] | None = None


class ChangeAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Fields left out stay as they are; an empty nickname goes; id_tail of an unproven session is its proof; avatar: an
    upload's id."""

    nickname: Annotated[str, Meta(max_length=30)] | None = None
    id_tail: Annotated[str, Meta(min_length=4, max_length=8)] | None = None
    avatar: RandomId | None = None


class ProofStep(msgspec.Struct, frozen=True):
    """One of the two: the code is on its way, or the number may be changed until then."""

    sent: Sent | None = None
    proven_until: str | None = None


class PhoneStep(msgspec.Struct, frozen=True):
    """One of the two: the code is on its way, or the account has its new number, and this session in place of every
    other."""

    sent: Sent | None = None
    session: SessionView | None = None


class Done(msgspec.Struct, frozen=True):
    done: bool = True


@routes.route("/api/login/wechat", methods=["POST"], name="login")
@endpoint(role=Role.ANYONE, body=WeChatLogin, answer=SessionView)
def login_by_wechat(who: Who, body: WeChatLogin) -> SessionView:
    """Log in from the mini-program.  The phone button's code is needed the first time only; the session begins unproven
    while somebody else's things may be behind the number."""
    return wire().student.login.by_wechat(
        body.code, body.phone_code, agreed=body.agreed, place=Place(_device(), ip=who.ip)
    )


@routes.route("/api/login/sms-code", methods=["POST"], name="login")
@endpoint(role=Role.ANYONE, body=AskCode, answer=Sent)
def send_code(who: Who, body: AskCode) -> Sent:
    """Send a login code by SMS.  The answer is the same whether or not the number is known here."""
    return wire().student.login.send_code(body.phone, answer=body.answer, ip=who.ip)


@routes.route("/api/login/sms", methods=["POST"], name="login")
@endpoint(role=Role.ANYONE, body=SmsLogin, answer=SessionView)
def login_by_sms(who: Who, body: SmsLogin) -> SessionView:
    """Log in with the code of an SMS.  Whoever is new becomes a person; a mini-program's login code is bound to them if
    it belongs to nobody yet."""
    place = Place(_device(), body.own_device, who.ip)
    return wire().student.login.by_sms(
        body.phone, body.code, body.asker, body.wechat_code, agreed=body.agreed, place=place
    )


def _device() -> str:
    return device_of(routes.current_request.headers.get("user-agent") or "")


@routes.route("/api/login/phone/proof", methods=["POST"], name="login")
@endpoint(role=Role.STUDENT, body=ProvePhone, answer=ProofStep)
def prove_phone(who: Who, body: ProvePhone) -> ProofStep:
    """Prove who changes the account's phone number.  By a code sent to the present number, by the account's WeChat, or
    by the end of the ID number; it holds for this session and ten minutes."""
    proof = wire().student.phone_proof
    if body.code is not None:
        until = proof.by_code(who, body.code, body.asker)
    elif body.wechat_code is not None:
        until = proof.by_wechat(who, body.wechat_code)
    elif body.id_tail is not None:
        until = proof.by_tail(who, body.id_tail)
    else:
        return ProofStep(sent=proof.send(who, answer=_answer(body)))
    return ProofStep(proven_until=iso(until))


@routes.route("/api/login/phone", methods=["POST"], name="login")
@endpoint(role=Role.STUDENT, body=ChangePhone, answer=PhoneStep)
def change_phone(who: Who, body: ChangePhone) -> PhoneStep:
    """Change the account's phone number, which was proven before.  Without a code one is sent to the new number; with
    it the old number leads nowhere any more, and every session ends but the one of the answer."""
    change = wire().student.phone_change
    if body.code is not None:
        return PhoneStep(session=change.confirm(who, body.phone, body.code, body.asker))
    return PhoneStep(sent=change.send(who, body.phone, answer=_answer(body)))


def _answer(body: ProvePhone | ChangePhone) -> CaptchaAnswer:
    return CaptchaAnswer(body.captcha_id or "", body.captcha or "", body.work)


@routes.route("/api/logout", methods=["POST"], name="login")
@endpoint(role=Role.STUDENT, answer=Done)
def logout(who: Who) -> Done:
    """End this session.  Others of the same person go on."""
    wire().student.sessions.end(who)
    tell(Act.LOGOUT, who)
    return Done()


@routes.route("/api/me", methods=["GET"], name="login")
@endpoint(role=Role.STUDENT, answer=AccountView)
def show_me(who: Who) -> AccountView:
    """Show the account behind the session.  A session that is not proven sees no nickname; the session is renewed."""
    return wire().student.accounts.me(who)


@routes.route("/api/me", methods=["PATCH"], name="login")
@endpoint(role=Role.STUDENT, body=ChangeAccount, answer=AccountView)
def change_account(who: Who, body: ChangeAccount) -> AccountView:
    """Change what the account shows.  The nickname and the picture may change at any time, the end of the ID number is
    put on record once; in an unproven session it is the proof, and all that may be sent."""
    return _change(who, body)


@routes.route("/api/me", methods=["PUT"], name="login")
@endpoint(role=Role.STUDENT, body=ChangeAccount, answer=AccountView)
def put_account(who: Who, body: ChangeAccount) -> AccountView:
    """Change what the account shows, in the mini-program.  The same as PATCH, which wx.request does not know."""
    return _change(who, body)


def _change(who: Who, body: ChangeAccount) -> AccountView:
    changed = wire().student.accounts.change(who, body.nickname, body.id_tail)
    if body.id_tail:
        tell(Act.TAIL_TOLD if who.proven else Act.PROVED, who)
    return wire().student.accounts.choose_avatar(who, body.avatar) if body.avatar else changed
