"""The composition root's third part: invoices, and the services behind what people may ask about their data."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.invoices.returns import Returns
    from chalicelib.invoices.service import InvoiceDesk, Titles
    from chalicelib.invoices.store import InvoiceStore
    from chalicelib.orders.agreements import Agreements
    from chalicelib.orders.contact import ContactData
    from chalicelib.orders.store.erased import ErasedOrders
    from chalicelib.privacy.erasure import Erasure
    from chalicelib.privacy.export import Export
    from chalicelib.privacy.purge import Purge
    from chalicelib.privacy.service import Rights
    from chalicelib.privacy.store import DeletionStore
    from chalicelib.wire import Wire


class RightsWire:
    """Every service by name."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    # -- invoices --------------------------------------------------------------------------------------------------

    @cached_property
    def invoice_store(self) -> InvoiceStore:
        from chalicelib.invoices.store import InvoiceStore

        return InvoiceStore(self._wire.settings.orders_table, self._wire.keys)

    @cached_property
    def titles(self) -> Titles:
        from chalicelib.invoices.service import Titles

        wire = self._wire
        return Titles(store=self.invoice_store, orders=wire.orders, order_store=wire.order_store, clock=wire.clock)

    @cached_property
    def invoices(self) -> InvoiceDesk:
        from chalicelib.invoices.service import InvoiceDesk

        wire = self._wire
        return InvoiceDesk(
            store=self.invoice_store, orders=wire.order_store,
            title_of=lambda task_id: wire.tasks.get(task_id).title, audit=wire.branch.audit, clock=wire.clock,
        )  # fmt: skip

    @cached_property
    def returns(self) -> Returns:
        from chalicelib.invoices.returns import Returns

        return Returns(self.invoice_store)

    # -- a person's own data ---------------------------------------------------------------------------------------

    @cached_property
    def agreements(self) -> Agreements:
        from chalicelib.orders.agreements import Agreements

        wire = self._wire
        return Agreements(consents=wire.consents, store=wire.order_store, orders=wire.orders)

    @cached_property
    def contact_data(self) -> ContactData:
        from chalicelib.orders.contact import ContactData

        wire = self._wire
        return ContactData(
            orders=wire.orders, keys=wire.keys, require_kept=wire.consents.require_kept, count=wire.limits.claim_opening
        )

    @cached_property
    def deletions(self) -> DeletionStore:
        from chalicelib.privacy.store import DeletionStore

        return DeletionStore(self._wire.settings.people_table)

    @cached_property
    def remains(self) -> ErasedOrders:
        from chalicelib.orders.store.erased import ErasedOrders

        return ErasedOrders(self._wire.settings.orders_table)

    @cached_property
    def erasing(self) -> Erasure:
        from chalicelib.orders.store.first_pictures import FirstPictures
        from chalicelib.privacy.erasure import Erasure

        firsts = FirstPictures(self._wire.settings.orders_table)
        return Erasure(
            objects=self._wire.objects, firsts=firsts, remains=self.remains, invoices=self.invoice_store,
            leaving=self._wire.branch.leaving, history=self._wire.order_store.history,
        )  # fmt: skip

    @cached_property
    def service(self) -> Rights:
        from chalicelib.privacy.service import Rights

        wire = self._wire
        return Rights(
            people=wire.people, accounts=wire.accounts, sessions=wire.sessions, order_store=wire.order_store,
            orders=wire.orders, tasks=wire.tasks, erasing=self.erasing, objects=wire.objects, store=self.deletions,
            audit=wire.branch.audit, clock=wire.clock,
        )  # fmt: skip

    @cached_property
    def export(self) -> Export:
        from chalicelib.privacy.export import Export

        wire = self._wire
        return Export(
            accounts=wire.accounts, rights=self.service, order_store=wire.order_store, invoices=self.invoice_store,
            deletions=self.deletions, objects=wire.objects, signing=wire.signing, inbox=wire.inbox, keys=wire.keys,
            clock=wire.clock,
        )  # fmt: skip

    # -- retention -------------------------------------------------------------------------------------------------

    @cached_property
    def purge(self) -> Purge:
        from chalicelib.privacy.purge import Purge

        wire = self._wire
        return Purge(
            tasks=wire.tasks, desk=wire.branch.desk, order_store=wire.order_store, orders=wire.orders,
            erasing=self.erasing, packages=wire.branch.package_store, objects=wire.objects,
            drop_people=wire.tasks.drop_rosters, drop_progress=wire.notices.counters.forget_people,
            audit=wire.branch.audit, clock=wire.clock,
        )  # fmt: skip
