"""Whom an incident concerns: the students of some tasks with their phones, as PIPL art. 57 wants them told.

    python -m tools.on gradphoto-prod concerned --why 对象存储泄露事件通知 --to students.csv TASK-ID TASK-ID

Needs the settings in the environment, and unseals with the stack's key.  A row in the audit trail of each task's branch
says that it was read and why, before anything is written.  The file, which nobody else on this machine reads, goes to
whoever sends the notices and into the file of the incident, and nowhere else.  Whoever had her data deleted is not in
it: nothing of her is stored.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from chalicelib.wire import wire

if TYPE_CHECKING:
    from chalicelib.orders.model import Order

READ = 250  # orders of a page
HEAD = ("订单号", "姓名", "账号手机号", "订单联系电话")


def ids_of(task_id: str) -> list[str]:
    """The ids of a task's orders.  Read twice, as an order may move to a list that was read already."""
    from chalicelib.orders.model import State

    found = dict[str, None]()
    for state in (*State, *State):
        after: str | None = None
        while True:
            ids, after = wire().stores.lists.in_state(task_id, state, limit=READ, after=after)
            found |= dict.fromkeys(ids)
            if after is None:
                break
    return list(found)


def rows_of(task_id: str) -> Iterator[tuple[str, ...]]:
    """A row as in HEAD for each order of a task; "" where a phone is not known or does not open."""
    ids = ids_of(task_id)
    for first in range(0, len(ids), READ):
        orders = wire().stores.orders.without_photos(ids[first : first + READ])
        yield from (_row(order) for order in orders.values() if order.head.erased_at is None)


def _row(order: Order) -> tuple[str, ...]:
    from chalicelib.orders.number import grouped
    from chalicelib.orders.store.sealed_fields import SealedFields

    person = wire().stores.people.get(order.head.person_id)
    own = SealedFields(wire().stores.keys).contact_phone(order) or ""
    return grouped(order.head.shown_number), order.head.student.name, person.phone if person else "", own


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the table, for Excel too; 1 if a task is not known, no reason was given or the file is there already."""
    from chalicelib.shared.names import is_seen
    from chalicelib.staff.accounts import operator

    parser = argparse.ArgumentParser(prog="python -m tools.on STACK concerned", description="事件涉及的学生和手机号")
    parser.add_argument("tasks", nargs="+", metavar="TASK-ID", help="任务编号：控制台里任务页面网址的最后一段")
    parser.add_argument("--why", required=True, help="为什么读，写进审计记录")
    parser.add_argument("--to", required=True, metavar="FILE", help="写到哪个新文件（CSV）")
    asked = parser.parse_args(arguments)
    if not is_seen(asked.why):
        print("请写明原因（--why）", file=sys.stderr)
        return 1
    tasks = [wire().stores.tasks.get(task_id) for task_id in asked.tasks]
    if unknown := [task_id for task_id, task in zip(asked.tasks, tasks, strict=True) if task is None]:
        print(f"没有这个任务：{'、'.join(unknown)}。请从控制台任务页面的网址复制", file=sys.stderr)
        return 1
    try:
        opened = os.open(asked.to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        print(f"不能写入 {asked.to}（{error.strerror}）：请换一个新的文件名", file=sys.stderr)
        return 1
    for task in filter(None, tasks):
        wire().staff.audit.note(operator(task.branch), "view_contact", f"task {task.task_id}", reason=asked.why)
    with open(opened, "w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEAD)
        for task in filter(None, tasks):
            table.writerows(rows_of(task.task_id))
    return 0


if __name__ == "__main__":
    sys.exit(main())
