"""What one decision sees, and the types of the table's guards and effects, which look at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.orders import events as ev
from chalicelib.orders.machine.accepted import rules_of
from chalicelib.orders.model import Order
from chalicelib.orders.money_model import Attempt, Refund
from chalicelib.tasks.model import Task
from chalicelib.tasks.rules import Rules


class Around(Protocol):
    """What a decision needs besides the order.  owns_claim: the enrolment's claim in the task still names the order;
    on_site: its student was photographed on site."""

    @property
    def task(self) -> Task: ...
    @property
    def owns_claim(self) -> bool: ...
    @property
    def on_site(self) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Known:
    """An Around whose parts are all at hand."""

    task: Task
    owns_claim: bool
    on_site: bool = False


@dataclass(frozen=True, kw_only=True)
class SituationOf[E: ev.Event]:
    """An order, the event applied to it, and the time.  around: read only as far as a row's guards and effects need
    it."""

    order: Order
    event: E
    now: datetime
    around: Around

    @property
    def task(self) -> Task:
        return self.around.task

    @property
    def rules(self) -> Rules:
        return rules_of(self.order, self.task)

    @property
    def attempt(self) -> Attempt | None:
        """The attempt the event is about."""
        return self.order.attempt(getattr(self.event, "attempt_no", 0))

    @property
    def refund(self) -> Refund | None:
        """The newest refund of that attempt."""
        attempt = self.attempt
        return self.order.refund_of(attempt.attempt_no) if attempt else None


Situation = SituationOf[ev.Event]

# docs/states.md prints a guard's docstring and an effect's name.  Their types name the events that they look at, so the
# type checker sees that no other row uses them.
type Guard[E: ev.Event] = Callable[[SituationOf[E]], bool]
type Effect[E: ev.Event] = Callable[[SituationOf[E], Order], Order]
