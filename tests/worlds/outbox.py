"""Where SMS go that nobody reads."""

from __future__ import annotations


class Outbox:
    """An SmsSender that keeps what it was asked to send."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, phone: str, code: str) -> None:
        self.sent.append((phone, code))

    def last(self, phone: str) -> str:
        return next(code for to, code in reversed(self.sent) if to == phone)
