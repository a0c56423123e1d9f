"""The branch's deletion records: what went, when, and by which rule or at whose wish; digests, no names.

A record is written in one transaction with its row in the audit trail, and, at a student's wish, with the deletion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from chalicelib.orders.model import Order
from chalicelib.privacy.deleted_store import DeletedStore
from chalicelib.privacy.model import Deleted, Rule
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.db import Write, transact
from chalicelib.shared.errors import Invalid
from chalicelib.staff.audit import Audit, is_cursor
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task

PAGE = 50
Look = Callable[[str, datetime], Write]
DIGITS = 16  # of a digest: enough to find an order's by, and nothing is found by it


class Deletions:
    """Records deletions and lists the records.  look: (task id, when) → the write that has `purge` look at the task."""

    def __init__(self, store: DeletedStore, audit: Audit, look: Look, clock: Clock) -> None:
        self._store, self._audit, self._look, self._clock = store, audit, look, clock

    def wished(self, order: Order, task: Task) -> list[Write]:
        """The writes for the transaction that erases an order at its student's wish; `purge` looks after it."""
        order_id = order.head.order_id
        owner = Staff(staff_id="student", branch=task.branch, name="学生本人", roles=frozenset())
        row = self._audit.rows(owner, "erase", f"order {order_id}", task=task.task_id)
        deleted = Deleted(
            at=self._clock(),
            task_id=task.task_id,
            rule="WISH",
            counts={"orders": 1, "photos": len(order.photos)},
            digests=(digest_of(order_id),),
        )
        return [*row, self._store.add(task.branch, deleted), self._look(task.task_id, deleted.at)]

    def over(self, task: Task, rule: Rule, counts: Mapping[str, int], order_ids: Iterable[str]) -> None:
        """Record what `purge` deleted of a task.  counts: by kind; order_ids: of orders among it."""
        went = {kind: count for kind, count in sorted(counts.items()) if count}
        if not went:
            return
        who = Staff(staff_id="purge", branch=task.branch, name="到期清理", roles=frozenset())
        row = self._audit.rows(who, "purge", f"task {task.task_id}", reason="保存期已满或学生要求删除", **went)
        deleted = Deleted(
            at=self._clock(),
            task_id=task.task_id,
            rule=rule,
            counts=went,
            digests=tuple(sorted(map(digest_of, order_ids))),
        )
        transact([*row, self._store.add(task.branch, deleted)])

    def page(self, who: Staff, before: str | None = None) -> tuple[list[Deleted], str | None]:
        """(the branch's records, `before` of the next page or None), newest first, at most PAGE.

        Raises Invalid for a `before` that no page returned.
        """
        if before is not None and not is_cursor(before):
            raise Invalid(field="before")
        return self._store.page(who.branch, limit=PAGE, before=before)


def digest_of(order_id: str) -> str:
    """Whoever has the order's number can find its record by this; the record alone tells of nobody."""
    return sha256_hex(f"deleted {order_id}".encode())[:DIGITS]
