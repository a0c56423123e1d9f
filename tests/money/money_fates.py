"""What becomes of a notice on its way, by the name of the fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.worlds.pay_notice import Notice

if TYPE_CHECKING:
    from tests.money.money_matrix import Matrix


def _spoilt(change: Callable[[Notice], Notice]) -> Callable[[Matrix, str, str], None]:
    def fate(matrix: Matrix, channel: str, number: str) -> None:
        good = matrix.world.tills[channel].paid_notice(number, matrix.world.clock())
        matrix.tell(channel, change(good), refused=True)
        matrix.tell(channel, good)

    return fate


def _twice(matrix: Matrix, channel: str, number: str) -> None:
    for _ in range(2):
        matrix.tell(channel, matrix.world.tills[channel].paid_notice(number, matrix.world.clock()))


def _changed(**changes: Any) -> Callable[[Matrix, str, str], None]:
    def fate(matrix: Matrix, channel: str, number: str) -> None:
        matrix.tell(channel, matrix.world.tills[channel].paid_notice(number, matrix.world.clock(), **changes))

    return fate


def _late(matrix: Matrix, channel: str, number: str) -> None:
    matrix.world.clock.ahead += timedelta(minutes=20)
    matrix.tell(channel, matrix.world.tills[channel].paid_notice(number, matrix.world.clock()))


def _wrong_order(matrix: Matrix, channel: str, number: str) -> None:
    """The money is found by asking and, where it must, sent back, before the channel's notices come, last one first."""
    till = matrix.world.tills[channel]
    for part in ("PAY#01", "REFUND#01#1"):
        matrix.settle(number[:22], part)
    matrix.box.pay.refunds.finish_due()
    for one in till.refund_notices(number, matrix.world.clock()):
        matrix.tell(channel, one)
    matrix.tell(channel, till.paid_notice(number, matrix.world.clock()))


def _two_keys(matrix: Matrix, channel: str, number: str) -> None:
    for by_certificate in (True, False):
        notice = matrix.world.tills[channel].paid_notice(number, matrix.world.clock())
        signed = Notice.signed(matrix.box, notice.raw, matrix.world.clock(), by_certificate=by_certificate)
        matrix.tell(channel, signed)


def _malformed(matrix: Matrix, channel: str, number: str) -> None:
    till = matrix.world.tills[channel]
    nothing = {"transaction_id": None} if channel == "wechat" else {"trade_no": ""}
    matrix.tell(channel, till.paid_notice(number, matrix.world.clock(), **nothing), refused=True)
    matrix.tell(channel, till.paid_notice(number, matrix.world.clock()))


def _headers(**changes: str) -> Callable[[Notice], Notice]:
    return lambda one: Notice({**one.headers, **{name.replace("_", "-"): to for name, to in changes.items()}}, one.raw)


FATES: dict[str, Callable[[Matrix, str, str], None]] = {
    "notice lost": lambda matrix, channel, number: None,
    "notice late": _late,
    "notice twice": _twice,
    "notice tampered": _spoilt(lambda one: Notice(one.headers, one.raw[:-3] + b"AAA")),
    "notices in the wrong order": _wrong_order,
    "two keys": _two_keys,
    "notice of a fen less": _changed(amount=2999),
    "malformed notice": _malformed,
    "probe": _spoilt(_headers(wechatpay_signature="WECHATPAY/SIGNTEST/AAAA")),
    "unknown serial": _spoilt(_headers(wechatpay_serial="PUB_KEY_ID_GONE")),
    "old timestamp": _spoilt(_headers(wechatpay_timestamp="1")),
    "another seller": _changed(seller_id="2088000000000000"),
    "another app": _changed(app_id="2021000000000000"),
    "another merchant": _changed(mchid="1900000001"),
    "another app id": _changed(appid="wx0000000000000000"),
    "another currency": _changed(currency="USD"),
}
