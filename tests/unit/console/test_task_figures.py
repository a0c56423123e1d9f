"""A task's figures as its page makes them: turns, colleges, what comes of it, and what the school is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.notify.counters import MOST
from chalicelib.orders.model import COLLECTED, State
from tests.worlds.console_modules import evaluated

PLACES = [
    {"college": "文学院", "class_name": "1", "states": {"DONE": 3, "DRAFT": 1, "CANCELLED": 9}},
    {"college": "文学院", "class_name": "2", "states": {"IN_REVIEW": 4}},
    {"college": "理学院", "class_name": "", "states": {"APPROVED": 1, "REJECTED": 1}},
]
ROSTER = {
    "people": 12,
    "classes": [
        {"college": "文学院", "class_name": "1", "people": 8, "states": {"DONE": 3}, "on_site": 1, "missing": 4},
        {"college": "理学院", "class_name": "2", "people": 4, "states": {}, "on_site": 0, "missing": 4},
    ],
}


def told(expression: str) -> Any:
    return evaluated("staff/task_figures.js", expression)


def first(college: str, class_name: str, approved: int, rejected: int) -> dict[str, Any]:
    return {"college": college, "class_name": class_name, "approved": approved, "rejected": rejected}


def colleges(roster: object = None, firsts: object = ()) -> str:
    asked = [{"classes": PLACES}, list(firsts) if isinstance(firsts, list | tuple) else firsts, roster]
    return f"it.collegesOf({', '.join(json.dumps(one, ensure_ascii=False) for one in asked)})"


def test_every_state_has_its_turn_unless_nothing_comes_of_it() -> None:
    turns = told("it.TURNS")
    states = [state for _, _, states in turns for state in states]
    over = {State.EXPIRED, State.CANCELLED, State.CLOSED, State.REFUNDED, State.REFUNDING}
    assert len(states) == len(set(states))
    assert set(states) == set(State) - over
    assert {state for _, _, states in turns[:3] for state in states} == COLLECTED


def test_approved_orders_without_a_class_are_counted() -> None:
    assert told(f"it.withoutClass({json.dumps({'classes': PLACES})})") == 1


def test_turns_that_never_had_anybody_are_not_drawn() -> None:
    days = [{"day": "2026-06-01", "states": {"DRAFT": 2}}, {"day": "2026-06-02", "states": {"DONE": 1, "WITHDRAWN": 1}}]
    assert told(f"it.seriesOf({json.dumps(days)}).map(({{ label, values }}) => [label, values])") == [
        ["采集完成", [0, 1]],
        ["待学生", [2, 1]],
    ]


def test_without_a_roster_colleges_are_those_of_the_orders_that_go_on() -> None:
    found = told(f"{colleges()}.map((one) => [one.name, one.total, one.done, one.left, one.classes.length])")
    assert found == [["文学院", 8, 3, 5, 2], ["理学院", 2, 1, 1, 1]]
    assert told(f"{colleges()}[0].classes.map((one) => [one.name, one.left])") == [["2", 4], ["1", 1]]
    assert told(f"{colleges()}[1].classes[0].name") == "未填写班级"


def test_with_a_roster_they_are_its_people_and_what_is_left_is_who_has_not_begun() -> None:
    found = told(f"{colleges(ROSTER)}.map((one) => [one.name, one.total, one.done, one.left, one.onSite])")
    assert found == [["理学院", 4, 0, 4, 0], ["文学院", 8, 4, 4, 1]]


def test_first_passes_find_their_class_however_its_name_is_spelt() -> None:
    """Keys of counters hold 120 characters, and no #."""
    long = "𠮷" * MOST + "x"
    places = [{"college": "#", "class_name": long, "states": {}, "people": 1, "on_site": 0, "missing": 1}]
    firsts = [first("＃", "𠮷" * MOST, 3, 1)]
    roster = {"people": 1, "classes": places}
    assert told(f"{colleges(roster, firsts)}[0].firsts") == {"approved": 3, "rejected": 1}


def test_the_lowest_first_pass_is_told_of_two_with_enough_decisions() -> None:
    def lowest(*firsts: dict[str, Any]) -> Any:
        return told(f"it.lowestOf({colleges(None, firsts)})?.name ?? null")

    many, few = first("文学院", "1", 9, 1), first("理学院", "", 0, 9)
    assert lowest(many) is None
    assert lowest(many, few) is None
    assert lowest(many, first("理学院", "", 8, 2)) == "理学院"
    assert told(
        "[[86, 14], [2, 1], [0, 0]].map(([approved, rejected]) => it.rateText(it.rateOf({ approved, rejected })))"
    ) == [
        "86.0",
        "66.6",
        "—",
    ]


def test_one_college_is_opened_at_a_time_and_a_search_finds_classes() -> None:
    def shown(opened: str, wanted: str) -> Any:
        return told(f"it.shownOf({colleges()}, '{opened}', '{wanted}').map(({{ group }}) => group.name)")

    assert shown("", "") == ["文学院", "理学院"]
    assert shown("文学院", "") == ["文学院", "2", "1", "理学院"]
    assert shown("文学院", " 未填写") == ["未填写班级"]
    assert shown("", "理") == ["理学院"]
    assert shown("", "没有") == []


def days_of(*done: int) -> str:
    return json.dumps([{"day": f"2026-06-{20 + no}", "states": {"DONE": n}} for no, n in enumerate(done)])


@pytest.mark.parametrize(
    ("done", "total", "until", "told_of"),
    [
        ([0, 10, 20, 30, 40, 50, 60, 70], 100, "2026-07-31", {"day": "2026-06-30"}),  # ten a day, 25 to go
        ([0, 10, 20, 30, 40, 50, 60, 70], 100, "2026-06-30", {"day": "2026-06-30"}),
        ([0, 10, 20, 30, 40, 50, 60, 70], 100, "2026-06-29", {"share": "90%"}),
        ([0, 10, 20, 30, 40, 50, 60, 70], 100, "2026-06-26", None),  # it is over
        ([0, 10, 20, 30, 40, 50, 60], 100, "2026-07-31", None),  # less than a week
        ([70] * 8, 100, "2026-07-31", None),  # nothing moves
        ([90, 91, 92, 93, 94, 95, 96, 97], 100, "2026-07-31", None),  # it is so already
        ([], 0, "2026-07-31", None),
    ],
)
def test_where_it_goes_is_told_while_something_moves(
    done: list[int], total: int, until: str, told_of: dict[str, str] | None
) -> None:
    asked = f"{days_of(*done)}, {done[-1] if done else 0}, {total}, '{until}'"
    assert told(f"it.forecastOf({asked})") == told_of


def test_reasons_have_their_share_of_the_photos_that_side_refused_and_their_cure() -> None:
    reason = {"message": "背景上有人影", "cure": "请离墙一米", "code": "x"}
    reasons = [reason | {"by": "PERSON", "photos": 3}, reason | {"by": "MACHINE", "photos": 1}]
    figures = {"machine": {"judged": 9, "refused": 8}, "person": {"judged": 9, "refused": 4}, "reasons": reasons}
    asked = json.dumps(figures, ensure_ascii=False)
    assert told(f"it.reasonsOf({asked}, 'PERSON').map(({{ share }}) => share)") == ["75%"]
    assert told(f"it.reasonsOf({asked}, 'MACHINE').map(({{ share }}) => share)") == ["12%"]
    message = told(f"it.messageOf('某任务', '近 7 天', it.reasonsOf({asked}, 'PERSON'))")
    assert message.split("\n")[1:] == ["1. 背景上有人影（3 张）：请离墙一米"]


def test_the_table_has_a_row_for_each_class_and_a_cell_for_each_heading() -> None:
    for roster in (None, ROSTER):
        rows = told(f"it.tableOf({colleges(roster)}, {json.dumps(roster is not None)})")
        assert len(rows) == 1 + (len(ROSTER["classes"]) if roster else len(PLACES))  # type: ignore[arg-type]
        assert len({len(row) for row in rows}) == 1
    assert told(f"it.tableOf({colleges(ROSTER)}, true)")[2][:6] == ["文学院", "1", 8, 4, 4, 1]
