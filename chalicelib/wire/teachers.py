"""What a task's teacher uses: links to its progress."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.shared.clock import Clock
    from chalicelib.teachers.links import TeacherLinks
    from chalicelib.teachers.not_begun import NotBegun
    from chalicelib.teachers.ordered_roll import OrderedRoll
    from chalicelib.teachers.proof import PhoneProof
    from chalicelib.teachers.roll import Roll
    from chalicelib.teachers.tokens import Devices
    from chalicelib.wire.desk import DeskWire
    from chalicelib.wire.staff import StaffWire
    from chalicelib.wire.stores import Stores
    from chalicelib.wire.student import StudentWire


class TeachersWire:
    """Every service by name."""

    def __init__(self, clock: Clock, stores: Stores, staff: StaffWire, student: StudentWire, desk: DeskWire) -> None:
        self._clock, self._stores = clock, stores
        self._staff, self._student, self._desk = staff, student, desk

    @cached_property
    def devices(self) -> Devices:
        from chalicelib.teachers.tokens import Devices

        return Devices(self._stores.inbox)

    @cached_property
    def links(self) -> TeacherLinks:
        from chalicelib.teachers.links import TeacherLinks

        return TeacherLinks(
            store=self._stores.teacher_links,
            devices=self.devices,
            tasks=self._student.tasks,
            audit=self._staff.audit,
            keys=self._stores.keys,
            clock=self._clock,
            count_look=self._student.limits.claim_look,
        )

    @cached_property
    def proof(self) -> PhoneProof:
        from chalicelib.teachers.proof import PhoneProof

        return PhoneProof(
            store=self._stores.teacher_links,
            devices=self.devices,
            codes=self._student.codes,
            keys=self._stores.keys,
            clock=self._clock,
        )

    @cached_property
    def roll(self) -> Roll:
        from chalicelib.teachers.roll import Roll

        return Roll(self._student.tasks, self._stores.counters, self._desk.roster_counts, self.ordered_roll)

    @cached_property
    def ordered_roll(self) -> OrderedRoll:
        from chalicelib.teachers.ordered_roll import OrderedRoll

        return OrderedRoll(self._stores.rolls, self._student.tasks, self._stores.counters, self._clock)

    @cached_property
    def not_begun(self) -> NotBegun:
        from chalicelib.teachers.not_begun import NotBegun

        return NotBegun(self._student.tasks, self.roll, self._staff.audit)
