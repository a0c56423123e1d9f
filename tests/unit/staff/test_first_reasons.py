"""Which reasons have the first keys: the most used of a task, once for the season."""

from __future__ import annotations

import random

from chalicelib.desk.review.first_reasons import ENOUGH, FIRST, WITHOUT_WORDS, first_reasons
from chalicelib.desk.review.reasons import BY_EYE, NoteNeeded, catalogue, reasons
from chalicelib.notify.counter_store import Counted

TODAY = "2026-11-20"
CODES = [code for code in BY_EYE if code != WITHOUT_WORDS]


def rejected(day: str, n: int) -> Counted:
    return Counted(f"{day}#PERSON#reject", n)


def used(day: str, code: str, n: int, by: str = "PERSON") -> Counted:
    return Counted(f"{day}#{by}#{code}", n)


def test_the_most_used_come_first_and_of_equals_whoever_stood_first() -> None:
    judged = [rejected("2026-11-10", ENOUGH)]
    why = [used("2026-11-10", CODES[5], 7), used("2026-11-10", "blurred", 9), used("2026-11-10", CODES[2], 7)]
    assert first_reasons(judged, why, TODAY) == ["blurred", CODES[2], CODES[5]]
    assert first_reasons(judged, why[::-1], TODAY) == ["blurred", CODES[2], CODES[5]]


def test_nothing_is_first_before_enough_was_rejected_and_the_day_is_over() -> None:
    why = [used("2026-11-10", "blurred", 9)]
    few = [rejected("2026-11-10", ENOUGH - 1)]
    assert first_reasons(few, why, TODAY) == first_reasons([], why, TODAY) == first_reasons(few, [], TODAY) == []
    assert first_reasons([*few, rejected(TODAY, 1)], why, TODAY) == []
    assert first_reasons([*few, rejected(TODAY, 1)], why, "2026-11-21") == ["blurred"]
    others = [Counted("2026-11-11#MACHINE#FAILED", 99), Counted("2026-11-11#PERSON#approve", 99)]
    assert first_reasons([*few, *others], why, TODAY) == []


def test_what_comes_later_moves_no_key() -> None:
    judged = [rejected("2026-11-09", 20), rejected("2026-11-10", ENOUGH - 20)]
    why = [used("2026-11-09", "blurred", 3), used("2026-11-10", CODES[0], 4)]
    first = first_reasons(judged, why, "2026-11-11")
    assert first == [CODES[0], "blurred"]
    later = [used(f"2026-11-{day}", code, 500) for day in range(11, 29) for code in ("blurred", CODES[3])]
    more = [rejected(f"2026-11-{day}", 900) for day in range(11, 29)]
    shuffled = [*judged, *more]
    random.Random(1).shuffle(shuffled)
    assert first_reasons(shuffled, [*later, *why], "2026-11-30") == first


def test_only_a_persons_reasons_that_say_something_and_no_more_than_digits() -> None:
    day = "2026-11-10"
    why = [used(day, WITHOUT_WORDS, 99), used(day, "no_face", 99, by="MACHINE"), used(day, "of_last_year", 99)]
    assert first_reasons([rejected(day, ENOUGH)], why, TODAY) == []
    why += [used(day, code, 1) for code, *_ in catalogue()]
    first = first_reasons([rejected(day, ENOUGH)], why, TODAY)
    assert first == CODES[:FIRST]
    assert len("123456789") == FIRST


def test_the_one_left_out_is_the_one_that_needs_a_note() -> None:
    try:
        reasons([WITHOUT_WORDS], None)
    except NoteNeeded:
        return
    raise AssertionError(WITHOUT_WORDS)
