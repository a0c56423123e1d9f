"""The table of limits as a whole: each row is about something measured, has words, and changes with the engine only."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from chalicelib.photo.boxes import OF_EYES
from chalicelib.photo.codes import CODES
from chalicelib.photo.engine import ENGINE, Engine
from chalicelib.photo.limits import only_doubted, revision, rows_for
from chalicelib.photo.measures import take_measures
from chalicelib.photo.model import Background, Policy, Spec
from chalicelib.photo.spec import SPECS, spec_for
from tests.unit.photo.limits_world import every_row, every_spec
from tests.worlds.pictures import ROOT, drawn

# Of all limits, by engine: a line is added, none changed.  Another digest is another engine (engine.py).
REVISIONS = {"10": "9633202d394b", "11": "97ddd98efdb9", "12": "400d37e6c083"}


def test_limits_change_with_the_engine_alone() -> None:
    assert REVISIONS.get(ENGINE) == revision(every_row())


@pytest.mark.parametrize("change", [{"warn": 0.41}, {"fail": None}, {"needs": ()}, {"bad": "low"}])
def test_any_number_or_condition_is_another_revision(spec: Spec, change: dict[str, object]) -> None:
    rows = rows_for(spec)
    at = next(at for at, row in enumerate(rows) if row.measure == "eye_glare")
    assert revision([*rows[:at], replace(rows[at], **change), *rows[at + 1 :]]) != revision(rows)  # type: ignore[arg-type]


def test_every_limit_is_of_something_that_is_measured(engine: Engine) -> None:
    for policy in get_args(Policy):
        spec = spec_for("chsi", Background((255, 255, 255), 20.0, policy))
        pixels = np.asarray(drawn())
        without = engine.look(np.zeros((80, 60, 3), np.uint8), spec)
        taken = take_measures(engine.look(pixels, spec)).keys() | take_measures(without).keys()
        for row in rows_for(spec):
            names = {row.measure, row.tells or row.measure, *(when[0] for when in (*row.needs, *row.unless))}
            assert names <= taken, row


def test_every_code_has_a_name_and_words_and_is_told_in_one_place() -> None:
    rows = every_row()
    assert {row.code for row in rows} == {code for code, wording in CODES.items() if wording.name}
    for spec in every_spec():
        codes = [row.code for row in rows_for(spec)]
        runs = [code for code, before in zip(codes, [None, *codes], strict=False) if code != before]
        assert len(runs) == len(set(runs))


def test_a_row_is_sound() -> None:
    for row in every_row():
        assert row.fail is None or (row.fail <= row.warn if row.bad == "low" else row.fail >= row.warn), row
        assert row.means, row


def test_the_worse_eye_of_every_row_that_is_about_one_is_known() -> None:
    assert {row.measure for row in every_row() if row.part == "eye"} == set(OF_EYES)


def test_where_a_limit_comes_from_is_told() -> None:
    told = (ROOT / "docs" / "photo-checks.md").read_text()
    for source in {row.rests_on.source for row in every_row()}:
        assert re.search(rf"^- .*\*\*{source}\*\*", told, re.MULTILINE), source


def test_people_are_judged_alike_in_every_standard() -> None:
    person = [
        {row.measure: (row.warn, row.fail) for row in rows_for(spec) if row.unit != "px"} for spec in SPECS.values()
    ]
    assert person[0] == person[1]


def test_only_a_person_can_tell_screens_and_what_only_some_mind(spec: Spec) -> None:
    doubted = {"not_a_real_photo", "retouched", "hair_over_brows", "eyes_aside", "jewellery"}
    assert only_doubted(rows_for(spec)) == doubted
