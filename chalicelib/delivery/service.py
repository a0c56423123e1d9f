"""Packages as staff order and download them; `packing` builds them."""

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
from chalicelib.delivery.model import PART_MB, File, Member, Package, PackageState
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

LOOKED_AT = 10  # approved orders checked: the index lags behind, and may list some that were just delivered
PAGE = 50  # members of a page of the manifest
LINK_SECONDS = 300  # enough for the download of a large file to begin; it may end later


@dataclass(frozen=True, kw_only=True)
class Fetch:
    """A finished file and a short-lived link to it."""

    file: File
    url: str


class Packages:
    """send: queues a package id for the step that builds it; sign: (object key, seconds) → link."""

    def __init__(
        self,
        *,
        store: PackageStore,
        lists: OrderLists,
        load: Callable[[str], Order | None],
        tasks: Tasks,
        audit: Audit,
        send: Callable[[str], None],
        sign: Callable[[str, int], str],
        clock: Clock,
    ) -> None:
        self._store, self._lists, self._load, self._tasks, self._audit = store, lists, load, tasks, audit
        self._send, self._sign, self._clock = send, sign, clock

    def create(self, who: Staff, task_id: str, *, file_name: str | None, part_mb: int | None) -> Package:
        """Order a package of everything that is approved now; it is built in the background.

        Raises TaskUnknown, NothingToDeliver, FileNameWrong, StillCollecting.
        """
        task = self._tasks.of_branch(who.branch, task_id)
        template = require_valid(task, file_name or task.file_name)
        self._require_none_collects(task_id)
        waiting, _ = self._lists.in_state(task_id, State.APPROVED, limit=LOOKED_AT)
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
        """A task's packages, newest first.  Raises TaskUnknown."""
        self._tasks.of_branch(who.branch, task_id)
        return self._store.of_task(task_id)

    def show(self, who: Staff, package_id: str) -> Package:
        """The package.  Raises PackageUnknown, also for another branch's package."""
        package = self._store.get(package_id)
        if package is None or package.branch != who.branch:
            raise PackageUnknown
        return package

    def manifest(
        self, who: Staff, package_id: str, cursor: str | None, *, missing: bool
    ) -> tuple[list[Member], str | None]:
        """A page of what is in the package, by order id, and the next page's cursor.  missing: of those alone who are
        no longer in it.  Reads a page, however many there are; audited once an hour.  Raises PackageUnknown."""
        package = self.show(who, package_id)
        self._audit.listed(who, "view_manifest", f"task {package.task_id}")
        return self._store.members_page(package_id, limit=PAGE, after=cursor, left=missing)

    def fetch(self, who: Staff, package_id: str) -> list[Fetch]:
        """Links to the finished files; the request is audited.  Raises PackageUnknown."""
        package = self.show(who, package_id)
        self._audit.note(who, "fetch_package", f"task {package.task_id}", package=package_id)
        return [Fetch(file=file, url=self._sign(package.key(file.name), LINK_SECONDS)) for file in package.files]

    def make_again(self, who: Staff, package_id: str) -> Package:
        """Queue the build again: it resumes where it stopped, and rebuilds missing files byte for byte, without
        students whose data was deleted since.

        Raises PackageUnknown, PackagePurged.
        """
        package = self.show(who, package_id)
        if package.state is PackageState.PURGED:
            raise PackagePurged
        if package.state is PackageState.OUTDATED:
            package = self._start(package)
        self._audit.note(who, "make_package_again", f"task {package.task_id}", package=package_id)
        self._send(package_id)
        return package

    def _start(self, package: Package) -> Package:
        try:
            return self._store.move(package, PackageState.BUILDING)
        except Conflict:  # somebody else asked, or another member was erased: the build checks for itself
            return package


def require_valid(task: Task, template: str) -> str:
    """The template.  Raises FileNameWrong for one that could leave the folder, or that the task cannot fill."""
    if not can_name_files(template, task.collect_mode):
        raise FileNameWrong(field="file_name")
    return template
