"""What would fail weeks after a task was opened.  Tasks kept before may have it, so they are read without this."""

from __future__ import annotations

from chalicelib.shared.names import is_name
from chalicelib.tasks.model import FIELD_LABELS, Task

LINE = "请填写文字，不要换行，也不要夹带看不见的符号"
POSTED = ("consignee", "address")  # without them nobody knows where a print goes


def will_fail(task: Task) -> tuple[str, str] | None:
    """The setting, and what is wrong with it; None for a task that can be carried out."""
    if not is_name(task.title):
        return "title", LINE
    if task.sub_unit is not None and not is_name(task.sub_unit):
        return "sub_unit", f"{LINE}；没有可以留空"
    if not all(is_name(contact.name) and is_name(contact.phone) for contact in task.contacts):
        return "contacts", "每位联系人的姓名和电话都要填写，不要换行或夹带看不见的符号"
    asked = {field.name for field in task.form_fields if field.required}
    if task.task_type == "INDIVIDUAL" and not asked.issuperset(POSTED):
        missing = "、".join(f"“{FIELD_LABELS[name]}”" for name in POSTED if name not in asked)
        return "form_fields", f"散拍的照片要邮寄，请加上{missing}，并设为必填"
    return None
