"""What the console lets a reviewer choose is what the API takes."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from chalicelib.api.desk.review import ReasonRow
from chalicelib.desk.review.reasons import BY_EYE, MOST_NOTE, MOST_REASONS, NoteNeeded, catalogue, reasons
from tests.worlds.console_modules import evaluated

RULES = "staff/reject_rules.js"
ROWS = [ReasonRow(code, auto, words.message, words.cure) for code, auto, words in catalogue()]


def grouped(*found: str) -> Any:
    findings = [{"code": code} for code in found]
    return evaluated(RULES, f"it.grouped({msgspec.json.encode(ROWS).decode()}, {json.dumps(findings)})")


def test_as_many_reasons_and_as_long_a_note_as_the_api_takes() -> None:
    most = evaluated("staff/generated/rules.js", "[it.MOST_REASONS, it.MOST_NOTE]")
    assert most == [MOST_REASONS, MOST_NOTE]
    with_note = evaluated(RULES, "it.WITH_NOTE")
    with pytest.raises(NoteNeeded):
        reasons([with_note], None)
    assert all(reasons([code], None) for code in BY_EYE if code != with_note)


def test_a_digit_means_the_same_whatever_the_check_found() -> None:
    plain, found = grouped(), grouped("off_centre", "blurred", "eyes_aside", "no_longer_in_the_catalogue")
    assert plain["digits"] == found["digits"] == {code: str(place) for place, code in enumerate([*BY_EYE][:9], 1)}
    assert [one["code"] for one in found["hints"]] == ["blurred", "off_centre", "eyes_aside"]
    for groups in (plain, found):
        shown = [one["code"] for name in ("hints", "byEye", "others") for one in groups[name]]
        assert sorted(shown) == sorted(row.code for row in ROWS)


def test_a_reason_is_found_by_words_of_its_sentence_or_its_cure() -> None:
    rows = json.dumps([{"code": "one", "message": "眼镜反光", "cure": "请避开直射灯光"}])
    asked = "[['眼镜'], ['反光', '灯光'], ['眼镜', '背景'], []]"
    assert evaluated(RULES, f"{asked}.map((words) => {rows}.some(it.fits(words)))") == [True, True, False, True]
