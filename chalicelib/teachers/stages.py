"""How far students are, in the few steps a teacher acts on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.orders.labels import LABELS
from chalicelib.orders.model import COLLECTED, State

TO_MEND = frozenset({State.REJECTED, State.WITHDRAWN, State.CORRECTION})
UNPAID = frozenset({State.DRAFT, State.AWAITING_PAYMENT})
NOT_BEGUN, ON_SITE = "没开始", "现场已采集"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Students of a class, or of a task.  states: of each one's newest order; on_site: photographed there, and not
    collected here; listed: how many the roster has, None without one."""

    college: str = ""
    class_name: str = ""
    states: Mapping[State, int] = field(default_factory=dict)
    on_site: int = 0
    listed: int | None = None

    @property
    def collected(self) -> int:
        return self.on_site + self._of(COLLECTED)

    @property
    def in_review(self) -> int:
        return self.states.get(State.IN_REVIEW, 0)

    @property
    def to_mend(self) -> int:
        return self._of(TO_MEND)

    @property
    def unpaid(self) -> int:
        return self._of(UNPAID)

    @property
    def idle(self) -> int | None:
        """Of the roster, those without an order and those whose order is over; None without a roster."""
        if self.listed is None:
            return None
        return self.listed - self.collected - self.in_review - self.to_mend - self.unpaid

    def _of(self, states: frozenset[State]) -> int:
        return sum(self.states.get(state, 0) for state in states)


@dataclass(frozen=True)
class Step:
    """One student's.  begun: there is an order, or a photo from on site; done: nothing is left to do; must_act: nobody
    but the student can go on."""

    label: str
    begun: bool
    done: bool
    must_act: bool


def step_of(state: State | None, on_site: bool) -> Step:
    """state: of the student's newest order; on_site: photographed there."""
    if on_site and state not in COLLECTED:
        return Step(ON_SITE, True, True, False)
    label, must_act = LABELS[state] if state else NOT_BEGUN, state not in COLLECTED | {State.IN_REVIEW}
    return Step(label, state is not None, state in COLLECTED, must_act)
