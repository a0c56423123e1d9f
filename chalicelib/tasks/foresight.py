"""Settings that would fail only weeks after a task opened.  Checked when a task is written, not when it is read: older
tasks may have them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from chalicelib.shared.names import is_name
from chalicelib.tasks.model import FIELD_LABELS, Task

LINE = "请填写文字，不要换行，也不要夹带看不见的符号"
CALLED = "请填写能拨通的电话，如 13800000000、0731-88820000、0731-88820000转8001 或 400-800-1234"
_PHONE: Final = re.compile(
    r"(?:(?:\+?86-?)?1[3-9][0-9]-?[0-9]{4}-?[0-9]{4}"  # a mobile
    r"|(?:\(0[0-9]{2,3}\)|0[0-9]{2,3}-?|\+?86-?[1-9][0-9]{1,2}-)[0-9]{7,8}(?:(?:转|分机|-)[0-9]{1,6})?"  # a landline
    r"|[48]00(?:-?[0-9]){7}(?:(?:转|分机|-)[0-9]{1,6})?)"  # a service number
)
POSTED = ("consignee", "address")  # without them nobody knows where a print goes


def foreseen_problem(task: Task) -> tuple[str, str] | None:
    """(setting, what is wrong with it, in Chinese), or None for a task that can be carried out."""
    if not is_name(task.title):
        return "title", LINE
    if task.sub_unit is not None and not is_name(task.sub_unit):
        return "sub_unit", f"{LINE}；没有可以留空"
    if not all(is_name(contact.name) and is_name(contact.phone) for contact in task.contacts):
        return "contacts", "每位联系人的姓名和电话都要填写，不要换行或夹带看不见的符号"
    if not all(_PHONE.fullmatch(_compact(contact.phone)) for contact in task.contacts):
        return "contacts", CALLED
    required = {field.name for field in task.form_fields if field.required}
    if task.task_type == "INDIVIDUAL" and not required.issuperset(POSTED):
        missing = "、".join(f"“{FIELD_LABELS[name]}”" for name in POSTED if name not in required)
        return "form_fields", f"散拍的照片要邮寄，请加上{missing}，并设为必填"
    return None


def _compact(phone: str) -> str:
    """Half-width, without spaces, and with the dash that is on a keyboard."""
    return re.sub(r"[‐-―−]", "-", "".join(unicodedata.normalize("NFKC", phone).split()))
