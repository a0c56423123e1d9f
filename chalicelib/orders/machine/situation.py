"""What one decision sees, and the two registries in which the table's names are looked up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.orders import events as ev
from chalicelib.orders.accepted import rules_of
from chalicelib.orders.model import Order
from chalicelib.orders.money_model import Attempt, Refund
from chalicelib.tasks.model import Task
from chalicelib.tasks.rules import Rules


class Around(Protocol):
    """What stands around an order.  owns_claim: the enrolment's claim on the task still names it; on_site: its student
    was photographed on site."""

    @property
    def task(self) -> Task: ...
    @property
    def owns_claim(self) -> bool: ...
    @property
    def on_site(self) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Known:
    """All of it at hand."""

    task: Task
    owns_claim: bool
    on_site: bool = False


@dataclass(frozen=True, kw_only=True)
class Situation:
    """An order, what is asked of it, and when.  Of what is around, a row looks at what its guards and effects ask."""

    order: Order
    event: ev.Event
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


Guard = Callable[[Situation], bool]
Effect = Callable[[Situation, Order], Order]
GUARDS: dict[str, tuple[Guard, str]] = {}
EFFECTS: dict[str, Effect] = {}


def guard(says: str) -> Callable[[Guard], Guard]:
    """Enters a predicate into GUARDS under its own name, with the sentence the docs print."""

    def enter(predicate: Guard) -> Guard:
        GUARDS[predicate.__name__] = (predicate, says)
        return predicate

    return enter


def effect(change: Effect) -> Effect:
    """Enters a change into EFFECTS under its own name."""
    EFFECTS[change.__name__] = change
    return change
