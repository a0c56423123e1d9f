"""Finance's services beside the desk: payments and their stories, the season's figures, tables that are exported."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.desk.money.order_money import OrderMoneyDesk
    from chalicelib.desk.money.payments import PaymentsDesk
    from chalicelib.desk.money.season import SeasonDesk
    from chalicelib.exports.model import Kind
    from chalicelib.exports.runner import ExportRunner, Table
    from chalicelib.exports.service import Exports
    from chalicelib.shared.clock import Clock
    from chalicelib.wire.desk import DeskWire
    from chalicelib.wire.money import MoneyWire
    from chalicelib.wire.outside import Outside
    from chalicelib.wire.staff import StaffWire
    from chalicelib.wire.stores import Stores
    from chalicelib.wire.student import StudentWire


class FinanceWire:
    """Every service by name."""

    def __init__(
        self,
        clock: Clock,
        stores: Stores,
        outside: Outside,
        staff: StaffWire,
        student: StudentWire,
        money: MoneyWire,
        desk: DeskWire,
    ) -> None:
        self._clock, self._stores, self._outside = clock, stores, outside
        self._staff, self._student, self._money, self._desk = staff, student, money, desk

    @cached_property
    def payments(self) -> PaymentsDesk:
        from chalicelib.desk.money.payments import PaymentsDesk

        return PaymentsDesk(
            payments=self._stores.payments,
            store=self._stores.orders,
            tasks=self._student.tasks,
            channels=lambda: self._outside.offered,
            clock=self._clock,
        )

    @cached_property
    def order_money(self) -> OrderMoneyDesk:
        from chalicelib.desk.money.order_money import OrderMoneyDesk

        return OrderMoneyDesk(
            orders=self._desk.orders,
            history=self._stores.orders.history,
            ledger=self._stores.ledger,
            tracer=lambda: self._money.tracer,
            clock=self._clock,
        )

    @cached_property
    def season(self) -> SeasonDesk:
        from chalicelib.desk.money.season import SeasonDesk

        return SeasonDesk(counters=self._stores.counters, tasks=self._student.tasks)

    # -- exports -------------------------------------------------------------------------------------------------------

    @cached_property
    def exports(self) -> Exports:
        from chalicelib.exports.service import Exports

        return Exports(
            store=self._stores.exports,
            tasks=self._student.tasks,
            audit=self._staff.audit,
            send=self._send_export,
            sign=self._outside.signer.link,
            clock=self._clock,
        )

    @cached_property
    def export_runner(self) -> ExportRunner:
        from chalicelib.exports.files import ExportFiles
        from chalicelib.exports.runner import ExportRunner
        from chalicelib.exports.tables.invoices import invoice_table
        from chalicelib.exports.tables.money import MoneyTables
        from chalicelib.exports.tables.orders import OrdersTable
        from chalicelib.exports.tables.season import season_table

        stores, tasks = self._stores, self._student.tasks
        money = MoneyTables(
            stores.payments, stores.lists, stores.orders, cache(lambda task_id: tasks.get(task_id).title)
        )
        tables: dict[Kind, Table] = {
            "PAYMENTS": money.of_payments,
            "REFUNDS": money.of_refunds,
            "ORDERS": OrdersTable(stores.lists, stores.orders, self._orders_of).table,
            "SEASON": season_table(self.season),
            "INVOICES": invoice_table(self._desk.invoices.lines, self._desk.invoices.how_many),
        }
        files = ExportFiles(self._outside.objects)
        return ExportRunner(stores.exports, files, tables, send=self._send_export, clock=self._clock)

    def _orders_of(self, task_id: str) -> int:
        """How many orders a task has, as counted."""
        return sum(count.n for count in self._stores.counters.of_task(task_id, "STATE"))

    def _send_export(self, export_id: str) -> None:
        self._outside.deliver_queue.send(export_id=export_id)
