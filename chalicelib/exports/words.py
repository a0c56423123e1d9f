"""How an exported table says money, time and channels."""

from __future__ import annotations

from datetime import datetime

from chalicelib.orders.labels import CHANNELS
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.money import Fen, yuan


def money_words(fen: int | None) -> str:
    """Yuan with two decimals; empty for nothing.  A leading minus is the only sign an amount may have."""
    if fen is None:
        return ""
    return f"-{yuan(Fen(-fen))}" if fen < 0 else yuan(Fen(fen))


def time_words(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def channel_words(channel: str) -> str:
    return CHANNELS.get(channel, channel)
