"""The branch staff's services: orders, tasks, decisions, finance, the first page."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.desk.decisions import Decisions
    from chalicelib.desk.finance import FinanceDesk
    from chalicelib.desk.find_limits import FindLimits
    from chalicelib.desk.home.counts import DeskCounts
    from chalicelib.desk.home.service import Home
    from chalicelib.desk.messages import MessageDesk
    from chalicelib.desk.notice.service import Notices
    from chalicelib.desk.orders import DeskOrders
    from chalicelib.desk.people import PeopleDesk
    from chalicelib.desk.school_search import SchoolSearch
    from chalicelib.desk.schools import SchoolDesk
    from chalicelib.desk.search import Search
    from chalicelib.desk.task_search import TaskSearch
    from chalicelib.desk.tasks import TaskDesk
    from chalicelib.invoices.desk import InvoiceDesk
    from chalicelib.notify.roster_counts import RosterCounts
    from chalicelib.shared.clock import Clock
    from chalicelib.shared.settings import AllSettings
    from chalicelib.wire.followups import FollowupsWire
    from chalicelib.wire.money import MoneyWire
    from chalicelib.wire.outside import Outside
    from chalicelib.wire.review import ReviewWire
    from chalicelib.wire.staff import StaffWire
    from chalicelib.wire.stores import Stores
    from chalicelib.wire.student import StudentWire


class DeskWire:
    """Every service by name."""

    def __init__(
        self,
        settings: AllSettings,
        clock: Clock,
        stores: Stores,
        outside: Outside,
        staff: StaffWire,
        student: StudentWire,
        money: MoneyWire,
        followups: FollowupsWire,
        review: ReviewWire,
    ) -> None:
        self._settings, self._clock, self._stores, self._outside = settings, clock, stores, outside
        self._staff, self._student, self._money, self._followups = staff, student, money, followups
        self._review = review

    # -- orders and their students -------------------------------------------------------------------------------------

    @cached_property
    def orders(self) -> DeskOrders:
        from chalicelib.desk.orders import DeskOrders

        orders, tasks, audit = self._stores.orders, self._student.tasks, self._staff.audit
        return DeskOrders(store=orders, tasks=tasks, audit=audit, clock=self._clock, closer=lambda: self._money.pay)

    @cached_property
    def roster_counts(self) -> RosterCounts:
        from chalicelib.notify.roster_counts import RosterCounts

        return RosterCounts(self._student.tasks, self._stores.counters, self._clock)

    @cached_property
    def people(self) -> PeopleDesk:
        from chalicelib.desk.people import PeopleDesk

        stores = self._stores
        return PeopleDesk(
            people=stores.people,
            sessions=self._student.sessions,
            orders=self.orders,
            store=stores.orders,
            moved=stores.moved,
            audit=self._staff.audit,
            trail=stores.trail,
            clock=self._clock,
        )

    @cached_property
    def search(self) -> Search:
        from chalicelib.desk.search import Search

        stores, student = self._stores, self._student
        return Search(
            orders=self.orders,
            store=stores.orders,
            names=stores.names,
            people=stores.people,
            tasks=student.tasks,
            keys=stores.keys,
            audit=self._staff.audit,
            readers=lambda: student.desk_code_readers,
            count_stranger=self.find_limits.claim,
        )

    @cached_property
    def find_limits(self) -> FindLimits:
        from chalicelib.desk.find_limits import FindLimits

        return FindLimits(self._stores.inbox, self._staff.audit, self._clock)

    @cached_property
    def decisions(self) -> Decisions:
        from chalicelib.desk.actions import Actions
        from chalicelib.desk.decisions import Decisions
        from chalicelib.desk.money.solo_refunds import SoloRefunds

        stores, tasks = self._stores, self._student.tasks
        actions = Actions(
            keys=stores.keys, by_phone=stores.people.by_phone, task=tasks.get, tracing=lambda: self._money.tracer
        )
        return Decisions(
            orders=self.orders,
            lists=stores.lists,
            tasks=tasks,
            actions=actions,
            people=self.people,
            schools=self.schools,
            store=stores.proposals,
            audit=self._staff.audit,
            several=stores.orders.without_photos,
            limits=self.find_limits,
            solo_refunds=SoloRefunds(stores.inbox, self._clock),
            account=stores.staff.get,
            clock=self._clock,
        )

    @cached_property
    def messages(self) -> MessageDesk:
        from chalicelib.desk.messages import MessageDesk

        stores, bulk, send = self._stores, self._followups.bulk_reminders, lambda: self._outside.remind_queue.send
        return MessageDesk(self.orders, stores.orders.history, self._staff.audit, stores.inbox, bulk, send, self._clock)

    # -- money ---------------------------------------------------------------------------------------------------------

    @cached_property
    def finance(self) -> FinanceDesk:
        from chalicelib.desk.finance import FinanceDesk

        stores, queue = self._stores, self._outside.bill_queue
        return FinanceDesk(
            lists=stores.lists,
            store=stores.orders,
            tasks=self._student.tasks,
            reports=lambda: stores.bill_reports,
            channels=lambda: self._outside.offered,
            invoices_of=lambda payments: self._followups.returns.invoices_of(payments),
            send=lambda day: queue.send(day=day.isoformat()),
            audit=self._staff.audit,
            clock=self._clock,
        )

    @cached_property
    def invoices(self) -> InvoiceDesk:
        from chalicelib.invoices.desk import InvoiceDesk

        return InvoiceDesk(
            store=self._stores.invoices,
            orders=self._stores.orders,
            tasks=self._student.tasks,
            audit=self._staff.audit,
            clock=self._clock,
        )

    # -- the first page ------------------------------------------------------------------------------

    @cached_property
    def home(self) -> Home:
        from chalicelib.wire.home import home_of

        return home_of(
            self._stores,
            self._outside,
            self._student,
            review=self._review.batches,
            decisions=self.decisions,
            accounts=self._staff.accounts,
            hours=self._settings.review_hours,
            clock=self._clock,
        )

    @cached_property
    def counts(self) -> DeskCounts:
        from chalicelib.desk.home.counts import DeskCounts

        stores = self._stores
        return DeskCounts(self._review.batches, stores.lengths, stores.proposals, self._clock)

    # -- tasks and schools ---------------------------------------------------------------------------

    @cached_property
    def tasks(self) -> TaskDesk:
        from chalicelib.desk.tasks import TaskDesk
        from chalicelib.photo.spec import SPECS

        newest = {name: spec.rev for name, spec in SPECS.items()}
        return TaskDesk(self._student.tasks, self._staff.audit, newest, self._clock)

    @cached_property
    def task_search(self) -> TaskSearch:
        from chalicelib.desk.task_search import TaskSearch

        return TaskSearch(self._student.tasks)

    @cached_property
    def school_search(self) -> SchoolSearch:
        from chalicelib.desk.school_search import SchoolSearch

        return SchoolSearch(self._student.tasks)

    @cached_property
    def schools(self) -> SchoolDesk:
        from chalicelib.desk.schools import SchoolDesk

        return SchoolDesk(self._student.tasks, self._stores.tasks, self._staff.audit)

    @cached_property
    def notices(self) -> Notices:
        from chalicelib.desk.notice.program_codes import ProgramCodes
        from chalicelib.desk.notice.service import Notices

        settings, outside = self._settings, self._outside
        codes = ProgramCodes(
            lambda: outside.open_api, outside.objects, settings.wechat_appid, settings.stage, self._clock
        )
        return Notices(
            self._student.tasks,
            codes,
            outside.objects,
            site_url=settings.site_url,
            fonts=Path(settings.fonts_dir),
            clock=self._clock,
        )
