"""What msgspec says about a value that does not fit, in Chinese: which field, and how much it takes."""

from __future__ import annotations

import re

import msgspec

from chalicelib.shared.names import SEEN
from chalicelib.tasks.model import FIELD_LABELS, SETTINGS

# Only names that mean the same in every request.
LABELS = dict(FIELD_LABELS) | {
    "name": "姓名或名称",
    "nickname": "昵称",
    "username": "用户名",
    "roles": "角色",
    "phone": "手机号",
    "owner_phone": "手机号",
    "reason": "原因",
    "note": "备注",
    "reasons": "驳回原因",
    "days": "天数",
    "tries": "次数",
    "reference": "凭证号或退款单号",
    "tax_no": "税号",
}
TWO_SEEN = rf"{SEEN}[\s\S]*{SEEN}"  # at least two visible characters
LIMIT = re.compile(r"Expected `(\w+)` (of length )?(>=|<=) ([0-9.]+)")
COUNTED = {"str": "个字", "array": "项", "object": "项"}


def said_of(error: msgspec.ValidationError, field: str | None) -> str | None:
    """“备注”最多 200 个字; None when there is nothing to add to what every refusal says."""
    bound, words = _bound(str(error)), re.sub(r"\[[^.]*", "", field or "").split(".")
    if words[0] == "settings" and len(words) > 1:
        setting = SETTINGS.get(words[1])
        label = setting.label if setting else None
        bound = setting.demand if setting and setting.limit else bound
    else:
        label = LABELS.get(words[-1])
    subject = f"“{label}”" if label else "填写的内容"
    return f"{subject}{bound}" if bound else None


def _bound(text: str) -> str | None:
    if text.startswith("Object missing required field"):
        return "不能为空"
    if text.startswith(f"Expected `str` matching regex {TWO_SEEN!r}"):
        return "除空格外至少 2 个字"
    match = LIMIT.match(text)
    if match is None:
        return None
    kind, of_length, sign, limit = match.groups()
    if of_length and (sign, limit) == (">=", "1"):
        return "不能为空"
    if of_length:
        return f"{'至少' if sign == '>=' else '最多'} {limit} {COUNTED.get(kind, '项')}"
    return f"不能{'小于' if sign == '>=' else '大于'} {limit}"
