"""A branch whose every list is long: orders that are paid, refused a refund, packed and not posted, with their rows in
each list that staff page through."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import batched

from pynamodb.models import Model

from chalicelib.delivery.chsi.model import Refusal
from chalicelib.delivery.chsi.store import RefusalItem
from chalicelib.delivery.model import Member, Package, PackageState
from chalicelib.imports.model import Import
from chalicelib.imports.store import ImportItem
from chalicelib.invoices.model import Invoice, Title
from chalicelib.invoices.store import InvoiceItem
from chalicelib.notify.counter_store import CounterItem
from chalicelib.orders.model import Head, Order, State
from chalicelib.orders.money_model import Refund, RefundState
from chalicelib.orders.store.items import OrderItem, attempt_item, head_item, refund_item
from chalicelib.orders.store.names import NameItem
from chalicelib.privacy.deleted_store import DeletedItem
from chalicelib.privacy.model import Deleted
from chalicelib.shared.clock import iso
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.db import Put, Write, as_json
from chalicelib.shared.ids import random_id
from chalicelib.shared.money import Fen
from chalicelib.staff.audit_store import AuditEntry, AuditItem
from chalicelib.tasks.model import Task
from chalicelib.tasks.roster import RosterRow
from chalicelib.wire import wire
from tests.worlds.sealed import sealed_before
from tests.worlds.staff_orders import order_parts, paid_by_wechat

NAME, SAID = "赵六", "照片模糊"
STEP = timedelta(milliseconds=100)  # between two orders: all are of one day


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One order, and when everything about it happened."""

    order: Order
    at: datetime

    @property
    def head(self) -> Head:
        return self.order.head

    @property
    def instant(self) -> str:
        return iso(self.at)


@dataclass(frozen=True, kw_only=True)
class Large:
    """Where the rows go.  owner: of all orders; address: sealed; began: when the first order came; read: numbers of
    the orders whose invoices and imports are there, which a page may read; of the others only their place is."""

    task: Task
    staff_id: str
    owner: str
    package: Package
    began: datetime
    address: str
    read: Collection[int]

    @property
    def month(self) -> str:
        return self.began.strftime("%Y-%m")

    def listed(self, number: int) -> Listed:
        """An order that has a stuck refund, made of its number."""
        at = self.began + STEP * number
        head, _ = order_parts(self.task, State.IN_PRODUCTION, number, b"", {"name": NAME}, photo_no=None)
        head = replace(
            head,
            order_id=f"{sha256_hex(self.package.package_id.encode())[:10]}{number:012d}",
            person_id=self.owner,
            student=replace(head.student, sealed={"address": self.address}),
            opened_at=at,
            state_at=at,
            enrolment=sha256_hex(f"{self.task.task_id}/{number}".encode()),
        )
        return Listed(
            order=Order(head=head, attempts=(paid_by_wechat(number, at),), refunds=(_refund(self.task, at),)), at=at
        )

    def fill(self, numbers: range) -> None:
        """The rows of these orders, in every list."""
        _name_tables()
        for some in batched(numbers, 1000):
            rows: dict[type[Model], list[Model]] = {}
            for number in some:
                for item in self._items(self.listed(number), number):
                    rows.setdefault(type(item), []).append(item)
            for kind, items in rows.items():
                with kind.batch_write() as batch:
                    for item in items:
                        batch.save(item)
        roster = [
            RosterRow(
                digest=sha256_hex(f"{self.task.task_id}/{number}".encode()),
                shown=f"{number:06}",
                college=f"学院{number % 7}",
                class_name=f"班{number % 40}",
            )
            for number in numbers
        ]
        wire().student.tasks.put_roster(self.task.task_id, f"{numbers.start}", roster)

    def _items(self, listed: Listed, number: int) -> Iterator[Model]:
        head, at, branch = listed.head, listed.instant, self.task.branch
        order_id = head.order_id
        yield from _of_order(listed.order)
        yield NameItem(wire().stores.names._key(branch, NAME), f"{at}#{order_id}", order_id=order_id)
        yield from self._invoice(listed, number)
        yield from self._chsi(listed)
        yield from self._packed(listed)
        entry = AuditEntry(
            at=listed.at, branch=branch, staff_id=self.staff_id, name="员工", action="view", subject=f"order {order_id}"
        )
        yield put(wire().stores.audit_rows.rows(entry)[0])
        record = wire().stores.deleted.add(
            branch, Deleted(at=listed.at, task_id=self.task.task_id, rule="WISH", counts={"orders": 1})
        )
        yield put(record)
        if number % 2:
            yield CounterItem(f"PROGRESS#{self.task.task_id}", head.enrolment, state="IN_PRODUCTION", round=1)

    def _invoice(self, listed: Listed, number: int) -> Iterator[Model]:
        branch, order_id = self.task.branch, listed.head.order_id
        title = Title(kind="PERSONAL", title="赵六", tax_no="", email="zhao@example.com")
        if number in self.read:
            invoice = Invoice(order_id=order_id, branch=branch, title=title, asked_at=listed.at)
            yield wire().stores.invoices._item(invoice)
        for pk in (f"INVOICES#{branch}", f"INVOICED#{branch}#{self.month}"):
            yield InvoiceItem(pk, f"{listed.instant}#{order_id}")

    def _chsi(self, listed: Listed) -> Iterator[Model]:
        task, order_id = self.task, listed.head.order_id
        refusal = Refusal(
            order_id=order_id, photo_no=1, task_id=task.task_id, branch=task.branch, said=SAID, at=listed.at
        )
        yield put(wire().stores.chsi.add(refusal)[0])

    def _packed(self, listed: Listed) -> Iterator[Model]:
        head = listed.head
        member = Member(
            order_id=head.order_id, photo_no=1, sha256="0" * 64, size=1, student=head.student, approved_at=listed.at
        )
        yield put(wire().stores.packages.joins(self.package.package_id, member)[0])

    def imports(self, numbers: range) -> None:
        """Of one file each."""
        with ImportItem.batch_write() as batch:
            for number in numbers:
                job = Import(
                    import_id=f"{self.package.package_id[:10]}{number:012d}",
                    branch=self.task.branch,
                    kind="ROSTER",
                    state="DONE",
                    created_at=self.began + STEP * number,
                    staff_id=self.staff_id,
                    staff_name="员工",
                    upload_id=random_id(),
                    reason="每日导入",
                    task_id=self.task.task_id,
                )
                if number in self.read:
                    batch.save(ImportItem(f"IMPORT#{job.import_id}", "IMPORT", body=as_json(job), at=0))
                batch.save(ImportItem(f"IMPORTS#{job.branch}", f"{iso(job.created_at)}#{job.import_id}"))


def large(task: Task, staff_id: str, owner: str, read: Collection[int]) -> Large:
    """Nothing of it is there yet but its package."""
    began = wire().clock().replace(hour=4, minute=0, second=0, microsecond=0) - timedelta(days=1)
    package = Package(
        package_id=random_id(),
        task_id=task.task_id,
        branch=task.branch,
        state=PackageState.READY,
        created_at=began,
        created_by=staff_id,
        file_name="{student_no}.jpg",
    )
    wire().stores.packages.create(package, [])
    address = sealed_before("湖南省长沙市")
    return Large(
        task=task, staff_id=staff_id, owner=owner, package=package, began=began, address=address, read=frozenset(read)
    )


def put(write: Write) -> Model:
    """What a write of a store puts there."""
    assert isinstance(write, Put)
    return write.item


def _of_order(order: Order) -> Iterator[Model]:
    parts = [attempt_item(order.head, each) for each in order.attempts]
    parts += [refund_item(order, each) for each in order.refunds]
    yield from parts
    yield head_item(order.head, {item.sk: order.head.seq for item in parts})


def _refund(task: Task, at: datetime) -> Refund:
    return Refund(
        attempt_no=1,
        try_no=1,
        state=RefundState.CLOSED,
        amount=Fen(3000),
        reason="student",
        requested_at=at,
        branch=task.branch,
    )


def _name_tables() -> None:
    """Stores name their tables once somebody asks for them."""
    stores = wire().stores
    assert all((stores.orders, stores.counters, stores.names, stores.invoices, stores.chsi, stores.packages))
    assert all((stores.audit_rows, stores.deleted, stores.imports, stores.rosters))
    assert all(kind.Meta.table_name for kind in (OrderItem, RefusalItem, AuditItem, DeletedItem))
