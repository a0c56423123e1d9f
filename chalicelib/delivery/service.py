"""Packages as the staff asks for them; `packing` makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.delivery.errors import (
    FileNameWrong,
    NothingToDeliver,
    PackagePurged,
    PackageUnknown,
    StillCollecting,
)
from chalicelib.delivery.model import PART_MB, File, Package, PackageState
from chalicelib.delivery.store import PackageStore
from chalicelib.orders.model import Order, State
from chalicelib.orders.store.lists import OrderLists
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Conflict
from chalicelib.shared.errors import Conflicting
from chalicelib.shared.ids import random_id
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.file_names import can_name_files
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

LOOKED_AT = 10  # orders that the index calls approved; it tells of a delivery a moment late
LINK_SECONDS = 600  # a large file over a slow line begins within it


@dataclass(frozen=True, kw_only=True)
class Fetch:
    """A finished file and a short-lived link to it."""

    file: File
    url: str


class Packages:
    """send: queues a package's id for the step that makes it; sign: (object key, seconds) → link."""

    def __init__(
        self,
        *,
        store: PackageStore,
        desk: OrderLists,
        load: Callable[[str], Order | None],
        tasks: Tasks,
        audit: Audit,
        send: Callable[[str], None],
        sign: Callable[[str, int], str],
        clock: Clock,
    ) -> None:
        self._store, self._desk, self._load, self._tasks, self._audit = store, desk, load, tasks, audit
        self._send, self._sign, self._clock = send, sign, clock

    def create(self, who: Staff, task_id: str, *, file_name: str | None, part_mb: int | None) -> Package:
        """A package of everything that is approved now; made behind the scenes.

        Raises TaskUnknown, NothingToDeliver, FileNameWrong, StillCollecting.
        """
        task = self._tasks.of_branch(who.branch, task_id)
        template = checked(task, file_name or task.file_name)
        self._require_none_collects(task_id)
        waiting, _ = self._desk.in_state(task_id, State.APPROVED, limit=LOOKED_AT)
        if not any(map(self._is_approved, waiting)):
            raise NothingToDeliver
        package = Package(
            package_id=random_id(16),
            task_id=task_id,
            branch=who.branch,
            state=PackageState.COLLECTING,
            created_at=self._clock(),
            created_by=who.staff_id,
            file_name=template,
            part_mb=part_mb or PART_MB,
        )
        rows = self._audit.rows(who, "create_package", f"task {task_id}", package=package.package_id)
        try:
            self._store.create(package, rows)
        except Conflict:
            self._require_none_collects(task_id)
            raise Conflicting from None
        self._send(package.package_id)
        return package

    def _require_none_collects(self, task_id: str) -> None:
        if package_id := self._store.collecting(task_id):
            raise StillCollecting(data={"package_id": package_id})

    def _is_approved(self, order_id: str) -> bool:
        order = self._load(order_id)
        return order is not None and order.head.state is State.APPROVED

    def of_task(self, who: Staff, task_id: str) -> list[Package]:
        """Newest first.  Raises TaskUnknown."""
        self._tasks.of_branch(who.branch, task_id)
        return self._store.of_task(task_id)

    def show(self, who: Staff, package_id: str) -> Package:
        """Raises PackageUnknown, for another branch's too."""
        package = self._store.get(package_id)
        if package is None or package.branch != who.branch:
            raise PackageUnknown
        return package

    def fetch(self, who: Staff, package_id: str) -> list[Fetch]:
        """Links to what is finished; who asked for them is kept.  Raises PackageUnknown."""
        package = self.show(who, package_id)
        self._audit.note(who, "fetch_package", f"task {package.task_id}", package=package_id)
        return [Fetch(file=one, url=self._sign(package.key(one.name), LINK_SECONDS)) for one in package.files]

    def make_again(self, who: Staff, package_id: str) -> Package:
        """Goes on where it stopped, and makes again what is gone: byte for byte the same, but for students whose data
        was deleted since.

        Raises PackageUnknown, PackagePurged.
        """
        package = self.show(who, package_id)
        if package.state is PackageState.PURGED:
            raise PackagePurged
        if package.state is PackageState.OUTDATED:
            package = self._begun(package)
        self._audit.note(who, "make_package_again", f"task {package.task_id}", package=package_id)
        self._send(package_id)
        return package

    def _begun(self, package: Package) -> Package:
        try:
            return self._store.move(package, PackageState.BUILDING)
        except Conflict:  # somebody else asked, or another student left: the builder looks itself
            return package


def checked(task: Task, template: str) -> str:
    """The template.  Raises FileNameWrong for one that could lead outside, or that the task cannot fill."""
    if not can_name_files(template, task.collect_mode):
        raise FileNameWrong(field="file_name")
    return template
