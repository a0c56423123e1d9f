"""How much a reviewer reads to wait in a band: what was counted, less what she decided since."""

from __future__ import annotations

import json
from typing import Any

from tests.worlds.review_bench import in_a_tab


def decided(band: str, task: str = "t1") -> dict[str, str]:
    return {"band": band, "task": task}


def now(counts: dict[str, int], *, before: int = 0, task: str = "", **outbox: list[dict[str, str]]) -> dict[str, int]:
    counted: dict[str, Any] = {"bands": [{"band": band, "waiting": n} for band, n in counts.items()], "before": before}
    outbox = {"decided": [], "unanswered": []} | outbox
    asked = ", ".join(json.dumps(one) for one in (counted, outbox, task))
    bands = in_a_tab(f"return (await page.load('staff/review/waiting.js')).waitingNow({asked});")
    return {one["band"]: one["waiting"] for one in bands}


def test_what_was_decided_since_waits_no_more_whether_it_is_answered_or_not() -> None:
    left = now(
        {"LOW": 9, "DOUBT": 3},
        before=1,
        decided=[decided("DOUBT"), decided("LOW"), decided("DOUBT")],
        unanswered=[decided("LOW")],
    )
    assert left == {"LOW": 7, "DOUBT": 2}


def test_of_one_task_only_its_own_are_taken_off_and_never_more_than_were_counted() -> None:
    assert now({"LOW": 2}, task="t2", unanswered=[decided("LOW"), decided("LOW", "t2")]) == {"LOW": 1}
    assert now({"LOW": 1}, unanswered=[decided("LOW"), decided("LOW")]) == {"LOW": 0}


def test_nothing_is_counted_while_decisions_are_being_sent() -> None:
    early, late, before = in_a_tab("""
        const { counted } = await page.load('staff/review/waiting.js');
        let sent;
        const outbox = { done: 4, sending: new Promise((resolve) => { sent = resolve; }) };
        const count = counted(outbox, '');
        await page.rests();
        const early = page.sent.length;
        outbox.done = 6;
        sent();
        const { before } = await count;
        return [early, page.sent.length, before];
    """)
    assert (early, late, before) == (0, 1, 6)
