"""Settings that would fail only weeks after a task opened.  Checked when a task is written, not when it is read: older
tasks may have them."""

from __future__ import annotations

from chalicelib.shared.names import is_name
from chalicelib.tasks.model import FIELD_LABELS, Task

LINE = "请填写文字，不要换行，也不要夹带看不见的符号"
POSTED = ("consignee", "address")  # without them nobody knows where a print goes


def foreseen_problem(task: Task) -> tuple[str, str] | None:
    """(setting, what is wrong with it, in Chinese), or None for a task that can be carried out."""
    if not is_name(task.title):
        return "title", LINE
    if task.sub_unit is not None and not is_name(task.sub_unit):
        return "sub_unit", f"{LINE}；没有可以留空"
    if not all(is_name(contact.name) and is_name(contact.phone) for contact in task.contacts):
        return "contacts", "每位联系人的姓名和电话都要填写，不要换行或夹带看不见的符号"
    required = {field.name for field in task.form_fields if field.required}
    if task.task_type == "INDIVIDUAL" and not required.issuperset(POSTED):
        missing = "、".join(f"“{FIELD_LABELS[name]}”" for name in POSTED if name not in required)
        return "form_fields", f"散拍的照片要邮寄，请加上{missing}，并设为必填"
    return None
