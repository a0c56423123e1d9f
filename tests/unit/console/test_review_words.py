"""What the review desk lets a reviewer choose and tells her is what the API takes, does and measures."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.api.desk.reasons import ReasonRow
from chalicelib.desk.review.reasons import BY_EYE, MOST_NOTE, MOST_REASONS, NoteNeeded, catalogue, reasons
from chalicelib.photo.spec import SPECS
from chalicelib.shared.clock import SHANGHAI, add_days
from tests.worlds.console_modules import evaluated

REASONS, FRAMING, TELLS = "staff/review/reasons.js", "staff/review/framing.js", "staff/review/tells.js"
ROWS = [ReasonRow(code, auto, words.message, words.cure, False) for code, auto, words in catalogue()]


def laid_out(expression: str = "laid") -> Any:
    return evaluated(REASONS, f"((laid) => {expression})(it.laidOut({msgspec.json.encode(ROWS).decode()}))")


def test_as_many_reasons_and_as_long_a_note_as_the_api_takes() -> None:
    most = evaluated("staff/generated/rules.js", "[it.MOST_REASONS, it.MOST_NOTE]")
    assert most == [MOST_REASONS, MOST_NOTE]
    with_note = evaluated(REASONS, "it.WITH_NOTE")
    with pytest.raises(NoteNeeded):
        reasons([with_note], None)
    assert all(reasons([code], None) for code in BY_EYE if code != with_note)


def test_every_reason_has_a_short_name_and_each_of_the_first_a_key() -> None:
    short = evaluated(REASONS, "it.SHORT")
    assert set(short) == {row.code for row in ROWS}
    assert len(set(short.values())) == len(short)
    assert max(len(name) for name in short.values()) <= 7
    laid = laid_out()
    assert sorted(row["code"] for row in laid["rows"]) == sorted(short)
    assert "".join(laid["keys"].values()) == "123456789qwertyuiopasdfghjk"
    assert [*laid["keys"]] == [row["code"] for row in laid["rows"][:27]]
    assert [*laid["keys"]][: len(BY_EYE)] == [*BY_EYE]


def test_what_a_task_sends_back_most_has_the_digits_and_the_others_follow_in_their_order() -> None:
    often = ["blurred", "expression"]
    rows = [ReasonRow(code, False, code, code, True) for code in often] + [row for row in ROWS if row.code not in often]
    laid = evaluated(REASONS, f"it.laidOut({msgspec.json.encode(rows).decode()})")
    assert [*laid["keys"]][:2] == often
    others = [row["code"] for row in laid_out()["rows"] if row["code"] not in often]
    assert [row["code"] for row in laid["rows"]] == often + others


def test_a_reason_is_found_by_words_of_its_sentence_its_cure_or_its_short_name() -> None:
    rows = json.dumps([{"code": "oily_skin", "message": "面部发亮", "cure": "请擦干净"}])
    asked = "[['发亮'], ['发亮', '擦'], ['油光'], ['发亮', '背景'], []]"
    found = evaluated(REASONS, f"{asked}.map((words) => {rows}.some(it.fits(words)))")
    assert found == [True, True, True, False, True]


def test_reasons_are_chosen_and_taken_back_alone_and_together() -> None:
    one = "[it.toggled(['a'], 'b'), it.toggled(['a', 'b'], 'a')]"
    assert evaluated(REASONS, one) == [["a", "b"], ["b"]]
    more = "[it.toggledAll(['a'], ['a', 'b']), it.toggledAll(['a', 'b', 'c'], ['a', 'b']), it.toggledAll(['a'], [])]"
    assert evaluated(REASONS, more) == [["a", "b"], ["c"], ["a"]]


def test_the_frames_are_those_of_the_standards() -> None:
    frames = {
        name: {
            "width": spec.width,
            "height": spec.height,
            "crown": [*spec.crown],
            "eyes": [*spec.eyes],
            "face": [*spec.face_width],
            "centre": spec.centre_offset,
        }
        for name, spec in SPECS.items()
    }
    assert evaluated(FRAMING, "it.FRAMES") == frames


def test_measures_are_in_px_of_the_frame_and_what_was_not_measured_is_left_out() -> None:
    report = {
        "spec": "chsi", "crop": {"w": 960},
        "measures": {"crown_at": 92.4, "eyes_at": 258, "head_width": 428, "off_centre": -2.2},
    }  # fmt: skip
    assert evaluated(FRAMING, f"it.measuresOf({json.dumps(report)})") == [
        ["头顶", "92", "50–110"],
        ["双眼", "258", "200–300"],
        ["脸宽", "214", "180–300"],
        ["居中", "2", "≤ 12"],
    ]
    assert evaluated(FRAMING, f"it.measuresOf({json.dumps(report | {'measures': {'eyes_at': 200.0}})}).length") == 1
    assert evaluated(FRAMING, "[it.measuresOf(null), it.measuresOf({ spec: 'chsi' })]") == [[], []]


def test_a_figure_has_its_unit_and_its_limits() -> None:
    figures = (
        "[[27.3, '%'], [3.51, 'deg'], [0.823, 'ratio'], [2, 'count']].map(([value, unit]) => it.measured(value, unit))"
    )
    assert evaluated(FRAMING, figures) == ["27 %", "3.5°", "0.82", "2"]
    limits = "[[[null, 25], '%'], [[200, 300], 'px'], [[0.5, null], ''], [null, '']]"
    assert evaluated(FRAMING, f"{limits}.map(([range, unit]) => it.allowed(range, unit))") == [
        "≤ 25 %",
        "200–300 px",
        "≥ 0.5",
        "",
    ]


@pytest.mark.parametrize("kind", ["calendar", "working"])
@pytest.mark.parametrize("days", [1, 2, 7])
def test_the_last_day_is_the_one_the_order_gets(kind: Any, days: int) -> None:
    said = {"resubmit_days": days, "resubmit_days_kind": kind}
    hours = (time(0, 1), time(12), time(23, 59))
    instants = [datetime.combine(date(2027, 5, 17) + timedelta(n), hour, SHANGHAI) for n in range(7) for hour in hours]
    asked = [instant.timestamp() * 1000 for instant in instants]
    ends = [add_days(instant, days, working=kind == "working").astimezone(SHANGHAI) for instant in instants]
    assert {end.strftime("%H:%M") for end in ends} == {"23:59"}
    found = evaluated(TELLS, f"{asked}.map((at) => it.lastDay({json.dumps(said)}, at))")
    assert found == [end.date().isoformat() for end in ends]


def test_what_is_said_of_the_time_after_the_last_rejection() -> None:
    rules = {"resubmit_days": 2, "resubmit_days_kind": "calendar"}
    at = datetime(2027, 5, 17, 12, tzinfo=SHANGHAI).timestamp() * 1000

    def said(left: int, correcting: bool = False) -> Any:
        order = {"correcting": correcting, "tries_left": left, "rejections": 1, "rules": rules}
        return evaluated(TELLS, f"[it.afterRejection({json.dumps(order)}, {at}), it.whichTime({json.dumps(order)})]")

    assert said(2) == ["5月19日 23:59 前换照片，不再收费。", "第 2 次提交，被驳回后还可重交 1 次"]
    assert said(1) == ["重新提交的次数已用完，请联系分社。", "第 2 次提交，被驳回后不能再交"]
    assert said(0, correcting=True) == ["5月19日 23:59 前换照片，不再收费。", "勘误"]


def test_a_pace_is_of_the_last_minutes() -> None:
    marks = "[{ at: 0, done: 0 }, { at: 600_000, done: 400 }, { at: 660_000, done: 440 }]"
    asked = f"[it.pace({marks}, 661_000), it.pace([], 5), it.pace({marks}.slice(2), 661_000)]"
    assert evaluated("staff/review/speed.js", asked) == [2360, None, None]


def test_what_was_decided_today_begins_anew_at_midnight() -> None:
    """A desk is left open over night; a page that is loaded knows how many there were before."""
    steps = "[[7, 40, 'mon'], [9, 40, 'mon'], [12, 40, 'tue'], [15, 40, 'tue']]"
    told = f"{steps}.map(([done, before, day]) => done - (since = it.sinceOf(since, done, before, day)).from)"
    assert evaluated("staff/review/speed.js", f"((since) => {told})(null)") == [40, 42, 0, 3]


def test_what_was_decided_today_outlives_the_page_of_the_desk() -> None:
    """She comes back to it, and whatever was known before she left may be old or new."""
    speed = "const of = (done, before, at, unanswered = []) => "
    speed += "it.speedOf(Object.assign(outbox, { done, unanswered }), before, at).today"
    day = "24 * 3_600_000"
    asked = f"of(0, 7, 0), of(24, 7, 60_000), of(24, 31, 120_000), of(24, 0, {day}), of(25, 40, {day})"
    told = evaluated("staff/review/speed.js", f"((outbox) => {{ {speed}; return [{asked}]; }})({{}})")
    assert told == [7, 31, 31, 0, 1]


def test_what_is_taken_back_after_midnight_was_not_of_today() -> None:
    speed = "const of = (unanswered, at) => it.speedOf(Object.assign(outbox, { done: 0, unanswered }), 0, at).today"
    noon, page = "4 * 3_600_000", "Array(24)"
    asked = f"of({page}, 0), of({page}, {noon} * 6), of([], {noon} * 6), of({page}, {noon} * 6)"
    assert evaluated("staff/review/speed.js", f"((outbox) => {{ {speed}; return [{asked}]; }})({{}})") == [0, 0, 0, 24]
