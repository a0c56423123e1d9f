"""The services of those who review photos."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.desk.orders import DeskOrders
    from chalicelib.desk.review.batches import ReviewBatches
    from chalicelib.desk.review.checks import Checks
    from chalicelib.desk.review.desk import ReviewDesk
    from chalicelib.desk.review.pictures import Pictures
    from chalicelib.desk.review.review import Review
    from chalicelib.shared.clock import Clock
    from chalicelib.wire.outside import Outside
    from chalicelib.wire.staff import StaffWire
    from chalicelib.wire.stores import Stores
    from chalicelib.wire.student import StudentWire


class ReviewWire:
    """Every service by name.  orders: gives the orders of a branch."""

    def __init__(
        self,
        clock: Clock,
        stores: Stores,
        outside: Outside,
        staff: StaffWire,
        student: StudentWire,
        orders: Callable[[], DeskOrders],
    ) -> None:
        self._clock, self._stores, self._outside = clock, stores, outside
        self._staff, self._student, self._orders = staff, student, orders

    @cached_property
    def orders(self) -> Review:
        from chalicelib.desk.review.review import Review

        return Review(self._orders(), self._student.consents.took_back, self._clock)

    @cached_property
    def batches(self) -> ReviewBatches:
        from chalicelib.desk.review.batches import ReviewBatches

        stores = self._stores
        return ReviewBatches(
            review=self.orders,
            lists=stores.lists,
            tasks=self._student.tasks,
            load=stores.orders.load,
            history=stores.orders.history,
            clock=self._clock,
        )

    @cached_property
    def pictures(self) -> Pictures:
        from chalicelib.desk.review.pictures import Pictures

        stores = self._stores
        return Pictures(
            review=self.orders,
            store=stores.orders,
            first_pictures=stores.first_pictures,
            took_back=self._student.consents.took_back,
            tasks=self._student.tasks,
            audit=self._staff.audit,
            sign=self._outside.signer.link,
            fields=stores.sealed_fields,
        )

    @cached_property
    def checks(self) -> Checks:
        from chalicelib.desk.review.checks import Checks

        stores = self._stores
        return Checks(
            store=stores.checks,
            load=stores.orders.load,
            history=stores.orders.history,
            exists=self._outside.objects.exists,
            took_back=self._student.consents.took_back,
            audit=self._staff.audit,
            clock=self._clock,
        )

    @cached_property
    def desk(self) -> ReviewDesk:
        from chalicelib.desk.review.desk import ReviewDesk
        from chalicelib.desk.review.face_pace import FacePace

        pace = FacePace(self._stores.inbox, self._clock)
        return ReviewDesk(batches=self.batches, checks=self.checks, pictures=self.pictures, pace=pace)
