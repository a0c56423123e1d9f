"""Services for people's rights in their data: copies, deletion, closing an account, retention."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.privacy.deletions import Deletions
    from chalicelib.privacy.erasure import Erasure
    from chalicelib.privacy.export import Export
    from chalicelib.privacy.faces import FaceCount
    from chalicelib.privacy.looks import Looks
    from chalicelib.privacy.outlook import Outlook
    from chalicelib.privacy.purge import Purge
    from chalicelib.privacy.service import Rights
    from chalicelib.shared.clock import Clock
    from chalicelib.wire.delivery import DeliveryWire
    from chalicelib.wire.outside import Outside
    from chalicelib.wire.staff import StaffWire
    from chalicelib.wire.stores import Stores
    from chalicelib.wire.student import StudentWire


class PrivacyWire:
    """Every service by name."""

    def __init__(
        self,
        clock: Clock,
        stores: Stores,
        outside: Outside,
        student: StudentWire,
        staff: StaffWire,
        delivery: DeliveryWire,
    ) -> None:
        self._clock, self._stores, self._outside = clock, stores, outside
        self._staff, self._student, self._delivery = staff, student, delivery

    @cached_property
    def erasure(self) -> Erasure:
        from chalicelib.privacy.erasure import Erasure

        stores = self._stores
        return Erasure(
            objects=self._outside.objects,
            first_pictures=stores.first_pictures,
            erased=stores.erased,
            invoices=stores.invoices,
            told=stores.told,
            names=stores.names,
            chsi=stores.chsi,
            removal=self._delivery.removal,
            history=stores.orders.history,
        )

    @cached_property
    def deletions(self) -> Deletions:
        from chalicelib.privacy.deletions import Deletions

        return Deletions(self._stores.deleted, self._staff.audit, self._stores.tasks.look, self._clock)

    @cached_property
    def rights(self) -> Rights:
        from chalicelib.privacy.service import Rights

        stores, student = self._stores, self._student
        return Rights(
            people=stores.people,
            moved=stores.moved,
            accounts=student.accounts,
            sessions=student.sessions,
            order_store=stores.orders,
            orders=student.orders,
            tasks=student.tasks,
            erasure=self.erasure,
            objects=self._outside.objects,
            store=stores.deletions,
            deletions=self.deletions,
            clock=self._clock,
        )

    @cached_property
    def export(self) -> Export:
        from chalicelib.privacy.export import Export

        stores, outside = self._stores, self._outside
        return Export(
            accounts=self._student.accounts,
            moved=stores.moved,
            rights=self.rights,
            order_store=stores.orders,
            invoices=stores.invoices,
            deletions=stores.deletions,
            told=stores.told,
            objects=outside.objects,
            signer=outside.signer,
            inbox=stores.inbox,
            fields=stores.sealed_fields,
            clock=self._clock,
        )

    @cached_property
    def face_count(self) -> FaceCount:
        from chalicelib.privacy.faces import FaceCount

        return FaceCount(
            kept=self._stores.faces,
            objects=self._outside.objects,
            whose=self._stores.order_owners.of,
            over=self._stores.packages.over,
            branches=self._stores.tasks.branches,
            clock=self._clock,
        )

    @cached_property
    def outlook(self) -> Outlook:
        from chalicelib.privacy.outlook import Outlook

        stores = self._stores
        return Outlook(
            tasks=self._student.tasks.all_of_branch,
            lengths=stores.lengths,
            counters=stores.counters,
            faces=stores.faces.of_tasks,
            clock=self._clock,
        )

    @cached_property
    def looks(self) -> Looks:
        from chalicelib.privacy.looks import Looks

        stores = self._stores
        return Looks(
            store=stores.looks,
            ids=self._student.tasks.ids,
            lists=stores.lists,
            packages=stores.packages,
            clock=self._clock,
        )

    @cached_property
    def purge(self) -> Purge:
        from chalicelib.privacy.purge import Purge

        stores, student = self._stores, self._student
        return Purge(
            tasks=student.tasks,
            looks=self.looks,
            lists=stores.lists,
            order_store=stores.orders,
            orders=student.orders,
            erasure=self.erasure,
            packages=stores.packages,
            objects=self._outside.objects,
            drop_people=lambda task_id, most: (
                student.tasks.drop_rosters(task_id, most) or stores.rolls.drop(task_id, most)
            ),
            drop_progress=stores.counters.forget_people,
            drop_links=stores.teacher_links.drop,
            deletions=self.deletions,
            clock=self._clock,
        )
