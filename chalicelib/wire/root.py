"""All parts of a process, and how they are connected."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.shared.clock import Clock, SettableClock, system_clock
from chalicelib.shared.settings import AllSettings
from chalicelib.shared.settings_reader import newer, settings

if TYPE_CHECKING:
    from chalicelib.wire.delivery import DeliveryWire
    from chalicelib.wire.desk import DeskWire
    from chalicelib.wire.finance import FinanceWire
    from chalicelib.wire.followups import FollowupsWire
    from chalicelib.wire.money import MoneyWire
    from chalicelib.wire.outside import Outside
    from chalicelib.wire.privacy import PrivacyWire
    from chalicelib.wire.review import ReviewWire
    from chalicelib.wire.staff import StaffWire
    from chalicelib.wire.stores import Stores
    from chalicelib.wire.student import StudentWire
    from chalicelib.wire.teachers import TeachersWire


class Wire:
    """The parts by name; each part has its services by name."""

    def __init__(self, settings: AllSettings, clock: Clock = system_clock) -> None:
        self.settings = settings
        self.clock = clock if isinstance(clock, SettableClock) else SettableClock(clock)

    @cached_property
    def stores(self) -> Stores:
        from chalicelib.wire.stores import Stores

        return Stores(self.settings, self._newer_stores)

    def _newer_stores(self) -> Stores | None:
        """The stores by secrets that are newer than ours; None if there are none."""
        return wire().stores if newer(self.settings) is not None else None

    @cached_property
    def outside(self) -> Outside:
        from chalicelib.wire.outside import Outside

        return Outside(self.settings, self.clock, self.stores, self._newer_outside)

    def _newer_outside(self) -> Outside | None:
        """What is outside, by secrets that are newer than ours; None if there are none."""
        return wire().outside if newer(self.settings) is not None else None

    @cached_property
    def staff(self) -> StaffWire:
        from chalicelib.wire.staff import StaffWire

        return StaffWire(self.clock, self.stores, lambda: self.student.codes)

    @cached_property
    def student(self) -> StudentWire:
        from chalicelib.wire.student import StudentWire

        return StudentWire(self.settings, self.clock, self.stores, self.outside, closer=lambda: self.money.pay)

    @cached_property
    def money(self) -> MoneyWire:
        from chalicelib.wire.money import MoneyWire

        return MoneyWire(self.settings, self.clock, self.stores, self.outside, self.student)

    @cached_property
    def followups(self) -> FollowupsWire:
        from chalicelib.wire.followups import FollowupsWire

        return FollowupsWire(self.settings, self.clock, self.stores, self.outside, self.student, self.money)

    @cached_property
    def desk(self) -> DeskWire:
        from chalicelib.wire.desk import DeskWire

        return DeskWire(
            self.settings,
            self.clock,
            self.stores,
            self.outside,
            self.staff,
            self.student,
            self.money,
            self.followups,
            self.review,
        )

    @cached_property
    def review(self) -> ReviewWire:
        from chalicelib.wire.review import ReviewWire

        return ReviewWire(
            self.clock, self.stores, self.outside, self.staff, self.student, orders=lambda: self.desk.orders
        )

    @cached_property
    def delivery(self) -> DeliveryWire:
        from chalicelib.wire.delivery import DeliveryWire

        return DeliveryWire(self.settings, self.clock, self.stores, self.outside, self.staff, self.student, self.desk)

    @cached_property
    def finance(self) -> FinanceWire:
        from chalicelib.wire.finance import FinanceWire

        return FinanceWire(self.clock, self.stores, self.outside, self.staff, self.student, self.money, self.desk)

    @cached_property
    def teachers(self) -> TeachersWire:
        from chalicelib.wire.teachers import TeachersWire

        return TeachersWire(self.clock, self.stores, self.staff, self.student, self.desk)

    @cached_property
    def privacy(self) -> PrivacyWire:
        from chalicelib.wire.privacy import PrivacyWire

        return PrivacyWire(self.clock, self.stores, self.outside, self.student, self.staff, self.delivery)


_making = threading.Lock()
_wire: Wire | None = None


def wire() -> Wire:
    """This process's services.  When a secret has changed they are made anew, with the same clock; whoever holds an
    old one finishes with it."""
    global _wire
    made, now = _wire, settings()
    if made is not None and made.settings is now:
        return made
    with _making:
        made, now = _wire, settings()
        if made is None or made.settings is not now:
            made = _wire = Wire(now, made.clock if made else system_clock)
    return made
