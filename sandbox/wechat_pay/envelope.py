"""WeChat Pay's notices: encrypted JSON, signed in the headers; 200 or 204 within five seconds accepts one."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from sandbox.keys import Keys
from sandbox.notices import Parcel
from sandbox.records import Record
from sandbox.times import rfc3339
from sandbox.wechat_pay.seal import platform_headers, sealed_notice

LADDER = (
    15,
    15,
    30,
    180,
    600,
    1200,
    1800,
    1800,
    1800,
    3600,
    10800,
    10800,
    10800,
    21600,
    21600,
)  # seconds; 15 times in a day


class Envelope:
    """The Style of WeChat Pay."""

    kind = "notice"
    ladder: tuple[int, ...] = LADDER
    spoils: tuple[str, ...] = (
        "notice_signtest", "notice_unknown_serial", "notice_old_timestamp", "notice_tampered", "notice_by_certificate",
    )  # fmt: skip

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def less(self, content: Record) -> Record:
        """The content with an amount that is one fen too low."""
        return {**content, "amount": {**content["amount"], "total": content["amount"]["total"] - 1}}

    def seal(self, notice_id: str, event: str, content: Record) -> bytes:
        about = "refund" if event.startswith("REFUND") else "transaction"
        at = rfc3339(time.time())
        return sealed_notice(self._keys, notice_id=notice_id, at=at, event=event, about=about, content=content)

    def pack(self, body: bytes, spoil: str | None) -> Parcel:
        stale = time.time() - 600 if spoil == "notice_old_timestamp" else None
        old_key = spoil == "notice_by_certificate"
        headers = platform_headers(self._keys, body, now=stale, by_certificate=old_key)
        signed = {"Content-Type": "application/json", **headers}
        parcel = Parcel(body, signed)
        return SPOILERS[spoil](parcel) if spoil in SPOILERS else parcel

    def accepts(self, status: int, body: bytes) -> bool:
        return status in (200, 204)


def _signtest(parcel: Parcel) -> Parcel:
    probe = "WECHATPAY/SIGNTEST/" + parcel.headers["Wechatpay-Signature"][19:]
    return Parcel(parcel.body, {**parcel.headers, "Wechatpay-Signature": probe})


def _unknown_serial(parcel: Parcel) -> Parcel:
    return Parcel(parcel.body, {**parcel.headers, "Wechatpay-Serial": secrets.token_hex(20).upper()})


def _tampered(parcel: Parcel) -> Parcel:
    return Parcel(parcel.body.replace(b'"EV-', b'"EV_', 1), parcel.headers)


SPOILERS: dict[str | None, Callable[[Parcel], Parcel]] = {
    "notice_signtest": _signtest,
    "notice_unknown_serial": _unknown_serial,
    "notice_tampered": _tampered,
}
