"""Fills a new sandbox with schools, two open tasks and the branch's staff, through the product's services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.seed_staff import BRANCH, seed_staff

if TYPE_CHECKING:
    from chalicelib.tasks.model import Task


ENCRYPTED_ID = "demo-encrypted"  # of the first task


@dataclass(frozen=True)
class Seeded:
    """The codes of the two tasks.  encrypted: students upload a collection code; plain: students fill in a form."""

    encrypted: str = "A7K9Q2"
    plain: str = "B3M8X5"


def seed(price: int = 3000, days: int = 60) -> Seeded:
    """Creates staff and tasks that do not exist yet, and stores the catalogue's schools.

    price: fen; days: until the tasks close.  Needs the product's environment.  Existing tasks are not changed.
    """
    from chalicelib.tasks.errors import TaskCodeTaken
    from chalicelib.tasks.schools import CATALOGUE
    from chalicelib.wire import wire

    seed_staff()
    tasks = wire().student.tasks
    revisions = {school.school_code: school.rev for school in tasks.every_school()}
    for school in CATALOGUE:
        tasks.put_school(replace(school, rev=revisions.get(school.school_code, 0)))
    codes = Seeded()
    for task in _tasks(codes, price, days):
        try:
            tasks.create(task)
        except TaskCodeTaken:
            continue
    return codes


def _tasks(codes: Seeded, price: int, days: int) -> list[Task]:
    from chalicelib.tasks.levels import Level
    from chalicelib.tasks.model import Background, Contact, FormField, Task

    now = datetime.now(UTC).replace(microsecond=0)
    shared: dict[str, Any] = {
        "branch": BRANCH,
        "schools": ("10530", "10532", "10533", "10542"),
        "levels": (Level.BACHELOR, Level.MASTER, Level.DOCTOR),
        "opens_at": now - timedelta(minutes=1),
        "closes_at": now + timedelta(days=days),
        "price": price,
        "spec": "chsi",
        "spec_rev": 1,
        "refund_until": "APPROVAL",
        "contacts": (
            Contact(role="TEACHER", name="张老师", phone="0731-88880001"),
            Contact(role="BRANCH", name="新华社湖南高校图像采集中心", phone="0731-82565066"),
        ),
        "state": "OPEN",
    }
    wall = Background(rgb=(100, 197, 255), tolerance=18.0, policy="normalise")
    encrypted = Task(
        task_id=ENCRYPTED_ID,
        code=codes.encrypted,
        title="2027届毕业生图像采集（采集码）",
        task_type="GROUP",
        collect_mode="ENCRYPTED",
        background=wall,
        form_fields=(FormField("contact_phone"), FormField("email", required=False)),
        **shared,
    )
    student_fields = ("name", "student_no", "level", "college", "major", "class_name", "contact_phone")
    print_fields = ("consignee", "address", "layout")
    plain = Task(
        task_id="demo-plain",
        code=codes.plain,
        title="2027届毕业生图像采集（散拍）",
        task_type="INDIVIDUAL",
        collect_mode="PLAIN",
        background=wall,
        form_fields=(*(FormField(name) for name in student_fields + print_fields), FormField("email", required=False)),
        **shared,
    )
    return [encrypted, plain]
