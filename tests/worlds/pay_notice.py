"""A payment notice as WeChat Pay sends it, signed and sealed, to be delivered by hand, spoilt or not."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sandbox.box import Sandbox
from sandbox.wechat_pay.books import transaction_view
from sandbox.wechat_pay.seal import platform_headers, sealed_notice


class Notice:
    """headers: in lower case, as the webhook hands them on; raw: the exact bytes."""

    def __init__(self, headers: dict[str, str], raw: bytes) -> None:
        self.headers, self.raw = headers, raw

    @classmethod
    def of_trade(cls, box: Sandbox, number: str, at: datetime, **changes: Any) -> Notice:
        """The notice of a paid trade; changes: what it tells differently."""
        return cls.of(box, transaction_view(box.keys, box.pay.books.trade(number)) | changes, at)

    @classmethod
    def of(cls, box: Sandbox, content: dict[str, Any], at: datetime, event: str = "TRANSACTION.SUCCESS") -> Notice:
        """A notice with this content, sealed and signed at `at`."""
        about = "refund" if event.startswith("REFUND") else "transaction"
        notice_id = f"EV-{secrets.token_hex(16)}"
        raw = sealed_notice(box.keys, notice_id=notice_id, at=at.isoformat(), event=event, about=about, content=content)
        return cls.signed(box, raw, at)

    @classmethod
    def signed(cls, box: Sandbox, raw: bytes, at: datetime, *, by_certificate: bool = False) -> Notice:
        """Any bytes, with a good signature."""
        signed = platform_headers(box.keys, raw, now=at.timestamp(), by_certificate=by_certificate)
        return cls({name.lower(): value for name, value in signed.items()}, raw)
