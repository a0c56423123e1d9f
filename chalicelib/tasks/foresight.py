"""What would fail weeks after a task was opened.  Tasks kept before may have it, so they are read without this."""

from __future__ import annotations

from chalicelib.tasks.model import FIELD_LABELS, Task

POSTED = ("consignee", "address")  # without them nobody knows where a print goes


def will_fail(task: Task) -> tuple[str, str] | None:
    """The setting, and what is wrong with it; None for a task that can be carried out."""
    if not all(contact.name.strip() and contact.phone.strip() for contact in task.contacts):
        return "contacts", "每位联系人的姓名和电话都要填写"
    asked = {field.name for field in task.form_fields}
    if task.task_type == "INDIVIDUAL" and not asked.issuperset(POSTED):
        missing = "、".join(f"“{FIELD_LABELS[name]}”" for name in POSTED if name not in asked)
        return "form_fields", f"散拍的照片要邮寄，请加上{missing}"
    return None
