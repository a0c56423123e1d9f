"""Settings are refused in words that say what they may be, made of what the model takes."""

from __future__ import annotations

import msgspec
import pytest

from chalicelib.api.bounds import said_of
from chalicelib.api.desk.tasks import NewTask
from chalicelib.api.endpoint import field_of
from chalicelib.desk.tasks import made, settings_of
from chalicelib.tasks.errors import TaskSettingsWrong
from chalicelib.tasks.settings import LABELS, LIMITS
from tests.worlds.tasks import a_task

SHOWN = {
    "price": "0–1,000,000 元", "grace_hours": "0–720 小时", "pay_minutes": "5–10,080 分钟", "reject_limit": "1–20 次",
    "resubmit_days": "1–60 天", "retention_days": "1–3,650 天",
    "review_days": "1–60 天", "production_days": "1–150 天",
}  # fmt: skip


def test_limits_are_shown_as_people_count() -> None:
    assert {name: str(limit) for name, limit in LIMITS.items()} == SHOWN


@pytest.mark.parametrize("name", LIMITS)
def test_the_model_takes_both_ends_and_refuses_what_lies_beyond_in_the_same_words(name: str) -> None:
    limit = LIMITS[name]
    for end in (limit.least, limit.most):
        assert getattr(a_task(**{name: end}), name) == end
    for beyond in (limit.least - 1, limit.most + 1):
        with pytest.raises(TaskSettingsWrong) as refused:
            made(settings_of(a_task()) | {name: beyond})
        assert refused.value.field == name
        assert refused.value.text == f"任务设置“{LABELS[name]}”不符合要求：应为 {limit}"


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
