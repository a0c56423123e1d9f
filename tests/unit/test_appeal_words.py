"""What a student says in an appeal: a page finds wrong what the server refuses, and both clients run the same."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from chalicelib.orders.appeal import MOST_NOTE, AppealReason
from chalicelib.orders.screen.appeals import CHOICES
from tests.worlds.console_modules import evaluated
from tests.worlds.wording import CATALOGUE

ASKED = {"choices": msgspec.to_builtins(CHOICES), "most_note": MOST_NOTE}


def wrong(reason: str, note: str) -> dict[str, Any]:
    plea = {"reason": reason, "note": note}
    return dict(evaluated("shared/both/appeal.js", f"it.wrongPlea({json.dumps(ASKED)}, {json.dumps(plea)})"))


@pytest.mark.parametrize("reason", list(AppealReason))
def test_each_reason_is_enough_but_the_one_that_says_nothing(reason: AppealReason) -> None:
    missing = CATALOGUE["appeal_note_needed"]["message"] if reason is AppealReason.OTHER else ""
    for note in ("", " \u3000"):
        assert wrong(reason, note) == {"reason": "", "note": missing}
    assert wrong(reason, "我先天上睑下垂") == {"reason": "", "note": ""}


def test_a_reason_is_needed_and_a_sentence_has_its_most_characters() -> None:
    assert wrong("", "我先天上睑下垂")["reason"]
    longest = "𠮷" * MOST_NOTE
    assert wrong("MISJUDGED", longest) == {"reason": "", "note": ""}
    assert str(MOST_NOTE) in wrong("MISJUDGED", f"{longest}。")["note"]
    assert evaluated("shared/both/appeal.js", f"it.countOf({json.dumps(longest)}, 100)") == f"{MOST_NOTE}/100"


def test_each_button_says_what_it_does() -> None:
    cases = [{"again": a, "free": f, "appeal": p} for a in (False, True) for f in (False, True) for p in (False, True)]
    words = evaluated("shared/both/appeal.js", f"{json.dumps(cases)}.map(it.handingIn)")
    for case, word in zip(cases, words, strict=True):
        assert ("去支付" in word) is not (case["again"] or case["free"]), case
        assert ("提交给审核人员" in word) is case["appeal"], case
        assert ("不再收费" in word) is case["again"], case
