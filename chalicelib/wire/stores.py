"""Everything that is kept, in a table or in the log, and the keys that seal it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.delivery.chsi.store import ChsiStore
    from chalicelib.delivery.store import PackageStore
    from chalicelib.desk.proposal_store import ProposalStore
    from chalicelib.desk.review.check_store import CheckStore
    from chalicelib.exports.store import ExportStore
    from chalicelib.identity.inbox_store import Inbox
    from chalicelib.identity.number.moved_store import MovedStore
    from chalicelib.identity.store import People
    from chalicelib.identity.trail import Trail
    from chalicelib.imports.store import ImportStore
    from chalicelib.invoices.store import InvoiceStore
    from chalicelib.notify.counter_store import CounterStore
    from chalicelib.notify.told_store import ToldStore
    from chalicelib.notify.waited_store import WaitedStore
    from chalicelib.orders.store.erased import ErasedOrders
    from chalicelib.orders.store.first_pictures import FirstPictures
    from chalicelib.orders.store.ledger_entries import Ledger
    from chalicelib.orders.store.lengths import ListLengths
    from chalicelib.orders.store.lists import OrderLists
    from chalicelib.orders.store.names import Names
    from chalicelib.orders.store.orders import Orders
    from chalicelib.orders.store.payments import Payments
    from chalicelib.orders.store.sealed_fields import SealedFields
    from chalicelib.orders.store.whose import OrderOwners
    from chalicelib.pay.bills.store import BillReports
    from chalicelib.pay.prepay_store import Prepays
    from chalicelib.privacy.deleted_store import DeletedStore
    from chalicelib.privacy.face_store import FaceStore
    from chalicelib.privacy.look_store import LookStore
    from chalicelib.privacy.store import DeletionStore
    from chalicelib.shared.crypto import Keys
    from chalicelib.shared.settings import AllSettings
    from chalicelib.staff.audit_store import AuditStore
    from chalicelib.staff.store import StaffStore
    from chalicelib.staff.witness import Witness
    from chalicelib.tasks.roster_store import RosterStore
    from chalicelib.tasks.store import TaskStore
    from chalicelib.teachers.link_store import LinkStore
    from chalicelib.teachers.roll_store import RollStore


class Stores:
    """Every store by name."""

    def __init__(self, settings: AllSettings, newer: Callable[[], Stores | None]) -> None:
        self._settings, self._newer = settings, newer

    @cached_property
    def keys(self) -> Keys:
        """Those that the step's settings have."""
        from chalicelib.wire.held_keys import held_keys

        return held_keys(self._settings, lambda: newer.keys if (newer := self._newer()) is not None else None)

    @cached_property
    def trail(self) -> Trail:
        from chalicelib.identity.trail import Trail

        return Trail(lambda: self.keys)

    # -- the inbox: what lives for minutes or days ---------------------------------------------------------------------

    @cached_property
    def inbox(self) -> Inbox:
        from chalicelib.identity.inbox_store import Inbox

        return Inbox(self._settings.inbox_table)

    @cached_property
    def people(self) -> People:
        from chalicelib.identity.store import People

        return People(self._settings.people_table, self.keys)

    @cached_property
    def moved(self) -> MovedStore:
        from chalicelib.identity.number.moved_store import MovedStore

        return MovedStore(self._settings.orders_table, self.keys)

    @cached_property
    def staff(self) -> StaffStore:
        from chalicelib.staff.store import StaffStore

        return StaffStore(self._settings.people_table)

    @cached_property
    def audit_rows(self) -> AuditStore:
        from chalicelib.staff.audit_store import AuditStore

        return AuditStore(self._settings.people_table)

    @cached_property
    def witness(self) -> Witness:
        from chalicelib.staff.witness import Witness
        from chalicelib.storage.objects import Objects

        return Witness(Objects(self._settings.audit_bucket))

    @cached_property
    def deletions(self) -> DeletionStore:
        from chalicelib.privacy.store import DeletionStore

        return DeletionStore(self._settings.people_table)

    @cached_property
    def deleted(self) -> DeletedStore:
        from chalicelib.privacy.deleted_store import DeletedStore

        return DeletedStore(self._settings.people_table)

    @cached_property
    def looks(self) -> LookStore:
        from chalicelib.privacy.look_store import LookStore

        return LookStore(self._settings.tasks_table)

    @cached_property
    def tasks(self) -> TaskStore:
        from chalicelib.tasks.store import TaskStore

        return TaskStore(self._settings.tasks_table)

    @cached_property
    def rosters(self) -> RosterStore:
        from chalicelib.tasks.roster_store import RosterStore

        return RosterStore(self._settings.tasks_table)

    @cached_property
    def rolls(self) -> RollStore:
        from chalicelib.teachers.roll_store import RollStore

        return RollStore(self._settings.tasks_table)

    @cached_property
    def teacher_links(self) -> LinkStore:
        from chalicelib.teachers.link_store import LinkStore

        return LinkStore(self._settings.tasks_table)

    @cached_property
    def imports(self) -> ImportStore:
        from chalicelib.imports.store import ImportStore

        return ImportStore(self._settings.tasks_table)

    @cached_property
    def counters(self) -> CounterStore:
        from chalicelib.notify.counter_store import CounterStore

        return CounterStore(self._settings.tasks_table, self.inbox)

    @cached_property
    def faces(self) -> FaceStore:
        from chalicelib.privacy.face_store import FaceStore

        return FaceStore(self._settings.tasks_table)

    @cached_property
    def waited(self) -> WaitedStore:
        from chalicelib.notify.waited_store import WaitedStore

        return WaitedStore(self._settings.tasks_table)

    # -- orders --------------------------------------------------------------------------------------------------------

    @cached_property
    def orders(self) -> Orders:
        from chalicelib.orders.store.orders import Orders

        return Orders(self._settings.orders_table, self.names)

    @cached_property
    def lists(self) -> OrderLists:
        from chalicelib.orders.store.lists import OrderLists

        return OrderLists(self._settings.orders_table)

    @cached_property
    def payments(self) -> Payments:
        from chalicelib.orders.store.payments import Payments

        return Payments(self._settings.orders_table)

    @cached_property
    def sealed_fields(self) -> SealedFields:
        from chalicelib.orders.store.sealed_fields import SealedFields

        return SealedFields(self.keys)

    @cached_property
    def exports(self) -> ExportStore:
        from chalicelib.exports.store import ExportStore

        return ExportStore(self._settings.orders_table)

    @cached_property
    def lengths(self) -> ListLengths:
        from chalicelib.orders.store.lengths import ListLengths

        return ListLengths(self._settings.orders_table)

    @cached_property
    def first_pictures(self) -> FirstPictures:
        from chalicelib.orders.store.first_pictures import FirstPictures

        return FirstPictures(self._settings.orders_table)

    @cached_property
    def erased(self) -> ErasedOrders:
        from chalicelib.orders.store.erased import ErasedOrders

        return ErasedOrders(self._settings.orders_table)

    @cached_property
    def order_owners(self) -> OrderOwners:
        from chalicelib.orders.store.whose import OrderOwners

        return OrderOwners(self._settings.orders_table)

    @cached_property
    def names(self) -> Names:
        from chalicelib.orders.store.names import Names

        return Names(self._settings.orders_table, self.keys)

    @cached_property
    def told(self) -> ToldStore:
        from chalicelib.notify.told_store import ToldStore

        return ToldStore(self._settings.orders_table)

    @cached_property
    def ledger(self) -> Ledger:
        from chalicelib.orders.store.ledger_entries import Ledger

        return Ledger(self._settings.orders_table)

    @cached_property
    def prepays(self) -> Prepays:
        from chalicelib.pay.prepay_store import Prepays

        return Prepays(self._settings.orders_table)

    @cached_property
    def bill_reports(self) -> BillReports:
        from chalicelib.pay.bills.store import BillReports

        return BillReports(self._settings.orders_table)

    @cached_property
    def invoices(self) -> InvoiceStore:
        from chalicelib.invoices.store import InvoiceStore

        return InvoiceStore(self._settings.orders_table, self.keys)

    @cached_property
    def packages(self) -> PackageStore:
        from chalicelib.delivery.store import PackageStore

        return PackageStore(self._settings.orders_table)

    @cached_property
    def chsi(self) -> ChsiStore:
        from chalicelib.delivery.chsi.store import ChsiStore

        return ChsiStore(self._settings.orders_table, self._settings.tasks_table)

    @cached_property
    def proposals(self) -> ProposalStore:
        from chalicelib.desk.proposal_store import ProposalStore

        return ProposalStore(self._settings.orders_table, self.keys)

    @cached_property
    def checks(self) -> CheckStore:
        from chalicelib.desk.review.check_store import CheckStore

        return CheckStore(self._settings.orders_table, self._settings.tasks_table)
