"""A field that does not fit is named, with how much it takes."""

from __future__ import annotations

from typing import Annotated

import msgspec
import pytest

from chalicelib.api.bounds import said_of
from chalicelib.api.desk.door import Reason
from chalicelib.api.endpoint import field_of


class Asked(msgspec.Struct, frozen=True):
    reason: Reason = "一二"
    note: Annotated[str, msgspec.Meta(max_length=3)] = ""
    reasons: Annotated[list[str], msgspec.Meta(min_length=1, max_length=2)] = []
    days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 0
    fields: dict[str, Annotated[str, msgspec.Meta(max_length=2)]] = {}
    other: Annotated[str, msgspec.Meta(max_length=1)] = ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"reason": " "}', "“原因”至少 2 个字"), ('{"reason": "   "}', "“原因”除空格外至少 2 个字"),
        ('{"reason": "错\\u200b\\u3164"}', "“原因”除空格外至少 2 个字"),
        ('{"note": "abcd"}', "“备注”最多 3 个字"), ('{"reasons": ["a", "b", "c"]}', "“驳回原因”最多 2 项"),
        ('{"reasons": []}', "“驳回原因”不能为空"), ('{"days": 366}', "“天数”不能大于 365"),
        ('{"days": -1}', "“天数”不能小于 0"), ('{"other": "ab"}', "填写的内容最多 1 个字"), ('{"days": "x"}', None),
        ('{"fields": {"college": "abc"}}', "填写的内容最多 2 个字"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_field(body: str, said: str | None) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(body, type=Asked)
    assert said_of(caught.value, field_of(caught.value)) == said


def test_a_field_that_is_missing() -> None:
    class Needed(msgspec.Struct):
        reason: str

    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode("{}", type=Needed)
    assert said_of(caught.value, field_of(caught.value)) == "“原因”不能为空"
