"""Every value of a task's settings has a word on the console, and every number its bound."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

import pytest

from chalicelib.delivery.model import PackageState
from chalicelib.photo.pixels.colour import NAMES
from chalicelib.photo.spec import SPECS
from chalicelib.tasks import model
from chalicelib.tasks.consistency import FILE_WORDS
from chalicelib.tasks.levels import Level
from chalicelib.tasks.settings import Length
from chalicelib.teachers.model import Kind
from tests.worlds.console_modules import WEB, evaluated

CONTRACT = json.loads((Path(__file__).parents[3] / "docs" / "openapi.json").read_text())
SETTINGS = CONTRACT["components"]["schemas"]["TaskSettings"]["properties"]


def values(setting: str) -> set[str]:
    return set(SETTINGS[setting]["enum"])


@pytest.fixture(scope="module")
def words() -> dict[str, Any]:
    return dict(evaluated("staff/task_words.js", "it"))


@pytest.fixture(scope="module")
def form() -> dict[str, Any]:
    return dict(evaluated("staff/task_form.js", "it"))


def test_every_value_has_a_word(words: dict[str, Any]) -> None:
    wanted: dict[str, set[str] | type[StrEnum]] = {
        "STATES": set(get_args(model.TaskState)), "PROBLEMS": set(get_args(model.Problem)),
        "TYPES": values("task_type"),
        "MODES": values("collect_mode"), "MODES_SHORT": values("collect_mode"), "GLASSES": values("glasses"),
        "COVERS": values("covers"),
        "ROSTERS": values("roster"), "ELSEWHERE": values("elsewhere"), "DAY_KINDS": values("resubmit_days_kind"),
        "OVERDUE": values("overdue"), "REFUND_UNTIL": values("refund_until"), "POLICIES": {"keep", "normalise"},
        "CONTACT_ROLES": {"TEACHER", "BRANCH"}, "LINK_KINDS": set(get_args(Kind)),
        "LEVELS": Level, "PACKAGE_STATES": PackageState,
    }  # fmt: skip
    for name, known in wanted.items():
        assert set(words[name]) == {str(value) for value in known}, name
        assert all(words[name].values())


def test_what_is_data_elsewhere_is_the_same_here(words: dict[str, Any]) -> None:
    assert set(words["FIELD_NAMES"]) == set(model.FIELD_LABELS)
    assert set(words["FILE_WORDS"]) == FILE_WORDS
    assert {name: rev for name, (_, rev) in words["SPECS"].items()} == {name: spec.rev for name, spec in SPECS.items()}
    assert evaluated("shared/both/photo_rules.js", "it.WALLS") == {
        ",".join(map(str, rgb)): name for rgb, name in NAMES.items()
    }


def test_every_setting_is_in_the_form_and_has_a_name(words: dict[str, Any], form: dict[str, Any]) -> None:
    assert set(SETTINGS) <= set(form["NEW"])
    assert set(form["NEW"]) == set(words["SETTINGS"])


def test_every_setting_has_a_place_in_the_form() -> None:
    """By its name at a field, or at what asks it in its own way."""
    text = "".join(path.read_text() for path in (WEB / "staff" / "parts" / "task").glob("*.js"))
    assert set(SETTINGS) - set(re.findall(r'\bname="(\w+)"', text)) == set()


def test_rules_are_those_of_the_model() -> None:
    rules, labels = (evaluated(f"staff/generated/{name}.js", "it") for name in ("rules", "labels"))
    assert labels["SETTINGS"] == {name: setting.label for name, setting in model.SETTINGS.items()}
    assert rules["FROZEN"] == [name for name, setting in model.SETTINGS.items() if setting.frozen]
    assert rules["TEXTS"] == {
        name: setting.bound.most
        for name, setting in model.SETTINGS.items()
        if isinstance(setting.bound, Length) and "maxLength" in SETTINGS[name].get("anyOf", [SETTINGS[name]])[0]
    }
    assert rules["NULLABLE"] == ["sub_unit", "makeup_of"]
    assert set(rules["CHOICES"]) == {
        name for name, rule in SETTINGS.items() if "enum" in rule or rule.get("type") == "boolean"
    }
    new = model.Task.__dataclass_fields__
    assert {name: new[name].default for name in rules["DEFAULTS"]} == {**rules["DEFAULTS"], "form_fields": ()}


def test_bounds_are_those_of_the_api() -> None:
    whole = {name: one for name, one in SETTINGS.items() if one.get("type") == "integer" and name != "price"}
    numbers = evaluated("staff/generated/rules.js", "it.NUMBERS")
    assert numbers == {name: [one["minimum"], one["maximum"]] for name, one in whole.items()}


def test_a_new_task_begins_as_the_model_does(form: dict[str, Any]) -> None:
    fields = model.Task.__dataclass_fields__
    same = ("grace_hours", "pay_minutes", "reject_limit", "resubmit_days", "resubmit_days_kind", "overdue", "elsewhere",
            "refund_until", "roster", "file_name", "retention_days", "glasses", "covers", "allow_album",
            "review_days", "production_days", "demo")  # fmt: skip
    for name in same:
        default = fields[name].default
        assert form["NEW"][name] == (default if isinstance(default, str | bool) else str(default)), name
