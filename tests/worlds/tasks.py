"""Tasks on the emulator, with a clock to move; every task, code and person a test makes is new."""

from __future__ import annotations

import itertools
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.network import network_of
from chalicelib.shared.crypto import Keys
from chalicelib.shared.ids import random_id
from chalicelib.shared.money import fen
from chalicelib.tasks.guess_limits import Guesses
from chalicelib.tasks.levels import Level
from chalicelib.tasks.model import Background, Contact, FormField, Task
from chalicelib.tasks.roster_store import RosterStore
from chalicelib.tasks.schools import CATALOGUE
from chalicelib.tasks.service import Tasks
from chalicelib.tasks.store import TaskStore

NOW = datetime(2036, 11, 24, 8, 0, tzinfo=UTC)  # ahead: the emulator drops counters that are over
TEACHER = Contact(role="TEACHER", name="王老师", phone="0731-88820000")
BRANCH = Contact(role="BRANCH", name="湖南分社", phone="0731-84300000")
PLAIN_FIELDS = (FormField("name"), FormField("student_no"), FormField("contact_phone"))
_numbers = itertools.count(int.from_bytes(os.urandom(4)))


def fresh_code() -> str:
    """A task code no other test uses."""
    return f"t{next(_numbers) % 10**10:010}"


def a_task(**changes: Any) -> Task:
    """An open task of 湖南大学 and 湖南工商大学 for bachelors, with a new id and code."""
    wanted: dict[str, Any] = {
        "task_id": random_id(12),
        "code": fresh_code(),
        "title": "2027届毕业生图像采集",
        "branch": "hunan",
        "schools": ("10532", "10554"),
        "levels": (Level.BACHELOR,),
        "task_type": "GROUP",
        "collect_mode": "ENCRYPTED",
        "opens_at": NOW - timedelta(days=1),
        "closes_at": NOW + timedelta(days=30),
        "price": fen(2000),
        "spec": "chsi",
        "spec_rev": 1,
        "background": Background((100, 197, 255), 12.0, "normalise"),
        "contacts": (TEACHER, BRANCH),
        "state": "OPEN",
        "form_fields": (FormField("contact_phone"), FormField("email", required=False)),
    }
    return Task(**wanted | changes)


class TasksWorld:
    """`now` may be moved."""

    def __init__(self, tasks_table: str, inbox_table: str) -> None:
        self.now = NOW
        self.keys = Keys(bytes(32))
        self.inbox = Inbox(inbox_table)
        self.store = TaskStore(tasks_table)
        self.rosters = RosterStore(tasks_table)
        self.tasks = self.process()
        for school in CATALOGUE:
            there = self.tasks.school(school.school_code)
            self.tasks.put_school(replace(school, rev=there.rev if there else 0))
        self.person, self.ip = random_id(), random_id(8)

    def clock(self) -> datetime:
        return self.now

    def process(self) -> Tasks:
        """The service as another process has it: the same tables, nothing remembered."""
        return Tasks(self.store, self.rosters, Guesses(self.inbox, self.keys, network_of, self.clock), self.clock)

    def lookup(self, code: str, **more: Any) -> Task:
        wanted = {"person": self.person, "ip": self.ip} | more
        return self.tasks.lookup(code, **wanted).task


SETTINGS: dict[str, Any] = {
    "title": "2027届毕业生图像采集", "schools": ["10532", "10554"], "levels": ["BACHELOR", "MASTER"],
    "task_type": "GROUP", "collect_mode": "PLAIN", "opens_at": "2026-01-01", "closes_at": "2036-06-30", "price": 2500,
    "spec": "chsi", "spec_rev": 1, "background": {"rgb": [100, 197, 255], "tolerance": 18.0, "policy": "normalise"},
    "refund_note": "退款请附学生证。", "contacts": [{"role": "BRANCH", "name": "湖南分社", "phone": "0731-84300000"}],
    "form_fields": [{"name": name} for name in ("name", "student_no", "contact_phone")],
    "grace_hours": 12, "pay_minutes": 120, "allow_album": False, "reject_limit": 5, "resubmit_days": 3,
    "resubmit_days_kind": "working", "overdue": "REFUND", "refund_until": "APPROVAL", "roster": "NONE",
    "elsewhere": "BLOCK", "file_name": "{student_no}.jpg", "retention_days": 90, "sub_unit": "长沙教学点",
    "makeup_of": None, "review_days": 5, "production_days": 15, "demo": True,
}  # fmt: skip
