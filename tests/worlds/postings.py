"""Tasks whose prints are posted, and orders of theirs that wait for it."""

from __future__ import annotations

from typing import Any

from chalicelib.orders.model import State, Student
from chalicelib.tasks.model import FormField, Task
from tests.worlds.app import World
from tests.worlds.sealed import sealed_before
from tests.worlds.staff_orders import made_order
from tests.worlds.tasks import PLAIN_FIELDS

ADDRESS = "湖南省长沙市岳麓区麓山南路 1 号"


def posting_task(world: World, **changes: Any) -> Task:
    """A task of individual orders (散拍), whose prints go to an address."""
    posted = (FormField("consignee"), FormField("address"), FormField("layout"))
    wanted = {"price": 0, "task_type": "INDIVIDUAL", "form_fields": (*PLAIN_FIELDS, *posted)}
    return world.plain_task(**wanted | changes)


def printed(world: World, task: Task, student_no: str, state: State = State.IN_PRODUCTION, **given: Any) -> str:
    """The id of an order whose prints go to an address.  given: of the student, or of the order."""
    fields = ("name", "college", "class_name", "consignee", "address", "layout")
    said = {name: given.pop(name) for name in fields if name in given}
    contact = {
        "contact_phone": "19900000000",
        "consignee": said.pop("consignee", "李四"),
        "address": said.pop("address", ADDRESS),
        "layout": said.pop("layout", "一寸 8 张"),
    }
    student = Student(
        **{"name": "张三", "college": "文学院", "class_name": "中文2201"} | said,
        school_code="10532",
        school_name="湖南大学",
        level="BACHELOR",
        student_no=student_no,
        sealed={name: sealed_before(text) for name, text in contact.items() if text},
    )
    return made_order(world, task, state, student=student, **given)
