"""What the branch gives out and takes in: packages of photos, results, imported tables."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.delivery.chsi.service import Chsi
    from chalicelib.delivery.packing import Packer
    from chalicelib.delivery.postings import Postings
    from chalicelib.delivery.prints.printer import Printer
    from chalicelib.delivery.prints.service import Prints
    from chalicelib.delivery.prints.store import PrintStore
    from chalicelib.delivery.removal import Removal
    from chalicelib.delivery.results import Results
    from chalicelib.delivery.service import Packages
    from chalicelib.imports.model import Kind
    from chalicelib.imports.runner import ImportRunner, Table
    from chalicelib.imports.service import Imports
    from chalicelib.imports.wrong_rows import WrongRows
    from chalicelib.shared.clock import Clock
    from chalicelib.shared.settings import AllSettings
    from chalicelib.wire.desk import DeskWire
    from chalicelib.wire.outside import Outside
    from chalicelib.wire.staff import StaffWire
    from chalicelib.wire.stores import Stores
    from chalicelib.wire.student import StudentWire


class DeliveryWire:
    """Every service by name."""

    def __init__(
        self,
        settings: AllSettings,
        clock: Clock,
        stores: Stores,
        outside: Outside,
        staff: StaffWire,
        student: StudentWire,
        desk: DeskWire,
    ) -> None:
        self._settings = settings
        self._clock, self._stores, self._outside = clock, stores, outside
        self._staff, self._student, self._desk = staff, student, desk

    @cached_property
    def packages(self) -> Packages:
        from chalicelib.delivery.service import Packages

        stores, queue = self._stores, self._outside.deliver_queue
        return Packages(
            store=stores.packages,
            lists=stores.lists,
            load=stores.orders.load,
            tasks=self._student.tasks,
            audit=self._staff.audit,
            send=lambda package_id: queue.send(package_id=package_id),
            sign=self._outside.signer.link,
            clock=self._clock,
        )

    @cached_property
    def packer(self) -> Packer:
        from chalicelib.delivery.packing import Packer

        stores, student = self._stores, self._student
        return Packer(
            store=stores.packages,
            orders=stores.orders,
            lists=stores.lists,
            tasks=student.tasks,
            objects=self._outside.objects,
            keys=stores.keys,
            removal=self.removal,
            clock=self._clock,
            took_back=student.consents.took_back,
        )

    @cached_property
    def removal(self) -> Removal:
        from chalicelib.delivery.removal import Removal

        return Removal(store=self._stores.packages, objects=self._outside.objects)

    @cached_property
    def results(self) -> Results:
        from chalicelib.delivery.results import Results

        return Results(self._desk.orders)

    @cached_property
    def chsi(self) -> Chsi:
        from chalicelib.delivery.chsi.service import Chsi

        return Chsi(
            store=self._stores.chsi,
            orders=self._desk.orders,
            results=self.results,
            tasks=self._student.tasks,
            audit=self._staff.audit,
            clock=self._clock,
        )

    @cached_property
    def prints(self) -> Prints:
        from chalicelib.delivery.prints.service import Prints

        queue = self._outside.deliver_queue
        return Prints(
            store=self.print_store,
            packages=self._stores.packages,
            tasks=self._student.tasks,
            audit=self._staff.audit,
            send=lambda package_id, run_id: queue.send(package_id=package_id, run_id=run_id),
            sign=self._outside.signer.link,
            clock=self._clock,
        )

    @cached_property
    def printer(self) -> Printer:
        from chalicelib.delivery.prints.printer import Printer

        return Printer(
            store=self.print_store,
            packages=self._stores.packages,
            objects=self._outside.objects,
            tasks=self._student.tasks,
            keys=self._stores.keys,
            fonts=Path(self._settings.fonts_dir),
        )

    @cached_property
    def print_store(self) -> PrintStore:
        from chalicelib.delivery.prints.store import PrintStore

        return PrintStore(self._stores.packages)

    @cached_property
    def postings(self) -> Postings:
        from chalicelib.delivery.postings import Postings

        stores = self._stores
        return Postings(
            lists=stores.lists,
            store=stores.orders,
            id_of=self._desk.orders.id_of,
            tasks=self._student.tasks,
            fields=stores.sealed_fields,
        )

    @cached_property
    def imports(self) -> Imports:
        from chalicelib.imports.service import Imports

        return Imports(
            store=self._stores.imports,
            wrong_rows=self.wrong_rows,
            tasks=self._student.tasks,
            audit=self._staff.audit,
            states=self._stores.counters.people,
            signer=self._outside.signer,
            send=self._send_import,
            clock=self._clock,
        )

    @cached_property
    def wrong_rows(self) -> WrongRows:
        from chalicelib.imports.wrong_rows import WrongRows

        return WrongRows(self._outside.objects)

    @cached_property
    def import_runner(self) -> ImportRunner:
        from chalicelib.imports.enrolments import Enrolments
        from chalicelib.imports.people import PeopleTable
        from chalicelib.imports.results import ResultsTable
        from chalicelib.imports.runner import ImportRunner
        from chalicelib.imports.schools import SchoolsTable

        tasks, claim = self._student.tasks, self._stores.orders.claim
        enrolments = Enrolments(self._stores.keys, lambda: self._student.desk_code_readers)
        people = self._stores.counters.people
        results = (self._desk.orders, self.results, self.chsi, enrolments, tasks.get, claim)
        tables: dict[Kind, Table] = {
            "SCHOOLS": SchoolsTable(self._desk.schools).table(),
            "ROSTER": PeopleTable(tasks, enrolments, people, claim, captured=False).table(),
            "CAPTURED": PeopleTable(tasks, enrolments, people, claim, captured=True).table(),
            "WAYBILLS": ResultsTable(*results, chsi=False).table(),
            "CHSI": ResultsTable(*results, chsi=True).table(),
        }
        return ImportRunner(
            self._stores.imports,
            self._outside.objects,
            tables,
            self.wrong_rows,
            take_back=lambda job: tasks.take_back_roster(
                job.task_id or "", job.import_id, captured=job.kind == "CAPTURED"
            ),
            send=self._send_import,
            clock=self._clock,
        )

    def _send_import(self, import_id: str) -> None:
        """Queues the import."""
        self._outside.import_queue.send(import_id=import_id)
