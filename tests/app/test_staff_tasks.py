"""Tasks over HTTP: made with every setting, copied, changed while nothing depends on it, opened and closed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.desk.tasks import SIGNS, new_code
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import SETTINGS as DECLARED
from clients.student import ApiError
from tests.worlds.app import World, refused
from tests.worlds.branch import run, table
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import own_portrait
from tests.worlds.tasks import SETTINGS

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def create(manager: Colleague, **changes: Any) -> dict[str, Any]:
    return dict(manager.call("POST", "/api/staff/tasks", {"settings": SETTINGS | changes}))


def test_a_task_is_made_with_every_setting_and_opened(world: World, manager: Colleague) -> None:
    task = create(manager)
    assert (task["state"], task["problem"], task["rev"]) == ("DRAFT", "DRAFT", 1)
    assert re.fullmatch(f"[{SIGNS}]{{6}}", task["settings"]["code"])
    kept = dict(task["settings"])
    assert kept.pop("opens_at") == "2025-12-31T16:00:00.000Z"
    assert kept.pop("closes_at") == "2036-06-30T15:59:59.000Z"
    kept["form_fields"] = [{"name": one["name"]} for one in kept["form_fields"]]
    assert {name: kept[name] for name in SETTINGS if name in kept} == {
        name: value for name, value in SETTINGS.items() if name not in ("opens_at", "closes_at")
    }
    student, code = world.student(), task["settings"]["code"]
    refused(lambda: student.lookup(code), 404, "task_code_unknown", "code")
    path = f"/api/staff/tasks/{task['task_id']}"
    opened = manager.call("POST", f"{path}/open", {"rev": 1})
    assert (opened["state"], opened["problem"], opened["rev"]) == ("OPEN", None, 2)
    found = student.lookup(code.lower())["task"]
    assert (found["price"], found["allow_album"], found["sub_unit"]) == (2500, False, "长沙教学点")
    assert task["task_id"] in {one["task_id"] for one in manager.call("GET", "/api/staff/tasks")["tasks"]}


def test_an_open_task_may_change_its_price_but_not_what_photos_were_judged_by(world: World, manager: Colleague) -> None:
    task = create(manager)
    path = f"/api/staff/tasks/{task['task_id']}"
    manager.call("POST", f"{path}/open", {"rev": 1})
    student, form = world.student(), world.form(level="本科")
    order_id = student.open(task["task_id"], **form)["order_id"]
    student.judge(order_id, own_portrait())
    assert student.act(order_id, "submit", photo_no=1)["price"] == 2500
    changed = manager.call("PUT", path, {"rev": 2, "settings": {"price": 3000, "closes_at": "2036-07-15"}})
    assert (changed["settings"]["price"], changed["settings"]["title"]) == (3000, SETTINGS["title"])
    assert student.order(order_id)["price"] == 2500
    for settings, field in (
        ({"collect_mode": "ENCRYPTED"}, "collect_mode"),
        ({"spec": "other"}, "spec"),
        ({"task_type": "INDIVIDUAL"}, "task_type"),
        ({"code": "ZZZZ99"}, "code"),
    ):
        body = {"rev": 3, "settings": settings}
        refused(partial(manager.call, "PUT", path, body), 422, "task_frozen", field)
    refused(lambda: manager.call("PUT", path, {"rev": 2, "settings": {"price": 1}}), 409, "task_changed")
    rows = manager.call("GET", "/api/staff/audit", subject=f"task {task['task_id']}")["rows"]
    assert [row["action"] for row in rows] == ["change_task", "open_task", "create_task"]
    assert rows[0]["data"]["price"] == [2500, 3000]
    closed = manager.call("POST", f"{path}/close", {"rev": 3, "reason": "提前结束"})
    assert (closed["state"], closed["problem"]) == ("CLOSED", "CLOSED")
    refused(lambda: student.open(task["task_id"], **world.form(level="本科")), 409, "task_not_open")


def test_a_copy_is_a_draft_with_a_code_of_its_own(manager: Colleague) -> None:
    task = create(manager, title="第一轮")
    wanted = {"settings": {"title": "补采集", "closes_at": "2036-08-31", "makeup_of": task["task_id"]}}
    copy = manager.call("POST", f"/api/staff/tasks/{task['task_id']}/copy", wanted)
    assert (copy["state"], copy["rev"]) == ("DRAFT", 1)
    assert copy["settings"]["code"] != task["settings"]["code"]
    differ = {name for name, value in copy["settings"].items() if value != task["settings"][name]}
    assert differ == {"code", "title", "closes_at", "makeup_of"}


@pytest.mark.parametrize(
    ("settings", "code", "field"),
    [
        ({"closes_at": "2025-01-01"}, "task_settings_wrong", "opens_at"),
        ({"closes_at": "2036-06-30T10:00:00"}, "invalid", "closes_at"),
        ({"closes_at": "not a date"}, "invalid", "closes_at"),
        ({"schools": ["99999"]}, "task_settings_wrong", "schools"),
        ({"schools": ["10532", "10532"]}, "task_settings_wrong", "schools"),
        ({"contacts": [{"role": "TEACHER", "name": "王", "phone": "1"}]}, "task_settings_wrong", "contacts"),
        ({"form_fields": [{"name": "name"}]}, "task_settings_wrong", "form_fields"),
        ({"form_fields": [{"name": "nonsense"}]}, "invalid", "settings.form_fields[0].name"),
        ({"file_name": "{collect_code}.jpg"}, "task_settings_wrong", "file_name"),
        ({"file_name": "abc.png"}, "task_settings_wrong", "file_name"),
        ({"file_name": "../x.jpg"}, "task_settings_wrong", "file_name"),
        ({"file_name": "{order_id.jpg"}, "task_settings_wrong", "file_name"),
        ({"task_type": "INDIVIDUAL"}, "task_settings_wrong", "form_fields"),
        ({"contacts": [{"role": "BRANCH", "name": " ", "phone": "1"}]}, "task_settings_wrong", "contacts"),
        ({"spec_rev": 99}, "task_settings_wrong", "spec_rev"),
        ({"makeup_of": "nonsense"}, "task_settings_wrong", "makeup_of"),
        ({"roster": "CODES"}, "task_settings_wrong", "roster"),
        ({"spec": "nonsense"}, "task_settings_wrong", "spec"),
        ({"price": -1}, "invalid", "settings.price"),
        ({"title": " "}, "task_settings_wrong", "title"),
        ({"title": "\u3164\u200b"}, "task_settings_wrong", "title"),
        ({"title": "第一轮\n第二轮"}, "task_settings_wrong", "title"),
        ({"sub_unit": "  "}, "task_settings_wrong", "sub_unit"),
        ({"refund_text": "审核后也可退款"}, "invalid", "settings.refund_text"),
        ({"contacts": [{"role": "BRANCH", "name": "\u202e社分南湖", "phone": "1"}]}, "task_settings_wrong", "contacts"),
        ({"contacts": [{"role": "BRANCH", "name": "分社", "phone": "\u200b"}]}, "task_settings_wrong", "contacts"),
        (
            {"background": {"rgb": [1, 2, 300], "tolerance": 1, "policy": "keep"}},
            "invalid",
            "settings.background.rgb[2]",
        ),
    ],
)
def test_a_task_that_contradicts_itself_is_refused(
    world: World, manager: Colleague, settings: dict[str, Any], code: str, field: str
) -> None:
    refused(lambda: create(manager, **settings), 422, code, field)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"contacts": [{"role": "TEACHER", "name": "王", "phone": "1"}]}, "至少要有一位分社联系人"),
        ({"file_name": "{student_no}.png"}, "以 .jpg 结尾"),
        ({"task_type": "INDIVIDUAL"}, "请加上“收件人”、“收件地址”"),
        ({"spec_rev": 99}, "没有版本 99"),
        ({"code": "A-B"}, "由 1 至 16 位字母和数字组成"),
        ({"closes_at": "2025-01-01"}, "要早于结束时间"),
        ({"roster": "CODES"}, "普通任务只能用学号名单"),
        ({"form_fields": [{"name": "name"}]}, "普通任务必须填写姓名和学号"),
        ({"file_bytes": [30_000, 31_000]}, "最小值不超过最大值的九成"),
        ({"makeup_of": "nonsense"}, "没有任务 nonsense"),
    ],
)
def test_a_refusal_says_what_is_wrong(manager: Colleague, settings: dict[str, Any], says: str) -> None:
    with pytest.raises(ApiError, match=says):
        create(manager, **settings)


@pytest.mark.parametrize("setting", [name for name, setting in DECLARED.items() if setting.limit])
def test_a_number_that_is_out_of_its_limits_is_told_them(manager: Colleague, setting: str) -> None:
    limit = DECLARED[setting].limit
    assert limit
    for wrong in (limit.least - 1, limit.most + 1, "x"):
        said = refused(partial(create, manager, **{setting: wrong}), 422, "invalid", f"settings.{setting}")
        assert said["message"] == f"“{DECLARED[setting].label}”应为 {limit}"
    for right in (limit.least, limit.most):
        assert create(manager, **{setting: right})["settings"][setting] == right


def test_what_would_fail_later_is_refused_at_a_change_and_at_opening(world: World, manager: Colleague) -> None:
    path = f"/api/staff/tasks/{create(manager)['task_id']}"
    for setting, value in (("file_name", "abc.png"), ("task_type", "INDIVIDUAL"), ("makeup_of", "nonsense")):
        body = {"rev": 1, "settings": {setting: value}}
        field = "form_fields" if setting == "task_type" else setting
        refused(partial(manager.call, "PUT", path, body), 422, "task_settings_wrong", field)
    kept = world.plain_task(state="DRAFT", file_name="abc.png")  # by an earlier version
    opening = f"/api/staff/tasks/{kept.task_id}/open"
    refused(lambda: manager.call("POST", opening, {"rev": 1}), 422, "task_settings_wrong", "file_name")
    over = world.plain_task(state="DRAFT", opens_at=LONG_AGO, closes_at=LONG_AGO + timedelta(days=1))
    opening = f"/api/staff/tasks/{over.task_id}/open"
    refused(lambda: manager.call("POST", opening, {"rev": 1}), 422, "task_is_over", "closes_at")
    manager.call("PUT", f"/api/staff/tasks/{over.task_id}", {"rev": 1, "settings": {"closes_at": "2036-06-30"}})
    assert manager.call("POST", opening, {"rev": 2})["state"] == "OPEN"


def test_another_branchs_task_is_not_made_up_for(world: World, manager: Colleague) -> None:
    task, stranger = create(manager), colleague(world.box.console_url, MANAGER, branch="guangdong")
    refused(lambda: create(stranger, makeup_of=task["task_id"]), 422, "task_settings_wrong", "makeup_of")
    assert create(manager, makeup_of=task["task_id"])["settings"]["makeup_of"] == task["task_id"]


def test_a_print_is_posted_where_the_student_says(manager: Colleague) -> None:
    fields = SETTINGS["form_fields"] + [{"name": "consignee"}, {"name": "address"}]
    assert create(manager, task_type="INDIVIDUAL", form_fields=fields)["state"] == "DRAFT"
    fields[-1] = {"name": "address", "required": False}
    individual = {"task_type": "INDIVIDUAL", "form_fields": fields}
    refused(lambda: create(manager, **individual), 422, "task_settings_wrong", "form_fields")


def test_what_is_named_is_kept_without_the_blanks_around_it(manager: Colleague) -> None:
    contacts = [{"role": "BRANCH", "name": " 湖南 分社 ", "phone": " 0731-84300000"}]
    kept = create(manager, title=" 第一轮 ", sub_unit=" 长沙教学点", contacts=contacts)["settings"]
    assert (kept["title"], kept["sub_unit"]) == ("第一轮", "长沙教学点")
    assert kept["contacts"] == [{"role": "BRANCH", "name": "湖南 分社", "phone": "0731-84300000"}]


def test_a_task_that_nobody_could_take_part_in_is_not_opened(manager: Colleague) -> None:
    task_id = create(manager, roster="STUDENT_NOS")["task_id"]
    path = f"/api/staff/tasks/{task_id}"
    said = refused(lambda: manager.call("POST", f"{path}/open", {"rev": 1}), 422, "task_roster_empty", "roster")
    assert said["action"] == "请先导入名单，或改为不使用名单"
    assert run(manager, "ROSTER", table([["学号"], ["2022A"]]), task_id)["state"] == "DONE"
    assert manager.call("POST", f"{path}/open", {"rev": 1})["state"] == "OPEN"


def test_an_open_task_is_not_shut_by_an_empty_roster(manager: Colleague) -> None:
    path = f"/api/staff/tasks/{create(manager)['task_id']}"
    manager.call("POST", f"{path}/open", {"rev": 1})
    body = {"rev": 2, "settings": {"roster": "STUDENT_NOS"}}
    refused(lambda: manager.call("PUT", path, body), 422, "task_roster_empty", "roster")
    assert manager.call("PUT", path, {"rev": 2, "settings": {"price": 100}})["rev"] == 3


def test_a_task_does_not_make_up_for_itself(manager: Colleague) -> None:
    task_id = create(manager)["task_id"]
    body = {"rev": 1, "settings": {"makeup_of": task_id}}
    refused(lambda: manager.call("PUT", f"/api/staff/tasks/{task_id}", body), 422, "task_settings_wrong", "makeup_of")


def test_a_task_needs_all_that_has_no_default(manager: Colleague) -> None:
    body = {"settings": {name: value for name, value in SETTINGS.items() if name != "contacts"}}
    refused(lambda: manager.call("POST", "/api/staff/tasks", body), 422, "task_settings_wrong", "contacts")


def test_a_code_that_is_taken_is_refused(manager: Colleague) -> None:
    code = create(manager)["settings"]["code"]
    refused(lambda: create(manager, code=code.lower()), 409, "task_code_taken", "code")


def test_codes_are_never_misread() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    for code in codes:
        assert not set(code.casefold()) & set("01oil25sz")
        assert not code.isdigit()
        assert not code.isalpha()


def test_another_branchs_task_is_absent(world: World, manager: Colleague) -> None:
    task, stranger = create(manager), colleague(world.box.console_url, MANAGER, branch="guangdong")
    path = f"/api/staff/tasks/{task['task_id']}"
    refused(lambda: stranger.call("GET", path), 404, "task_unknown")
    refused(lambda: stranger.call("POST", f"{path}/open", {"rev": 1}), 404, "task_unknown")
    refused(lambda: stranger.call("POST", f"{path}/copy", {"settings": {}}), 404, "task_unknown")
    refused(lambda: stranger.call("PUT", path, {"rev": 1, "settings": {}}), 404, "task_unknown")
    assert task["task_id"] not in str(stranger.call("GET", "/api/staff/tasks"))
