"""The components of the console without a browser: whose turn a state is, the signs of the desks, where charts draw."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from tests.worlds.console_modules import evaluated

WEB = Path(__file__).parents[3] / "web"
SCALE = "staff/ui/charts/scale.js"
OVER = {State.EXPIRED, State.CANCELLED, State.CLOSED, State.REFUNDED}


def test_every_state_of_an_order_is_somebodys_turn() -> None:
    turns = dict(zip(State, evaluated("staff/ui/badge.js", f"{json.dumps(list(State))}.map(it.turnOf)"), strict=True))
    assert set(turns.values()) == {"us", "them", "wrong", "well", "over"}
    assert {state for state, turn in turns.items() if turn == "over"} == OVER


def test_every_desk_has_a_sign() -> None:
    me = {"roles": [{"role": role} for role in StaffRole]}
    desks = evaluated("staff/desks.js", f"it.desksOf({json.dumps(me)})")
    signs = {"home"} | {desk[3] for desk in desks}
    assert len(signs) == len(desks) + 1
    assert signs <= set(re.findall(r'<symbol id="(\w+)"', (WEB / "staff/icons.svg").read_text()))


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (4938, [0, 2000, 4000, 6000]),
        (9600, [0, 2500, 5000, 7500, 10000]),
    ],
)
def test_a_scale_has_few_round_steps_and_reaches_the_highest(most: int, ticks: list[int]) -> None:
    assert evaluated(SCALE, f"it.ticksTo({most})") == ticks


def test_words_at_the_end_of_lines_do_not_touch() -> None:
    assert evaluated(SCALE, "it.spread([50, 52, 51, 90], 15, 0, 200)") == [50, 80, 65, 95]
    assert evaluated(SCALE, "it.spread([100, 100, 100], 15, 0, 100)") == [70, 85, 100]


def test_one_series_lies_upon_the_other() -> None:
    found = evaluated(SCALE, "it.stacked([{ values: [1, 2] }, { values: [3, 0] }])")
    assert found == [[[0, 1], [0, 2]], [[1, 4], [2, 2]]]


def test_the_first_and_the_last_day_are_named_and_few_between() -> None:
    assert evaluated(SCALE, "[0, 1, 2, 18].map((count) => it.named(count, 5))") == [[], [0], [0, 1], [0, 5, 10, 17]]


@pytest.mark.parametrize(
    ("turned", "number"),
    [
        ({}, 1),
        ({"page": "7"}, 1),
        ({"cursor": "c", "page": "7"}, 7),
        ({"cursor": "c"}, 2),
        ({"cursor": "c", "page": "1"}, 2),
        ({"cursor": "c", "page": "-3"}, 2),
        ({"cursor": "c", "page": "1e9"}, 2),
    ],
)
def test_a_page_behind_the_first_has_a_number_from_two(turned: dict[str, str], number: int) -> None:
    assert evaluated("staff/ui/pages.js", f"it.numberOf({json.dumps(turned)})") == number


@pytest.mark.parametrize(
    ("path", "query", "address"),
    [
        ("/tasks", {}, "#/tasks"),
        ("/tasks", {"state": "", "words": "湖南 大学"}, "#/tasks?words=%E6%B9%96%E5%8D%97+%E5%A4%A7%E5%AD%A6"),
        ("/tasks?state=OPEN&words=a%26b", {"state": None}, "#/tasks?words=a%26b"),
        ("/tasks?college=&page=2", {"page": 3, "cursor": "a#b"}, "#/tasks?college=&page=3&cursor=a%23b"),
    ],
)
def test_a_link_changes_what_its_address_has_already(path: str, query: dict[str, object], address: str) -> None:
    assert evaluated("shared/router.js", f"it.link({json.dumps(path)}, {json.dumps(query)})") == address
