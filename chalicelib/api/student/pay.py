"""Routes of the `pay` step."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from chalicelib.api.endpoint import endpoint, number, routes
from chalicelib.api.student.wechat import Platform
from chalicelib.identity.model import Role, Who
from chalicelib.orders.labels import LABELS
from chalicelib.shared.clock import iso
from chalicelib.wire import wire

Channel = Literal["WECHAT_JSAPI", "WECHAT_NATIVE", "WECHAT_H5", "ALIPAY_PAGE", "ALIPAY_WAP", "ALIPAY_NATIVE"]


ClientKey = Annotated[str, Meta(min_length=8, max_length=64, pattern="^[0-9A-Za-z_-]+$")]


class WaysQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """platform: of the phone, from the mini-program."""

    platform: Platform = ""


class StartPayment(Struct, frozen=True, forbid_unknown_fields=True):
    """client_key: chosen by the client once per tap, so a repeated request is the same attempt.

    back: the path of our site a browser comes back to from the payment (H5, PAGE, WAP).
    platform: of the phone, from the mini-program.
    """

    channel: Channel
    client_key: ClientKey
    back: Annotated[str, Meta(max_length=200, pattern=r"^/([0-9A-Za-z_.?=&#-][0-9A-Za-z_./?=&#-]*)?$(?!\n)")] = "/"
    platform: Platform = ""


class PaymentStarted(Struct, frozen=True):
    """params: code_url to show as a QR code (NATIVE), pay_url to open (H5, PAGE, WAP), or the arguments of
    wx.requestPayment (JSAPI); they can be used until expires_at."""

    attempt_no: int
    channel: str
    kind: str
    amount: int
    params: dict[str, str]
    expires_at: str


class PayWay(Struct, frozen=True):
    channel: str
    name: str
    tells: str


class PayWays(Struct, frozen=True):
    """The ways that fit the device that asks; hint: what to do where there is none."""

    ways: list[PayWay]
    hint: str


class PaymentState(Struct, frozen=True):
    attempt_no: int
    state: str
    order_state: str
    order_label: str


@routes.route("/api/orders/{order_id}/payments", methods=["GET"], name="pay")
@endpoint(role=Role.STUDENT, query=WaysQuery, answer=PayWays)
def offer_ways(who: Who, query: WaysQuery, order_id: str) -> PayWays:
    """List the ways to pay on this device.  With a hint where another app, browser or person can pay."""
    agent = routes.current_request.headers.get("user-agent") or ""
    ways, hint = wire().money.pay.ways(who, order_id, agent, query.platform)
    return PayWays([PayWay(way.channel, way.name, way.tells) for way in ways], hint)


@routes.route("/api/orders/{order_id}/payments", methods=["POST"], name="pay")
@endpoint(role=Role.STUDENT, body=StartPayment, answer=PaymentStarted, status=201)
def start_payment(who: Who, body: StartPayment, order_id: str) -> PaymentStarted:
    """Start a payment.  The same client key is the same attempt, so asking twice opens one trade."""
    begun = wire().money.pay.start(who, order_id, body.channel, body.client_key, body.back, body.platform)
    attempt, started = begun.attempt, begun.started
    params = dict(started.params)
    return PaymentStarted(attempt.attempt_no, attempt.channel, started.kind, attempt.amount, params, iso(begun.until))


@routes.route("/api/orders/{order_id}/payments/{attempt_no}", methods=["GET"], name="pay")
@endpoint(role=Role.STUDENT, answer=PaymentState)
def ask_payment(who: Who, order_id: str, attempt_no: str) -> PaymentState:
    """Ask how a payment stands.  The channel is asked while the attempt is pending and not brand-new."""
    order, attempt = wire().money.pay.state(who, order_id, number(attempt_no))
    return PaymentState(attempt.attempt_no, attempt.state, order.head.state, LABELS[order.head.state])
