"""Counted calls × a dated list of prices → fen a student, by service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

PRICES = Path(__file__).with_name("prices.json")
FEN = 100


@dataclass(frozen=True, kw_only=True)
class Price:
    """Of so many (`per`), in yuan or dollars.  source: where it was seen, and what of it is a guess."""

    service: str
    price: float
    currency: str
    source: str
    per: int = 1
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class PriceList:
    """seen: the day on which the prices were looked up.  prices: by what is counted; monthly: what is paid without any
    student."""

    seen: str
    usd_in_cny: float
    prices: dict[str, Price]
    monthly: dict[str, Price]

    def fen(self, price: Price, count: float) -> float:
        """Raises KeyError for a currency without a rate."""
        rate = {"CNY": 1.0, "USD": self.usd_in_cny}[price.currency]
        return count / price.per * price.price * rate * FEN


@cache
def price_list() -> PriceList:
    return msgspec.json.decode(PRICES.read_bytes(), type=PriceList)


def of_student(calls: Mapping[str, float], prices: PriceList) -> Counter[str]:
    """Service → fen a student.  Raises KeyError for something counted that has no price."""
    bill: Counter[str] = Counter()
    for name, count in calls.items():
        price = prices.prices[name]
        bill[price.service] += prices.fen(price, count)  # type: ignore[assignment]
    return bill


def of_month(prices: PriceList) -> float:
    """Fen a month that are paid without any student, beside what is stored."""
    return sum(prices.fen(price, price.count) for price in prices.monthly.values())
