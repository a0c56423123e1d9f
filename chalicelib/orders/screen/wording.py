"""The words in braces in a sentence about an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from chalicelib.orders.couriers import name_of
from chalicelib.orders.machine.deadlines import until
from chalicelib.orders.photos.rules import tries_left
from chalicelib.orders.screen.expected_dates import expected_day
from chalicelib.orders.screen.review_time import usual_text
from chalicelib.orders.screen.standings import Standing, end_of
from chalicelib.shared.clock import shanghai


class Wording(dict[str, str]):
    """WORDS of a standing, each computed when a sentence needs it."""

    def __init__(self, standing: Standing) -> None:
        super().__init__()
        self._standing = standing

    def __missing__(self, name: str) -> str:
        return WORDS[name](self._standing)


def _at(instant: datetime | None) -> str:
    return shanghai(instant) if instant else ""


def _reason(standing: Standing) -> str:
    rejection = standing.order.head.rejection
    if rejection is None:
        return ""
    texts = [reason.message for reason in rejection.reasons] + ([rejection.note] if rejection.note else [])
    return "；".join(text.rstrip("。") for text in texts) + "。" if texts else ""


def _expected(standing: Standing) -> str:
    day = expected_day(standing.order, standing.task)
    return f"{day.month}月{day.day}日" if day else ""


def _ended(standing: Standing) -> str:
    end = end_of(standing)
    return shanghai(end.at if end else standing.order.head.state_at)


def _courier(standing: Standing) -> str:
    posting = standing.order.head.posting
    return name_of(posting.courier) if posting else ""


def _waybill(standing: Standing) -> str:
    posting = standing.order.head.posting
    return posting.number if posting else ""


WORDS: Mapping[str, Callable[[Standing], str]] = {
    "opens": lambda standing: shanghai(standing.task.opens_at),
    "until": lambda standing: _at(until(standing.order, standing.task)),
    "tries": lambda standing: str(tries_left(standing.order, standing.task)),
    "rejections": lambda standing: str(standing.order.head.rejections),
    "reason": _reason,
    "expected": _expected,
    "usual": lambda standing: usual_text(standing.usual) if standing.usual else "",
    "ended": _ended,
    "courier": _courier,
    "waybill": _waybill,
}
