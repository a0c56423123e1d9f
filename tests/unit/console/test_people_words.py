"""Every value that the API may answer with has a word on the desks of accounts, audit, imports and schools."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, get_args

import pytest

from chalicelib.desk.model import EDITABLE, ActionName, Verdict
from chalicelib.exports.model import Kind as ExportKind
from chalicelib.imports.model import UNDOABLE, ImportState, Kind
from chalicelib.orders.labels import LABELS
from chalicelib.staff.model import ROLE_LABELS, AccountState, GrantKind
from chalicelib.tasks.levels import LEVEL_LABELS
from chalicelib.tasks.model import FIELD_LABELS, Task
from chalicelib.tasks.school import SchoolKind
from tests.unit.console.audit_calls import actions, data_keys
from tests.worlds.console_modules import evaluated


@pytest.fixture(scope="module")
def audit() -> dict[str, Any]:
    return dict(evaluated("staff/audit_words.js", "it"))


def test_every_action_of_the_trail_has_words_and_no_other(audit: dict[str, Any]) -> None:
    found = actions()
    steps = {action.removesuffix("_{}") for action in found if action.endswith("_{}")}
    assert set(audit["STEPS"]) == steps
    assert set(audit["ACTIONS"]) == {action for action in found if "{" not in action}
    assert {"give_roles", "change_task", "end_sessions", "approve", "login", "purge"} <= found
    assert set(audit["DECISIONS"]) == {*get_args(ActionName), *get_args(GrantKind)}


def test_what_rows_of_the_trail_hold_has_a_name(audit: dict[str, Any]) -> None:
    found = data_keys() - {"from", "to"}  # the states of an order, which are told together
    assert {"export", "package", "proposal", "roles"} <= found
    assert found - set(audit["KEYS"]) == set()


def test_values_in_the_trail_have_words(audit: dict[str, Any]) -> None:
    values = audit["VALUES"]
    assert audit["STATES"] == {state.value: label for state, label in LABELS.items()}
    assert values["roles"] == {role.value: label for role, label in ROLE_LABELS.items()}
    assert set(values["verdict"]) == set(get_args(Verdict))
    assert audit["ACTIONS"].items() >= evaluated("staff/money_words.js", "it.ACTIONS").items()  # as it was offered
    assert set(values["kind"]) == {*get_args(Kind), *get_args(ExportKind)}
    assert values["fields"] == {name: FIELD_LABELS[name] for name in EDITABLE}
    task = evaluated("staff/audit_task_words.js", "it")
    assert set(task["TASK_FIELDS"]) == {field.name for field in fields(Task)}
    assert task["TASK_VALUES"]["levels"] == {level.value: label for level, label in LEVEL_LABELS.items()}


def test_what_a_row_holds_is_said_in_words() -> None:
    def said(action: str, data: dict[str, Any], known: dict[str, Any] | None = None) -> Any:
        row = json.dumps({"action": action, "data": data})
        return evaluated("staff/audit_words.js", f"it.dataWords({row}, {json.dumps(known or {})})")

    moved = {"photo_no": 1, "reasons": ["oily_skin", "new"], "from": "IN_REVIEW", "to": "REJECTED"}
    assert said("reject", moved, {"reasons": {"oily_skin": "面部油光"}}) == [
        ["订单状态", "待审核 → 被驳回"],
        ["第几张照片", "1"],
        ["驳回原因", "面部油光、new"],
    ]
    overruled = {"photo_no": 2, "overruled": ["eyes_closed"]}
    assert said("approve", overruled, {"overruled": {"eyes_closed": "眼睛没有自然睁开"}}) == [
        ["第几张照片", "2"],
        ["没有采纳的机检结果", "眼睛没有自然睁开"],
    ]
    assert said("grant", {"days": 2, "from": "REJECTED", "to": "REJECTED"}) == [["天数", "2"]]
    asked = [[], [{"name": "email", "required": False}]]
    assert said("change_task", {"form_fields": asked, "makeup_of": [None, "t1"], "allow_album": [True, False]}) == [
        ["填写项目", "无 → 电子邮箱 选填"],
        ["补采集的原任务", "无 → t1"],
        ["从相册选择", "是 → 否"],
    ]
    assert said("change_task", {"price": [2550, 2000]}) == [["价格（元）", "25.50 → 20.00"]]
    assert said("put_school", {"name": "constructor", "later": 1}) == [["名称", "constructor"], ["later", "1"]]


def test_accounts_and_schools_have_words() -> None:
    words = evaluated("staff/account_words.js", "it")
    assert words["ROLES"] == {role.value: label for role, label in ROLE_LABELS.items()}
    assert list(words["ROLE_DOES"]) == list(words["ROLES"])
    assert set(words["ACCOUNT_STATES"]) == set(get_args(AccountState))
    assert set(evaluated("staff/school_words.js", "it")["SCHOOL_KINDS"]) == set(get_args(SchoolKind))


def test_imports_have_words() -> None:
    words = evaluated("staff/parts/imports/words.js", "it")
    assert set(words["KINDS"]) == set(get_args(Kind))
    assert set(words["IMPORT_STATES"]) == set(get_args(ImportState))
    undoable = "Object.keys(it.KINDS).filter((kind) => it.isUndoable({ kind, state: 'DONE' }))"
    assert set(evaluated("staff/parts/imports/words.js", undoable)) == UNDOABLE
