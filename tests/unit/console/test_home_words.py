"""Every kind of row and alarm of the first page has its words, and times are said as people say them."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from chalicelib.desk.home.model import AlarmKind, RowKind
from chalicelib.desk.home.open_tasks import BEGUN
from tests.worlds.console_modules import evaluated

MODULE = "staff/home/words.js"
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
ALARM: dict[str, Any] = {
    "at": "2026-11-30T15:59:00.000Z", "count": 7, "parts": {state.value: 1 for state in BEGUN}, "task_id": "t",
    "task_title": "湖南大学", "channel": "alipay", "day": "2026-11-26",
}  # fmt: skip


@pytest.mark.parametrize("kind", get_args(RowKind))
def test_a_row(kind: str) -> None:
    words = evaluated(MODULE, f"it.rowWords({{kind: '{kind}', parts: {{}}}})")
    assert all(words[name] for name in ("label", "tells", "act", "sign"))
    assert words["address"].startswith("#/")


def test_payments_are_named_among_the_decisions_only_where_there_are_some() -> None:
    made = "[{}, {SUSPECT: 2}].map((parts) => it.rowWords({kind: 'DECISIONS', parts}))"
    without, some = evaluated(MODULE, made)
    assert "also" not in without
    assert some["also"]["words"] == "其中对不上的付款 2"
    assert some["tells"] == without["tells"]


@pytest.mark.parametrize("kind", get_args(AlarmKind))
def test_an_alarm(kind: str) -> None:
    words = evaluated(MODULE, f"it.alarmWords({ALARM | {'kind': kind}})")
    assert words["title"]
    assert words["tells"].endswith("。")
    assert words["address"].startswith("#/")
    assert not any(state in words["tells"] for state in BEGUN)


def test_what_several_days_miss_is_one_alarm() -> None:
    told = [evaluated(MODULE, f"it.alarmWords({ALARM | {'kind': 'BILL_MISSING', 'count': n}}).title") for n in (1, 3)]
    assert told == ["支付宝 11月26日账单还没有核对", "支付宝 11月26日等 3 天的账单还没有核对"]


@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (-5, "刚刚"), (59_999, "刚刚"), (40 * MINUTE, "40 分"), (HOUR, "1 小时"),
        (5 * HOUR + 5 * MINUTE, "5 小时 05 分"), (DAY, "1 天"), (DAY + 4.5 * HOUR, "1 天 4 小时"),
    ],
)  # fmt: skip
def test_how_long_it_waited(ms: float, said: str) -> None:
    assert evaluated(MODULE, f"it.waited({ms})") == said


@pytest.mark.parametrize(
    ("hours_ago", "late", "found"), [(1, "false", "well"), (20, "false", "soon"), (25, "true", "late")]
)
def test_whether_it_is_in_time(hours_ago: int, late: str, found: str) -> None:
    row = f"{{late: {late}, oldest_at: new Date({-hours_ago * HOUR}).toISOString(), promised_hours: 24}}"
    assert evaluated(MODULE, f"it.inTime({row}, 0)") == found
    assert evaluated(MODULE, "it.inTime({late: false, oldest_at: null, promised_hours: null}, 0)") == "none"


def test_more_than_was_counted() -> None:
    assert evaluated(MODULE, "it.countOf({count: 1000, more: true})") == "1,000+"
    assert evaluated(MODULE, "[3, 8, 12, 15, 23].map(it.greeting)") == [
        "夜深了",
        "上午好",
        "中午好",
        "下午好",
        "晚上好",
    ]


@pytest.mark.parametrize(
    ("hours", "figure"), [(0.01, ["1", "分"]), (0.75, ["45", "分"]), (1, ["1.0", "小时"]), (None, ["一周以上", ""])]
)
def test_how_long_a_photo_was_waited_for(hours: float | None, figure: list[str]) -> None:
    assert evaluated("staff/home/day.js", f"it.inHours({'null' if hours is None else hours})") == figure
