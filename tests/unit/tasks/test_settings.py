"""Settings are refused in words that say what they may be, made of what the model takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal, get_origin, get_type_hints

import msgspec
import pytest

from chalicelib.api.bounds import said_of
from chalicelib.api.desk.tasks.tasks import NewTask
from chalicelib.api.endpoint import field_of
from chalicelib.desk.tasks import REQUIRED, settings_of, task_from
from chalicelib.shared.money import Fen
from chalicelib.tasks.errors import TaskFrozen, TaskSettingsWrong
from chalicelib.tasks.model import SETTINGS, Background, FormField, Task
from chalicelib.tasks.service import require_allowed
from chalicelib.tasks.settings import Length, Limit, SettingWrong
from tests.worlds.tasks import PLAIN_FIELDS, a_task

SHOWN = {
    "price": "0–1,000,000 元", "grace_hours": "0–720 小时", "pay_minutes": "5–10,080 分钟", "reject_limit": "1–20 次",
    "resubmit_days": "1–60 天", "retention_days": "1–3,650 天",
    "review_days": "1–60 天", "production_days": "1–150 天",
}  # fmt: skip
LIMITS = {name: setting.limit for name, setting in SETTINGS.items() if setting.limit}


def test_limits_are_shown_as_people_count() -> None:
    assert {name: str(limit) for name, limit in LIMITS.items()} == SHOWN


@pytest.mark.parametrize("name", LIMITS)
def test_the_model_takes_both_ends_and_refuses_what_lies_beyond_in_the_same_words(name: str) -> None:
    limit = LIMITS[name]
    for end in (limit.least, limit.most):
        assert getattr(a_task(**{name: end}), name) == end
    for beyond in (limit.least - 1, limit.most + 1):
        with pytest.raises(TaskSettingsWrong) as refused:
            task_from(settings_of(a_task()) | {name: beyond})
        assert refused.value.field == name
        assert refused.value.text == f"任务设置“{SETTINGS[name].label}”不符合要求：应为 {limit}"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('{"title": ""}', "“任务名称”不能为空"), ('{"schools": []}', "“学校”不能为空"),
        ('{"file_bytes": [1, 9000]}', "“照片文件大小”不能小于 5000"),
        ('{"background": {"rgb": [1, 2, 300], "tolerance": 1, "policy": "keep"}}', "“背景颜色”不能大于 255"),
        ('{"contacts": [{"role": "BRANCH", "name": "", "phone": "1"}]}', "“联系人”不能为空"),
        ('{"price": 0.5}', "“价格”应为 0–1,000,000 元"), ('{"nonsense": 1}', None),
    ],
)  # fmt: skip
def test_a_setting_is_named_as_the_page_names_it(settings: str, said: str | None) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(f'{{"settings": {settings}}}', type=NewTask)
    assert said_of(caught.value, field_of(caught.value)) == said


def test_every_setting_has_a_label_and_one_of_its_own() -> None:
    labels = [setting.label for setting in SETTINGS.values()]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_every_text_list_and_number_is_bounded() -> None:
    """A choice has its values; an instant, a colour and what a file weighs are looked at by rules of their own."""
    types = get_type_hints(Task)
    for name, setting in SETTINGS.items():
        kept = types[name]
        if kept in (str, str | None) or get_origin(kept) is tuple:
            assert isinstance(setting.bound, Length), name
        elif kept in (int, Fen):
            assert isinstance(setting.bound, Limit), name
        else:
            assert kept in (bool, datetime, Background, tuple[int, int] | None) or get_origin(kept) is Literal, name


@pytest.mark.parametrize("name", [name for name, setting in SETTINGS.items() if isinstance(setting.bound, Length)])
def test_what_is_too_long_is_refused_under_its_name(name: str) -> None:
    bound = SETTINGS[name].bound
    assert isinstance(bound, Length)
    task = a_task(makeup_of="earlier", sub_unit="函授站")
    long: Any = (getattr(task, name) or (FormField("email"),)) * (bound.most + 1)
    with pytest.raises(SettingWrong) as refused:
        replace(task, **{name: long})
    assert refused.value.setting == name


def test_what_has_no_default_is_required() -> None:
    assert REQUIRED == (
        "code",
        "title",
        "schools",
        "levels",
        "task_type",
        "collect_mode",
        "opens_at",
        "closes_at",
        "price",
        "spec",
        "spec_rev",
        "background",
        "contacts",
    )
    for name in REQUIRED:
        with pytest.raises(TaskSettingsWrong) as refused:
            task_from(settings_of(a_task()) | {name: None})
        assert (refused.value.field, refused.value.text) == (
            name,
            f"任务设置“{SETTINGS[name].label}”不符合要求：不能为空",
        )


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"file_name": "{"}, "file_name"),
        ({"file_name": "{nobody}.jpg"}, "file_name"), ({"schools": ("1",)}, "schools"), ({"code": "-"}, "code"),
        ({"form_fields": (FormField("email"),) * 2}, "form_fields"), ({"spec": ""}, "spec"), ({"price": -1}, "price"),
        ({"spec_rev": 0}, "spec_rev"), ({"levels": ()}, "levels"), ({"roster": "STUDENT_NOS"}, "roster"),
        ({"file_bytes": (30_000, 31_000)}, "file_bytes"), ({"title": " "}, "title"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_setting_that_is_wrong(settings: dict[str, Any], name: str) -> None:
    with pytest.raises(SettingWrong) as wrong:
        a_task(**settings)
    assert wrong.value.setting == name
    with pytest.raises(TaskSettingsWrong) as refused:
        task_from(settings_of(a_task()) | settings)
    assert refused.value.field == name
    assert SETTINGS[name].label in refused.value.text


@pytest.mark.parametrize("name", [name for name, setting in SETTINGS.items() if setting.frozen])
def test_what_is_frozen_stays_once_the_task_was_opened(name: str) -> None:
    other: dict[str, Any] = {"task_type": "INDIVIDUAL", "collect_mode": "PLAIN", "spec": "id_card_ga461"}
    task = a_task(form_fields=PLAIN_FIELDS)
    changed = replace(task, **{name: other[name]})
    with pytest.raises(TaskFrozen) as refused:
        require_allowed(task, changed)
    assert (refused.value.field, refused.value.text) == (name, f"任务开放后，“{SETTINGS[name].label}”不能再修改")
    require_allowed(replace(task, state="DRAFT"), changed)
