"""A task's settings as they are typed: amounts, days, and what two people changed at once."""

from __future__ import annotations

import json
from typing import Any

from tests.worlds.console_modules import evaluated

SETTINGS: dict[str, Any] = {
    "code": "A7K9Q2", "title": "采集", "schools": ["10532"], "levels": ["BACHELOR"], "sub_unit": None,
    "task_type": "GROUP",
    "collect_mode": "PLAIN", "opens_at": "2025-12-31T16:00:00.000Z", "closes_at": "2036-06-30T15:59:59.000Z",
    "grace_hours": 24, "price": 3005, "pay_minutes": 1440, "allow_album": True, "spec": "chsi", "spec_rev": 1,
    "background": {"rgb": [100, 197, 255], "tolerance": 18.5, "policy": "keep"}, "file_bytes": [30720, 40001],
    "glasses": "ALLOW", "covers": "REFUSE", "reject_limit": 3, "resubmit_days": 2, "resubmit_days_kind": "calendar",
    "overdue": "KEEP",
    "refund_until": "REVIEW", "refund_note": "退款", "roster": "NONE", "elsewhere": "WARN",
    "form_fields": [{"name": "student_no", "required": True}, {"name": "name", "required": False}],
    "contacts": [{"role": "BRANCH", "name": "湖南分社", "phone": "0731"}], "file_name": "{order_id}.jpg",
    "retention_days": 180, "makeup_of": None, "review_days": 4, "production_days": 8, "demo": True,
}  # fmt: skip
GIVEN = json.dumps(SETTINGS)


def told(expression: str) -> Any:
    return evaluated("staff/task_form.js", f"(({{ typedOf }}, given) => {expression})(it, {GIVEN})")


def test_settings_come_back_as_they_were() -> None:
    back = told("it.settingsOf(typedOf(given))")
    days = {"opens_at": "2026-01-01", "closes_at": "2036-06-30"}
    assert back == SETTINGS | days


def test_yuan_is_read_as_text_and_never_as_a_fraction() -> None:
    texts = ["30", "30.5", "30.50", "0", "0.29", "1.15", "８.01", " 19.99 "]
    assert told(f"{json.dumps(texts)}.map(it.fenOf)") == [3000, 3050, 3050, 0, 29, 115, 801, 1999]
    wrong = ["", "-1", "1.234", "1,5", "1e3", "十", "1.", ".5", "0x10"]
    assert told(f"{json.dumps(wrong)}.map(it.fenOf)") == [None] * len(wrong)
    assert told("[0, 5, 3005, 100000000].map(it.yuanOf)") == ["0.00", "0.05", "30.05", "1000000.00"]


def test_a_time_is_shown_only_where_the_day_is_not_whole() -> None:
    assert told("it.dayOf('2026-05-31T23:30:00Z', 'opens_at')") == ["2026-06-01", "07:30"]
    assert told("it.dayOf('2026-06-01T15:59:59Z', 'closes_at')") == ["2026-06-01", ""]
    assert (
        told("it.settingsOf({ ...typedOf(given), closes_at_time: '18:00' }).closes_at") == "2036-06-30T18:00:00+08:00"
    )


def test_only_what_was_changed_is_sent() -> None:
    assert told("it.changedSettings(typedOf(given), { ...typedOf(given), price: '30.05', sub_unit: ' ' })") == {}
    changed = told("it.changedSettings(typedOf(given), { ...typedOf(given), price: '31', tolerance: '20' })")
    assert changed == {"price": 3100, "background": {"rgb": [100, 197, 255], "tolerance": 20, "policy": "keep"}}


def test_what_two_people_changed() -> None:
    base = "typedOf(given)"
    now = "{ ...typedOf(given), title: '他们', price: '40.00', collect_mode: 'ENCRYPTED' }"
    mine = "{ ...typedOf(given), price: '35', sub_unit: '分院', collect_mode: 'PLAIN', task_type: 'INDIVIDUAL' }"
    found = told(f"it.merged({base}, {mine}, {now}, ['task_type'])")
    assert (found["theirs"], found["both"]) == (["collect_mode", "title", "price"], ["price"])
    typed = found["typed"]
    assert (typed["title"], typed["price"], typed["sub_unit"], typed["collect_mode"], typed["task_type"]) == (
        "他们",
        "35",
        "分院",
        "ENCRYPTED",
        "GROUP",
    )


def test_what_was_kept_before_there_was_a_setting_has_it_as_the_task() -> None:
    less = "(({ refund_note: _, ...rest }) => rest)(typedOf(given))"
    kept = f"{{ rev: 3, base: {less}, typed: {{ ...{less}, price: '31' }} }}"
    draft = told(f"it.completed({kept}, typedOf(given))")
    assert (draft["rev"], draft["base"], draft["typed"]["price"]) == (3, told("typedOf(given)"), "31")
    assert told(f"(({{ base, typed }}) => it.changedSettings(base, typed))(it.completed({kept}, typedOf(given)))") == {
        "price": 3100
    }


def test_a_refusal_finds_its_field() -> None:
    fields = [
        "settings.background.rgb[2]",
        "settings.form_fields[0].name",
        "price",
        "settings.background.tolerance",
        "?",
        None,
    ]
    found = told(f"{json.dumps(fields)}.map((one) => it.fieldOf(one, typedOf(given)))")
    assert found == ["background", "form_fields", "price", "tolerance", None, None]


def test_what_is_wrong_is_told_at_every_field_at_once() -> None:
    wrong = told("it.wrongOf(it.NEW)")
    assert set(wrong) == {"title", "opens_at", "closes_at", "price", "schools", "levels", "contacts"}
    late = "{ ...typedOf(given), closes_at: '2026-01-01', opens_at_time: '12:00', closes_at_time: '11:00' }"
    assert set(told(f"it.wrongOf({late})")) == {"closes_at"}
    odd = "reject_limit: '21', resubmit_days: '2.5', tolerance: '0', file_bytes: '', price: '1000001'"
    assert set(told(f"it.wrongOf({{ ...typedOf(given), {odd} }})")) == {
        "reject_limit",
        "resubmit_days",
        "tolerance",
        "file_bytes",
        "price",
    }
