"""Tasks as staff creates and changes them; every change is in the audit trail."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from datetime import datetime
from typing import Any, Final

import msgspec

from chalicelib.shared.clock import Clock, iso, shanghai
from chalicelib.shared.ids import random_id
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.errors import TaskCodeTaken, TaskIsOver, TaskRosterEmpty, TaskSettingsWrong, TaskUnknown
from chalicelib.tasks.file_names import can_name_files
from chalicelib.tasks.foresight import foreseen_problem
from chalicelib.tasks.model import SETTINGS, Task, TaskState
from chalicelib.tasks.service import Tasks, require_allowed
from chalicelib.tasks.settings import SettingWrong

CODE_TRIES = 5
SAMPLE_CODE = "ABC346"  # of a task that is not there yet
BRANCH_MISSING = "至少要有一位分社联系人，请补上分社的姓名和电话"
FILE_NAME = "请用页面上列出的变量组成文件名（普通任务没有采集码），以 .jpg 结尾，不要以 / 或 . 开头，也不要包含 .."
LINES = ("title", "sub_unit")
KEPT = tuple(field.name for field in fields(Task) if field.name not in SETTINGS)  # fields nobody sets by hand
REQUIRED = tuple(field.name for field in fields(Task) if field.name in SETTINGS and field.default is MISSING)

# Of a task code (特征码), which cannot be misread: no 0 beside O, no 1 beside I and L, no 2 beside Z, no 5 beside S.
SIGNS: Final = "346789ABCDEFGHJKMNPQRTUVWXY"
LENGTH: Final = 6  # 27⁶ ≈ 387 million


def new_code() -> str:
    """Six random signs, with a letter and a digit among them, so that it looks like neither a word nor a price."""
    while True:
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        if not code.isdigit() and not code.isalpha():
            return code


class TaskDesk:
    """settings: a task's fields by name; one that is left out stays as it is, or takes the model's default.

    specs: the newest revision of every photo standard.
    """

    def __init__(self, tasks: Tasks, audit: Audit, specs: Mapping[str, int], clock: Clock) -> None:
        self._tasks, self._audit, self._specs, self._clock = tasks, audit, specs, clock

    def list_tasks(self, who: Staff) -> list[Task]:
        """Every task of the branch, the newest first."""
        return self._tasks.all_of_branch(who.branch)

    def show(self, who: Staff, task_id: str) -> Task:
        """Raises TaskUnknown."""
        return self._tasks.of_branch(who.branch, task_id)

    def create(self, who: Staff, settings: Mapping[str, Any]) -> Task:
        """A draft; it gets a new code if none is given.  Raises TaskSettingsWrong, TaskCodeTaken."""
        given = dict(settings) | {"branch": who.branch, "state": "DRAFT", "task_id": random_id(12)}
        if given.get("code"):
            return self._create(who, task_from(given))
        for _ in range(CODE_TRIES):
            try:
                return self._create(who, task_from(given | {"code": new_code()}))
            except TaskCodeTaken:
                continue
        raise TaskCodeTaken(field="code", typed="")

    def imagined(self, who: Staff, settings: Mapping[str, Any]) -> Task:
        """The task that these settings would make, as a student would see it; nothing is kept.  Raises
        TaskSettingsWrong."""
        task = task_from({"code": SAMPLE_CODE} | dict(settings) | {"branch": who.branch, "task_id": SAMPLE_CODE})
        self._require_fit(task)
        return task

    def copy(self, who: Staff, task_id: str, settings: Mapping[str, Any]) -> Task:
        """A draft with the settings of another task, changed by `settings`, and a code of its own.  A make-up round
        (补采集) is marked by the setting makeup_of."""
        before = self.show(who, task_id)
        settings = settings_of(before) | {"code": None} | dict(settings)
        return self.create(who, {name: value for name, value in settings.items() if name not in KEPT})

    def change(self, who: Staff, task_id: str, rev: int, settings: Mapping[str, Any], reason: str = "") -> Task:
        """Raises TaskUnknown, TaskSettingsWrong, TaskChanged, TaskFrozen, TaskRosterEmpty."""
        before = self.show(who, task_id)
        after = task_from(settings_of(before) | dict(settings) | {name: getattr(before, name) for name in KEPT})
        require_allowed(before, after)
        self._require_fit(after)
        if before.state == "OPEN" and after.roster != before.roster:
            self._require_somebody(after)
        return self._tasks.replace(after, rev, self._rows(who, "change_task", before, after, reason))

    def open(self, who: Staff, task_id: str, rev: int) -> Task:
        """From now on students may take part, between opens_at and closes_at.

        Raises TaskUnknown, TaskChanged, TaskIsOver, TaskRosterEmpty, and TaskSettingsWrong for what would fail later.
        """
        before = task_from(settings_of(self.show(who, task_id)))
        if self._clock() > before.closes_at:
            raise TaskIsOver(field="closes_at", when=shanghai(before.closes_at))
        self._require_fit(before)
        self._require_somebody(before)
        return self._state(who, before, rev, "OPEN", "open_task", "")

    def close(self, who: Staff, task_id: str, rev: int, reason: str) -> Task:
        """Nobody may begin any more; orders that were begun go on."""
        return self._state(who, self.show(who, task_id), rev, "CLOSED", "close_task", reason)

    def _state(self, who: Staff, before: Task, rev: int, state: TaskState, action: str, reason: str) -> Task:
        after = replace(before, state=state)
        return self._tasks.replace(after, rev, self._rows(who, action, before, after, reason))

    def _create(self, who: Staff, task: Task) -> Task:
        self._require_fit(task)
        rows = self._audit.rows(who, "create_task", f"task {task.task_id}", code=task.code, title=task.title)
        return self._tasks.create(task, rows)

    def _require_fit(self, task: Task) -> None:
        """What the task names exists, and no setting will fail later.  Raises TaskSettingsWrong."""
        for code in task.schools:  # a student of a school that is not in the catalogue could not choose it
            if self._tasks.school(code) is None:
                raise setting_error("schools", f"院校目录中没有院校代码 {code}，请改正代码或先添加该校")
        if task.spec not in self._specs:
            raise setting_error("spec", f"可用的有 {'、'.join(self._specs)}")
        if task.spec_rev > (newest := self._specs[task.spec]):
            raise setting_error("spec_rev", f"没有版本 {task.spec_rev}，最新是 {newest}")
        if task.makeup_of is not None:
            self._require_own(task, task.makeup_of)
        if problem := foreseen_problem(task):
            raise setting_error(*problem)

    def _require_somebody(self, task: Task) -> None:
        if task.roster != "NONE" and not self._tasks.has_roster(task.task_id):
            raise TaskRosterEmpty(field="roster")

    def _require_own(self, task: Task, earlier: str) -> None:
        if earlier == task.task_id:
            raise setting_error("makeup_of", "不能是任务自己，请选择要补采集的任务，或留空")
        try:
            self._tasks.of_branch(task.branch, earlier)
        except TaskUnknown as error:
            raise setting_error("makeup_of", f"本分社没有任务 {earlier}，请选择要补采集的任务，或留空") from error

    def _rows(self, who: Staff, action: str, before: Task, after: Task, reason: str = "") -> list[Any]:
        changed = {
            name: [json_value(getattr(before, name)), json_value(getattr(after, name))]
            for name in before.__dataclass_fields__
            if getattr(before, name) != getattr(after, name)
        }
        return self._audit.rows(who, action, f"task {before.task_id}", reason=reason, **changed)


def json_value(value: object) -> Any:
    """The value as JSON has it."""
    return iso(value) if isinstance(value, datetime) else msgspec.to_builtins(value)


def settings_of(task: Task) -> dict[str, Any]:
    """Every field of the task by name."""
    return {name: getattr(task, name) for name in task.__dataclass_fields__}


def task_from(settings: dict[str, Any]) -> Task:
    """A task of these settings.  Raises TaskSettingsWrong if they are incomplete or contradict each other."""
    missing = next((name for name in REQUIRED if settings.get(name) is None), None)
    if missing:
        raise setting_error(missing, "不能为空")
    if "file_name" in settings and not can_name_files(settings["file_name"], settings["collect_mode"]):
        raise setting_error("file_name", FILE_NAME)
    if not any(contact.role == "BRANCH" for contact in settings["contacts"]):
        raise setting_error("contacts", BRANCH_MISSING)
    try:
        return Task(**settings | _tidied(settings))
    except SettingWrong as error:
        raise setting_error(error.setting, SETTINGS[error.setting].demand) from error


def _tidied(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The typed lines and contacts, without outer blanks."""
    lines = {name: settings[name].strip() for name in LINES if settings.get(name)}
    contacts = [replace(each, name=each.name.strip(), phone=each.phone.strip()) for each in settings["contacts"]]
    return lines | {"contacts": tuple(contacts)}


def setting_error(setting: str, why: str = "") -> TaskSettingsWrong:
    """The refusal of one setting.  why: what is wrong with it and what to do."""
    return TaskSettingsWrong(field=setting, what=SETTINGS[setting].label, why=why and f"：{why}")
