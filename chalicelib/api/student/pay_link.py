"""Routes of the `pay` step for somebody who was asked to pay: a link, and what can be done with it without a login."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.api.student.pay import ClientKey, PayWay
from chalicelib.api.student.wechat import Code, Platform
from chalicelib.identity.model import Role, Who
from chalicelib.pay.methods import Device
from chalicelib.shared.clock import iso
from chalicelib.shared.money import yuan
from chalicelib.wire import wire

PayerChannel = Literal["WECHAT_JSAPI", "WECHAT_NATIVE", "WECHAT_H5", "ALIPAY_PAGE", "ALIPAY_WAP", "ALIPAY_NATIVE"]


class PayLinkMade(Struct, frozen=True):
    """url: the page of our site that opens it; token: the same for a page of the mini-program."""

    url: str
    token: str
    expires_at: str


class PayerQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """touch: whether a finger points at the screen; without it the browser's name decides.  mini: asked inside the
    mini-program, and platform: of its phone."""

    touch: bool | None = None
    mini: bool = False
    platform: Platform = ""


class PayRequest(Struct, frozen=True):
    """name: masked; state: PAYABLE or PAID; ways: that fit the device, with a hint where there is none."""

    title: str
    name: str
    amount: int
    amount_text: str
    expires_at: str
    state: str
    ways: list[PayWay]
    hint: str


class StartByLink(Struct, frozen=True, forbid_unknown_fields=True):
    """client_key: chosen by the client once per tap, so a repeated request is the same payment.  code: of wx.login, and
    platform: of the phone, from the mini-program (JSAPI)."""

    channel: PayerChannel
    client_key: ClientKey
    code: Code | None = None
    platform: Platform = ""


class LinkPaymentStarted(Struct, frozen=True):
    """params: code_url to show as a QR code (NATIVE), pay_url to open (H5, PAGE, WAP), or the arguments of
    wx.requestPayment (JSAPI), until expires_at."""

    kind: str
    params: dict[str, str]
    expires_at: str


class LinkPaymentState(Struct, frozen=True):
    """state: of the payment; link: PAYABLE, PAID or OVER."""

    state: str
    link: str


@routes.route("/api/orders/{order_id}/pay-link", methods=["POST"], name="pay")
@endpoint(role=Role.STUDENT, answer=PayLinkMade, status=201)
def ask_to_pay(who: Who, order_id: str) -> PayLinkMade:
    """Make a link by which somebody else pays.  Asked for again it is the same one, for another day at most; only while
    the order may be paid."""
    link = wire().money.links.make(who, order_id)
    return PayLinkMade(f"{wire().settings.site_url}/#/payfor/{link.token}", link.token, iso(link.until))


@routes.route("/api/payfor/{token}", methods=["GET"], name="pay")
@endpoint(role=Role.ANYONE, query=PayerQuery, answer=PayRequest)
def show_pay_request(who: Who, query: PayerQuery, token: str) -> PayRequest:
    """Show what somebody is asked to pay.  Opened by a link alone: the task's title, a masked name, the amount, the end
    and the ways that fit the device."""
    agent = routes.current_request.headers.get("user-agent") or ""
    device = Device(mini=query.mini, agent=agent, touch=query.touch, platform=query.platform)
    request = wire().money.links.look(token, who.ip, device)
    ways = [PayWay(way.channel, way.name, way.tells) for way in request.ways]
    return PayRequest(
        request.title,
        request.name,
        request.amount,
        yuan(request.amount),
        iso(request.until),
        request.state,
        ways,
        request.hint,
    )


@routes.route("/api/payfor/{token}/payments", methods=["POST"], name="pay")
@endpoint(role=Role.ANYONE, body=StartByLink, answer=LinkPaymentStarted, status=201)
def start_by_link(who: Who, body: StartByLink, token: str) -> LinkPaymentStarted:
    """Start a payment by a link.  The same client key is the same payment; one that is pending is closed first."""
    begun = wire().money.links.start(
        token, who.ip, body.channel, body.client_key, code=body.code, platform=body.platform
    )
    return LinkPaymentStarted(begun.started.kind, dict(begun.started.params), iso(begun.until))


@routes.route("/api/payfor/{token}/payments/{client_key}", methods=["GET"], name="pay")
@endpoint(role=Role.ANYONE, answer=LinkPaymentState)
def ask_by_link(who: Who, token: str, client_key: str) -> LinkPaymentState:
    """Ask how a payment by a link stands.  It is named by its client key, and told for a day after the link's end."""
    attempt, link = wire().money.links.state(token, who.ip, client_key)
    return LinkPaymentState(attempt.state, link)
