"""What the console says of a photo."""

from __future__ import annotations

import json

import numpy as np
import pytest

from chalicelib.orders.model import PhotoState, State
from chalicelib.photo.reading.window import Window
from tests.worlds.console_modules import evaluated

WORDS = "staff/photo_words.js"


def test_every_state_of_a_photo_has_a_word() -> None:
    words = evaluated(WORDS, "it.PHOTO_STATES")
    assert set(words) == {state.value for state in PhotoState}
    assert all(words.values())


@pytest.mark.parametrize("roll", [0.0, 4.0, -4.0])
def test_a_box_of_the_original_lies_where_the_crop_shows_it(roll: float) -> None:
    window = Window(x=300, y=420, scale=0.8, roll=roll, width=480, height=640)
    width, height = window.width / window.scale, window.height / window.scale
    crop = {"x": window.x - width / 2, "y": window.y - height / 2, "w": width, "h": height, "roll": roll}
    box = [0.4, 0.3, 0.2, 0.1]
    report = {"findings": [{"code": "one", "box": box}], "source": {"w": 700, "h": 900}, "crop": crop}
    left, top, across, down = np.array(box) * [700, 900, 700, 900]
    corners = [[left, top], [left + across, top], [left, top + down], [left + across, top + down]]
    there = window.to_window(np.array(corners)) / [480, 640]
    (low, high), (found,) = (there.min(0), there.max(0)), evaluated(WORDS, f"it.onPortrait({json.dumps(report)})")
    assert found["box"] == pytest.approx([*low, *(high - low)])


def test_a_box_beside_the_crop_is_not_drawn_and_its_finding_stays() -> None:
    crop = {"x": 200, "y": 200, "w": 240, "h": 320, "roll": 0}
    report = {"findings": [{"code": "one", "box": [0, 0, 0.1, 0.1]}], "source": {"w": 700, "h": 900}, "crop": crop}
    assert evaluated(WORDS, f"it.onPortrait({json.dumps(report)})") == [{"code": "one", "box": None}]
    assert evaluated(WORDS, "it.onPortrait(null)") == []


def test_what_fails_comes_first_and_the_rest_stays_in_its_order() -> None:
    found = [{"code": code, "severity": severity} for code, severity in (("a", "warn"), ("b", "warn"), ("c", "fail"))]
    report = {"findings": found, "source": None, "crop": None}
    assert evaluated(WORDS, f"it.onPortrait({json.dumps(report)}).map(({{ code }}) => code)") == ["c", "a", "b"]


@pytest.mark.parametrize("state", list(State))
def test_who_waits_for_a_person_is_marked(state: State) -> None:
    waits = state in (State.AWAITING_PAYMENT, State.IN_REVIEW)
    for current, marked in ((3, waits), (2, False), (None, False)):
        order = {"state": state.value, "photo_no": current, "appeals": [{"photo_no": 1}, {"photo_no": 3}]}
        assert evaluated(WORDS, f"it.asksPerson({json.dumps(order)})") is marked
