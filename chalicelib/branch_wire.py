"""The composition root's second half: the services behind the branch's desk, built on first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.delivery.packing import Packer
    from chalicelib.delivery.removal import Removal
    from chalicelib.delivery.results import Results
    from chalicelib.delivery.service import Packages
    from chalicelib.delivery.store import PackageStore
    from chalicelib.desk.decisions import Decisions
    from chalicelib.desk.finance import FinanceDesk
    from chalicelib.desk.orders import DeskOrders
    from chalicelib.desk.people import PeopleDesk
    from chalicelib.desk.review import Review
    from chalicelib.desk.schools import SchoolDesk
    from chalicelib.desk.search import Search
    from chalicelib.desk.tasks import TaskDesk
    from chalicelib.desk.teacher_links import TeacherLinks
    from chalicelib.imports.model import Kind
    from chalicelib.imports.runner import ImportRunner, Table
    from chalicelib.imports.service import Imports
    from chalicelib.imports.store import ImportStore
    from chalicelib.orders.contests import Contests
    from chalicelib.orders.store.lists import OrderLists
    from chalicelib.staff.accounts import StaffAccounts
    from chalicelib.staff.audit import Audit
    from chalicelib.staff.login import StaffLogin
    from chalicelib.staff.sessions import StaffSessions
    from chalicelib.staff.store import StaffStore
    from chalicelib.staff.tries import Tries
    from chalicelib.wire import Wire


class BranchWire:
    """Every service by name; what students use too is the wire's."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    # -- who works here --------------------------------------------------------------------------------------------

    @cached_property
    def audit(self) -> Audit:
        from chalicelib.staff.audit import Audit
        from chalicelib.staff.audit_store import AuditStore

        return Audit(AuditStore(self._wire.settings.people_table), self._wire.clock)

    @cached_property
    def staff(self) -> StaffStore:
        from chalicelib.staff.store import StaffStore

        return StaffStore(self._wire.settings.people_table)

    @cached_property
    def sessions(self) -> StaffSessions:
        from chalicelib.staff.sessions import StaffSessions

        return StaffSessions(self.staff, self.audit, self._wire.clock)

    @cached_property
    def tries(self) -> Tries:
        from chalicelib.staff.tries import Tries

        return Tries(self._wire.inbox, self._wire.keys, self._wire.clock)

    @cached_property
    def login(self) -> StaffLogin:
        from chalicelib.staff.login import StaffLogin

        return StaffLogin(
            store=self.staff, sessions=self.sessions, tries=self.tries, audit=self.audit, keys=self._wire.keys,
            clock=self._wire.clock,
        )  # fmt: skip

    @cached_property
    def accounts(self) -> StaffAccounts:
        from chalicelib.staff.accounts import StaffAccounts

        return StaffAccounts(
            store=self.staff, sessions=self.sessions, tries=self.tries, audit=self.audit, keys=self._wire.keys,
            clock=self._wire.clock,
        )  # fmt: skip

    # -- what it does with orders ----------------------------------------------------------------------------------

    @cached_property
    def desk(self) -> OrderLists:
        from chalicelib.orders.store.lists import OrderLists

        return OrderLists(self._wire.settings.orders_table)

    @cached_property
    def orders(self) -> DeskOrders:
        from chalicelib.desk.orders import DeskOrders

        return DeskOrders(
            store=self._wire.order_store, tasks=self._wire.tasks, audit=self.audit, clock=self._wire.clock,
            closer=lambda: self._wire.pay,
        )  # fmt: skip

    @cached_property
    def contests(self) -> Contests:
        from chalicelib.orders.contests import Contests

        wire = self._wire
        return Contests(
            store=wire.order_store, tasks=wire.tasks, reads=lambda: wire.reads, count_asking=wire.limits.claim_opening,
            clock=wire.clock,
        )  # fmt: skip

    @cached_property
    def review(self) -> Review:
        from chalicelib.desk.review import Review
        from chalicelib.desk.taken_store import TakenStore

        return Review(
            orders=self.orders, desk=self.desk, store=TakenStore(self._wire.settings.orders_table),
            tasks=self._wire.tasks, audit=self.audit,
            sign=self._wire.signing.link, counted=self._wire.notices.counters.in_review, clock=self._wire.clock,
            took_back=self._wire.consents.took_back,
        )  # fmt: skip

    # -- delivery --------------------------------------------------------------------------------------------------

    @cached_property
    def package_store(self) -> PackageStore:
        from chalicelib.delivery.store import PackageStore

        return PackageStore(self._wire.settings.orders_table)

    @cached_property
    def packages(self) -> Packages:
        from chalicelib.delivery.service import Packages
        from chalicelib.shared.jobs import JobQueue

        queue = JobQueue(self._wire.settings.deliver_queue_url)
        return Packages(
            store=self.package_store, desk=self.desk, load=self._wire.order_store.load, tasks=self._wire.tasks,
            audit=self.audit, send=lambda package_id: queue.send(package_id=package_id),
            sign=self._wire.signing.link, clock=self._wire.clock,
        )  # fmt: skip

    @cached_property
    def building(self) -> Packer:
        from chalicelib.delivery.packing import Packer

        return Packer(
            store=self.package_store, orders=self._wire.order_store, desk=self.desk, tasks=self._wire.tasks,
            objects=self._wire.objects, keys=self._wire.keys, leaving=self.leaving, clock=self._wire.clock,
            took_back=self._wire.consents.took_back,
        )  # fmt: skip

    @cached_property
    def leaving(self) -> Removal:
        from chalicelib.delivery.removal import Removal

        return Removal(store=self.package_store, objects=self._wire.objects)

    @cached_property
    def results(self) -> Results:
        from chalicelib.delivery.results import Results

        return Results(self.orders)

    # -- tasks, schools and tables to import -----------------------------------------------------------------------

    @cached_property
    def tasks(self) -> TaskDesk:
        from chalicelib.desk.tasks import TaskDesk
        from chalicelib.photo.spec import SPECS

        newest = {name: spec.rev for name, spec in SPECS.items()}
        return TaskDesk(self._wire.tasks, self.audit, newest, self._wire.clock)

    @cached_property
    def links(self) -> TeacherLinks:
        from chalicelib.desk.teacher_link_store import LinkStore
        from chalicelib.desk.teacher_links import TeacherLinks

        wire = self._wire
        return TeacherLinks(LinkStore(wire.settings.tasks_table), wire.tasks, self.audit, wire.clock)

    @cached_property
    def schools(self) -> SchoolDesk:
        from chalicelib.desk.schools import SchoolDesk

        return SchoolDesk(self._wire.tasks, self.audit)

    @cached_property
    def import_store(self) -> ImportStore:
        from chalicelib.imports.store import ImportStore

        return ImportStore(self._wire.settings.tasks_table)

    @cached_property
    def send_import(self) -> Callable[[str], None]:
        """Queues an import's id."""
        from chalicelib.shared.jobs import JobQueue

        queue = JobQueue(self._wire.settings.import_queue_url)
        return lambda import_id: queue.send(import_id=import_id)

    @cached_property
    def imports(self) -> Imports:
        from chalicelib.imports.service import Imports

        return Imports(
            store=self.import_store, tasks=self._wire.tasks, audit=self.audit, signing=self._wire.signing,
            send=self.send_import, clock=self._wire.clock,
        )  # fmt: skip

    @cached_property
    def running(self) -> ImportRunner:
        from chalicelib.imports.enrolments import Enrolments
        from chalicelib.imports.people import PeopleTable
        from chalicelib.imports.results import ResultsTable
        from chalicelib.imports.runner import ImportRunner
        from chalicelib.imports.schools import SchoolsTable

        tasks, claim = self._wire.tasks, self._wire.order_store.claim
        known, people = Enrolments(self._wire.keys, lambda: self._wire.code_readers), self._wire.notices.counters.people
        results = (self.orders, self.results, known, tasks.get, claim)
        tables: dict[Kind, Table] = {
            "SCHOOLS": SchoolsTable(self.schools).table(),
            "ROSTER": PeopleTable(tasks, known, people, claim, captured=False).table(),
            "CAPTURED": PeopleTable(tasks, known, people, claim, captured=True).table(),
            "WAYBILLS": ResultsTable(*results, chsi=False).table(),
            "CHSI": ResultsTable(*results, chsi=True).table(),
        }
        return ImportRunner(
            self.import_store, self._wire.objects, tables,
            take_back=lambda job: tasks.take_back_roster(
                job.task_id or "", job.import_id, captured=job.kind == "CAPTURED"
            ),
            send=self.send_import, clock=self._wire.clock,
        )  # fmt: skip

    # -- support ---------------------------------------------------------------------------------------------------

    @cached_property
    def people(self) -> PeopleDesk:
        from chalicelib.desk.people import PeopleDesk

        wire = self._wire
        return PeopleDesk(
            people=wire.people, sessions=wire.sessions, orders=self.orders, store=wire.order_store,
            objects=wire.objects, audit=self.audit,
        )  # fmt: skip

    @cached_property
    def finding(self) -> Search:
        from chalicelib.desk.search import Search

        wire = self._wire
        return Search(
            orders=self.orders, store=wire.order_store, people=wire.people, tasks=wire.tasks, keys=wire.keys,
            audit=self.audit, readers=lambda: wire.code_readers,
        )  # fmt: skip

    @cached_property
    def decisions(self) -> Decisions:
        from chalicelib.desk.actions import Actions
        from chalicelib.desk.decisions import Decisions
        from chalicelib.desk.proposal_store import ProposalStore

        wire = self._wire
        actions = Actions(
            keys=wire.keys, by_phone=wire.people.by_phone, task=wire.tasks.get, tracing=lambda: wire.money.tracing
        )
        return Decisions(
            orders=self.orders, desk=self.desk, tasks=wire.tasks, actions=actions, people=self.people,
            store=ProposalStore(wire.settings.orders_table, wire.keys), audit=self.audit, load=wire.order_store.load,
            clock=wire.clock,
        )  # fmt: skip

    @cached_property
    def finance(self) -> FinanceDesk:
        from chalicelib.desk.finance import FinanceDesk
        from chalicelib.shared.jobs import JobQueue

        wire, queue = self._wire, JobQueue(self._wire.settings.bill_queue_url)
        return FinanceDesk(
            desk=self.desk, load=wire.order_store.load, tasks=wire.tasks, reports=lambda: wire.money.reports,
            channels=lambda: wire.money.offered, invoice_of=lambda *paid: wire.rights.returns.invoice_of(*paid),
            send=lambda day: queue.send(day=day.isoformat()), audit=self.audit, clock=wire.clock,
        )  # fmt: skip
