"""What a list of tasks shows of each: enough to find and to choose one, without its other settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.shared.money import Fen
from chalicelib.tasks.model import CollectMode, Problem, Task, TaskState, TaskType, problem_of


@dataclass(frozen=True, kw_only=True)
class ListedTask:
    """A task in a list; every field as in Task."""

    task_id: str
    code: str
    title: str
    schools: tuple[str, ...]
    sub_unit: str | None
    state: TaskState
    task_type: TaskType
    collect_mode: CollectMode
    price: Fen
    opens_at: datetime
    closes_at: datetime

    def open_problem(self, now: datetime) -> Problem | None:
        """Why nobody can take part now, or None."""
        return problem_of(self.state, self.opens_at, self.closes_at, now)


def listed(task: Task) -> ListedTask:
    """The task as a list shows it."""
    return ListedTask(**{name: getattr(task, name) for name in ListedTask.__dataclass_fields__})
