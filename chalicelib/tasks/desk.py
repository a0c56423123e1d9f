"""Tasks as the branch's staff makes and changes them; every change is in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from chalicelib.shared.clock import iso
from chalicelib.shared.ids import random_id
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.codes import new_code
from chalicelib.tasks.errors import TaskCodeTaken, TaskSettingsWrong
from chalicelib.tasks.model import Task, TaskState
from chalicelib.tasks.service import Tasks

CODE_TRIES = 5
SETTING_LABELS: Mapping[str, str] = {
    "code": "特征码", "title": "任务名称", "schools": "学校", "levels": "学历层次", "task_type": "采集类型",
    "collect_mode": "采集模式", "opens_at": "开始时间", "closes_at": "结束时间", "price": "价格", "spec": "照片标准",
    "spec_rev": "照片标准版本", "background": "背景颜色", "file_bytes": "照片文件大小",
    "glasses": "眼镜要求", "refund_text": "退款说明", "contacts": "联系人",
    "grace_hours": "到账宽限小时数", "pay_minutes": "支付时限（分钟）", "reject_limit": "可驳回次数",
    "resubmit_days": "重新提交天数", "retention_days": "资料保留天数", "roster": "名单", "form_fields": "填写项目",
    "file_name": "文件名模板",
}  # fmt: skip
SAID_AS = {"amount": "price", "school": "schools", "level": "levels"}  # words of the model's own sentences
REQUIRED = (
    "title", "schools", "levels", "task_type", "collect_mode", "opens_at", "closes_at", "price", "spec", "spec_rev",
    "background", "refund_text", "contacts",
)  # fmt: skip
KEPT = ("task_id", "rev", "branch", "state")  # what nobody sets by hand


class TaskDesk:
    """settings: a task's own fields by name; what is not named stays as it is, or as the model has it."""

    def __init__(self, tasks: Tasks, audit: Audit) -> None:
        self._tasks, self._audit = tasks, audit

    def listed(self, who: Staff) -> list[Task]:
        """Every task of the branch, the newest first."""
        return self._tasks.all_of_branch(who.branch)

    def show(self, who: Staff, task_id: str) -> Task:
        """Raises TaskUnknown."""
        return self._tasks.of_branch(who.branch, task_id)

    def create(self, who: Staff, settings: Mapping[str, Any]) -> Task:
        """A draft; without a code it gets one.  Raises TaskSettingsWrong, TaskCodeTaken."""
        given = dict(settings) | {"branch": who.branch, "state": "DRAFT", "task_id": random_id(12)}
        if given.get("code"):
            return self._create(who, made(given))
        for _ in range(CODE_TRIES):
            try:
                return self._create(who, made(given | {"code": new_code()}))
            except TaskCodeTaken:
                continue
        raise TaskCodeTaken(field="code", typed="")

    def copy(self, who: Staff, task_id: str, settings: Mapping[str, Any]) -> Task:
        """A draft with the settings of another task, a code of its own, and what is named here; a make-up round
        (补采集) says so."""
        before = self.show(who, task_id)
        plain = {name: getattr(before, name) for name in before.__dataclass_fields__ if name not in KEPT}
        return self.create(who, plain | {"code": None} | dict(settings))

    def change(self, who: Staff, task_id: str, rev: int, settings: Mapping[str, Any]) -> Task:
        """Raises TaskUnknown, TaskSettingsWrong, TaskChanged, TaskFrozen."""
        before = self.show(who, task_id)
        plain = {name: getattr(before, name) for name in before.__dataclass_fields__}
        after = made(plain | dict(settings) | {name: getattr(before, name) for name in KEPT})
        self._require_schools(after)
        return self._tasks.replace(after, rev, self._rows(who, "change_task", before, after))

    def open(self, who: Staff, task_id: str, rev: int) -> Task:
        """From now on students may take part, between its two instants."""
        return self._state(who, task_id, rev, "OPEN", "open_task", "")

    def close(self, who: Staff, task_id: str, rev: int, reason: str) -> Task:
        """Nobody may begin any more; what was begun goes on."""
        return self._state(who, task_id, rev, "CLOSED", "close_task", reason)

    def _state(self, who: Staff, task_id: str, rev: int, state: TaskState, action: str, reason: str) -> Task:
        before = self.show(who, task_id)
        after = replace(before, state=state)
        self._require_schools(after)
        return self._tasks.replace(after, rev, self._rows(who, action, before, after, reason))

    def _create(self, who: Staff, task: Task) -> Task:
        self._require_schools(task)
        rows = self._audit.rows(who, "create_task", f"task {task.task_id}", code=task.code, title=task.title)
        return self._tasks.create(task, rows)

    def _require_schools(self, task: Task) -> None:
        """A student of a school that is not in the catalogue could not choose it."""
        for code in task.schools:
            if self._tasks.school(code) is None:
                raise TaskSettingsWrong(field="schools", what=f"学校（院校目录中没有院校代码 {code}）")

    def _rows(self, who: Staff, action: str, before: Task, after: Task, reason: str = "") -> list[Any]:
        changed = {
            name: [plain(getattr(before, name)), plain(getattr(after, name))]
            for name in before.__dataclass_fields__
            if getattr(before, name) != getattr(after, name)
        }
        return self._audit.rows(who, action, f"task {before.task_id}", reason=reason, **changed)


def plain(value: object) -> Any:
    """As JSON has it."""
    return iso(value) if isinstance(value, datetime) else msgspec.to_builtins(value)


def made(settings: Mapping[str, Any]) -> Task:
    """The task.  Raises TaskSettingsWrong for one that contradicts itself."""
    missing = next((name for name in REQUIRED if settings.get(name) is None), None)
    if missing:
        raise TaskSettingsWrong(field=missing, what=SETTING_LABELS[missing])
    try:
        return Task(**settings)
    except ValueError as error:
        said = [SAID_AS.get(word, word) for word in str(error).replace(",", " ").replace(":", " ").split()]
        name = next((word for word in said if word in SETTING_LABELS), "form_fields")
        raise TaskSettingsWrong(field=name, what=SETTING_LABELS[name]) from error
