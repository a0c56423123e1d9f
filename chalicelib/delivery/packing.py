"""Builds a package: first every approved order joins it and becomes IN_PRODUCTION, then files are made of its members.

Both steps resume where they stopped, and the second depends on the members alone: a package whose build was killed,
ran twice at once, or is repeated a year later has the same bytes.  Only a student whose data was deleted is missing
from then on: that is another edition (see `removal`).
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO

from chalicelib.delivery import lists
from chalicelib.delivery.making import EditionOver, clear_if_purged, make_file, portraits, require_time
from chalicelib.delivery.model import File, Member, Package, PackageState, file_names, parts
from chalicelib.delivery.removal import Removal
from chalicelib.delivery.store import PackageStore
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders import events as ev
from chalicelib.orders.committing import Committer
from chalicelib.orders.form import placed
from chalicelib.orders.machine.decide import Change, NotAllowed
from chalicelib.orders.model import Actor, Order, State, Student
from chalicelib.orders.store.lists import OrderLists
from chalicelib.orders.store.orders import Orders
from chalicelib.orders.store.sealed_fields import CODE, UNREADABLE, SealedFields
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import Conflict, Duplicate, Write, keep_trying
from chalicelib.shared.log import log
from chalicelib.shared.sheets import add_file, csv_bytes, xlsx_bytes
from chalicelib.storage.objects import Absent, Objects
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

SUMS = "SHA256SUMS"
DELIVER = Actor(kind="deliver")
Named = list[tuple[Member, str]]


class Packer:
    """took_back: (person id, kind) → whether the person withdrew that consent.

    time_left, in the methods: returns the seconds the step still has; checked before each piece of work.
    """

    def __init__(
        self,
        *,
        store: PackageStore,
        orders: Orders,
        lists: OrderLists,
        tasks: Tasks,
        objects: Objects,
        keys: Keys,
        removal: Removal,
        clock: Clock,
        took_back: Callable[[str, ConsentKind], bool],
    ) -> None:
        self._store, self._orders, self._lists, self._tasks, self._removal = store, orders, lists, tasks, removal
        self._objects, self._fields, self._took_back = objects, SealedFields(keys), took_back
        self._committer = Committer(orders, tasks, clock)

    def make(self, package_id: str, time_left: Callable[[], float]) -> str:
        """Build the package; returns "ready" or "unknown", for the log.  Raises OutOfTime, EditionOver, WrongBytes."""
        package = self._store.get(package_id)
        if package is None or clear_if_purged(self._objects, package):
            return "unknown"
        task = self._tasks.get(package.task_id)
        if package.state is PackageState.COLLECTING:
            package = self._collect(package, task, time_left)
        try:
            count = self._build(package, task, time_left)
        except Absent:
            if not self._remove_erased(package):
                raise
            raise EditionOver from None
        log("package", task_id=package.task_id, count=count, outcome="ready")
        return "ready"

    # -- its members ----------------------------------------------------------------------------------------------

    def _collect(self, package: Package, task: Task, time_left: Callable[[], float]) -> Package:
        for order_id in self._lists.all_in_state(task.task_id, State.APPROVED):
            require_time(time_left)
            keep_trying(lambda order_id=order_id: self._add_order(package, task, order_id))  # type: ignore[misc]
        try:
            return self._store.move(package, PackageState.BUILDING)
        except Conflict:  # another run of the same message was faster, or a member was erased
            return self._no_longer_collecting(package)

    def _no_longer_collecting(self, package: Package) -> Package:
        fresh = self._reload(package)
        if fresh.state is PackageState.COLLECTING:
            raise EditionOver
        return fresh

    def _add_order(self, package: Package, task: Task, order_id: str) -> None:
        order = self._orders.load(order_id)
        if order is None:
            return
        stops = self._took_back(order.head.person_id, ConsentKind.FACE)
        student = placed(order.head.student, self._tasks.on_roster(task.task_id, order.head.enrolment))
        delivery = ev.Deliver(actor=DELIVER, package=package.package_id, student=student)
        event = ev.Stop(actor=DELIVER) if stops else delivery

        def joins(change: Change) -> Iterable[Write]:
            return () if stops else self._store.joins(package.package_id, _member(change.before, student))

        try:
            self._committer.commit(self._committer.around(order, task), event, joins)
        except (NotAllowed, Duplicate):  # recalled, refunded, or in a package by now
            return
        except Conflict:
            if self._reload(package).state is not PackageState.COLLECTING:
                return
            raise

    def _remove_erased(self, package: Package) -> bool:
        """Remove members whose order was erased; whether there were any."""
        removed = False
        for member in self._store.members(package.package_id):
            order = None if member.erased else self._orders.load(member.order_id)
            if order is not None and order.head.erased_at is not None:
                self._removal.leave(member.order_id, [package.package_id])
                removed = True
        return removed

    def _reload(self, package: Package) -> Package:
        fresh = self._store.get(package.package_id)
        assert fresh is not None
        return fresh

    # -- its files -------------------------------------------------------------------------------------------------

    def _build(self, package: Package, task: Task, time_left: Callable[[], float]) -> int:
        """Make every file; returns the number of photos.  Nobody joins any more, so the members can be counted."""
        everyone = self._store.members(package.package_id)
        members = [member for member in everyone if not member.erased]
        erased = [member for member in everyone if member.erased]
        self._count(package, len(members))
        codes = self._codes(members)
        named = file_names(members, package.file_name, codes)
        unread = [member.order_id for member in members if CODE in member.sealed and member.order_id not in codes]
        shown = codes | dict.fromkeys(unread, UNREADABLE)
        zips = [(f"photos-{at:03}.zip", inside) for at, inside in enumerate(parts(named, package.part_mb), 1)]
        for name, inside in zips:
            require_time(time_left)
            self._keep(package, name, len(inside), lambda file, inside=inside: self._zip(file, inside))  # type: ignore[misc]
        for name, data in self._list_files(task, zips, named, erased, shown):
            self._keep(package, name, 0, lambda file, data=data: _write(file, data))  # type: ignore[misc]
        files = sorted(self._current(package).files, key=lambda file: file.name)
        sums = "".join(f"{file.sha256}  {file.name}\n" for file in files if file.name != SUMS)
        self._keep(package, SUMS, 0, lambda file: _write(file, sums.encode()))
        self._count(package, len(members), finished=True)
        return len(members)

    def _list_files(
        self, task: Task, zips: list[tuple[str, Named]], named: Named, erased: list[Member], codes: dict[str, str]
    ) -> Iterator[tuple[str, bytes]]:
        rows = [*lists.manifest(zips, codes), *lists.left_out(erased)]
        yield "manifest.csv", csv_bytes(rows)
        yield "manifest.xlsx", xlsx_bytes(rows, "清单")
        if task.task_type == "INDIVIDUAL":
            yield "labels.csv", csv_bytes(lists.labels([(member, self._contact(member)) for member, _ in named]))
        else:
            rows = list(lists.by_class(named))
            yield "handover.csv", csv_bytes(rows)
            yield "handover.xlsx", xlsx_bytes(rows, "交接清单")

    def _keep(self, package: Package, name: str, photos: int, write: Callable[[IO[bytes]], None]) -> None:
        """Make a file unless it exists, and record it.  Raises WrongBytes if a recorded file comes out different."""
        recorded = next((file for file in self._current(package).files if file.name == name), None)
        built = make_file(self._objects, package.key(name), recorded, name, photos, write)
        if built is None:
            return
        try:
            keep_trying(lambda: self._record(package, built))
        except EditionOver:
            self._objects.delete(package.key(name))
            raise

    def _record(self, package: Package, built: File) -> None:
        fresh = self._current(package)
        if all(file.name != built.name for file in fresh.files):
            self._store.add(fresh, built)

    def _current(self, package: Package) -> Package:
        """The package as it is now.  Raises EditionOver if a member was erased since this build began, or the package
        is purged."""
        fresh = self._reload(package)
        if fresh.edition != package.edition or fresh.state is PackageState.PURGED:
            raise EditionOver
        return fresh

    def _count(self, package: Package, members: int, *, finished: bool = False) -> None:
        """Record how many photos are in this edition.  finished: all its files are made.  Raises EditionOver."""

        def once() -> None:
            fresh = self._current(package)
            state = PackageState.READY if finished else fresh.state
            if (fresh.state, fresh.members) != (state, members):
                self._store.move(fresh, state, members=members)

        keep_trying(once)

    def _zip(self, file: IO[bytes], inside: Named) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            for (_, name), data in zip(inside, portraits(self._objects, [member for member, _ in inside]), strict=True):
                add_file(archive, name, data)
            sums = "".join(f"{member.sha256}  {name}\n" for member, name in inside)
            add_file(archive, SUMS, sums.encode())

    def _codes(self, members: Iterable[Member]) -> dict[str, str]:
        """The collection codes that open, by order."""
        codes = {one.order_id: self._fields.read(one.order_id, CODE, one.sealed.get(CODE)) for one in members}
        return {order_id: code for order_id, code in codes.items() if code is not None}

    def _contact(self, member: Member) -> dict[str, str]:
        return self._fields.contact_for_staff(member.order_id, member.sealed)


def _member(order: Order, student: Student) -> Member:
    photo = order.photo(order.head.photo_no)
    assert photo is not None
    assert photo.report is not None
    unsealed = {name: getattr(student, name) for name in student.__dataclass_fields__ if name != "sealed"}
    return Member(
        order_id=order.head.order_id,
        photo_no=photo.photo_no,
        sha256=photo.standard_sha256,
        size=photo.report["standard"]["bytes"],
        student=type(student)(**unsealed),
        approved_at=order.head.state_at,
        sealed=dict(student.sealed),
        number=order.head.number,
    )


def _write(file: IO[bytes], data: bytes) -> None:
    file.write(data)
