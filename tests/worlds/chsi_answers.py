"""CHSI's answers as a branch's staff import them, look at them and open corrections."""

from __future__ import annotations

from typing import Any

from tests.worlds.branch import Lines, run, table
from tests.worlds.staff import Colleague


def figures(who: Colleague, **which: str) -> dict[str, Any]:
    return dict(who.call("GET", "/api/staff/chsi/figures", **which))


def counted(who: Colleague, task_id: str) -> dict[str, int]:
    """How many of a task's photos were refused, by CHSI's words."""
    return {each["said"]: each["photos"] for each in figures(who, task_id=task_id)["words"]}


def photos(who: Colleague, **which: str) -> list[dict[str, Any]]:
    """Of every page."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = who.call("GET", "/api/staff/chsi/refused", **which, **cursor)
        found += page["photos"]
        if page["cursor"] is None:
            return found
        cursor = {"cursor": page["cursor"]}


def held(who: Colleague, task_id: str, lines: Lines) -> dict[str, Any]:
    """An import of results after which the branch looks before it opens corrections."""
    return run(who, "CHSI", table([["订单号", "结果", "说明"], *lines]), task_id, hold=True)


def at_once(who: Colleague, task_id: str, lines: Lines) -> dict[str, Any]:
    """An import of results that opens corrections."""
    return run(who, "CHSI", table([["订单号", "结果", "说明"], *lines]), task_id)


def opened(who: Colleague, *order_ids: str) -> list[dict[str, Any]]:
    photos = [{"order_id": order_id, "photo_no": 1} for order_id in order_ids]
    body = {"photos": photos, "reason": "看过照片"}
    return list(who.call("POST", "/api/staff/chsi/corrections", body)["answers"])


def listed(who: Colleague, task_id: str) -> list[tuple[str, str, bool]]:
    """(order, CHSI's words, whether a correction can be opened) of a task's refusals, newest first."""
    return [(each["order_id"], each["said"], each["open"]) for each in photos(who, task_id=task_id)]
