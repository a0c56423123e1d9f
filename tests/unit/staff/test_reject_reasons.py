"""The catalogue of reasons: each code means one thing, and each reason is a sentence with what to do."""

from __future__ import annotations

import re

from chalicelib.desk.review.reasons import BY_EYE, PLAIN, catalogue, reasons
from chalicelib.photo.codes import CODES

FIRST = [  # reviewers have learned their digits
    "glasses_glare", "glasses_tinted", "glasses_frame", "hair_over_face", "ears_hidden", "expression", "eyes_aside",
    "shoulders_uneven", "jewellery",
]  # fmt: skip
SUSPECTED = {"eyes_aside", "jewellery", "retouched", "not_recent", "ai_generated"}  # by the engine as well


def test_a_reason_that_only_a_person_sees_has_a_code_of_its_own() -> None:
    assert BY_EYE.keys() & CODES.keys() == SUSPECTED
    codes = [code for code, _, _ in catalogue()]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch("[a-z][a-z0-9_]+", code) for code in codes)


def test_what_is_said_otherwise_is_of_the_engine_and_needs_it() -> None:
    assert PLAIN.keys() <= CODES.keys()
    assert all("{" in CODES[code].message + CODES[code].cure for code in PLAIN)


def test_a_student_reads_what_is_wrong_and_what_to_do_about_it() -> None:
    for code, _, wording in catalogue():
        assert "{" not in wording.message + wording.cure, code
        assert wording.cure.startswith("请") or "请" in wording.cure, code
        assert not re.search("[。.]$", wording.message + wording.cure), code
        assert [reason.code for reason in reasons([code], "备注")] == [code]
    messages = [wording.message for _, _, wording in catalogue()]
    assert len(set(messages)) == len(messages)


def test_a_new_reason_moves_no_digit() -> None:
    assert [*BY_EYE][: len(FIRST)] == FIRST
    assert [*BY_EYE][-1] == "other"
