"""An order in a circumstance: how it stands, and what the server answers its student."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.orders.model import Actor, EventRecord, Order, State
from chalicelib.orders.screen.offers import actions
from chalicelib.orders.screen.photos import Sign
from chalicelib.orders.screen.standings import Standing
from chalicelib.orders.screen.view import OrderView, view
from chalicelib.orders.screen.ways_out import way_out
from tests.worlds.orders import ME, T0, a_task

OPEN = a_task()


@dataclass(frozen=True, kw_only=True)
class Cell:
    """An order in its circumstance, and what must be told of it."""

    order: Order
    tells: str
    leads: str = ""
    call: bool = False
    task: Any = OPEN
    about: dict[str, Any] = field(default_factory=dict)
    ended: Actor | None = None

    @property
    def now(self) -> datetime:
        return self.about.get("now", T0)  # type: ignore[no-any-return]

    @property
    def took_back(self) -> bool:
        return self.order.head.stopped and bool(self.about.get("took_back", True))

    def standing(self) -> Standing:
        may = actions(self.order, self.task, self.now, **self._known)
        return Standing(
            order=self.order,
            task=self.task,
            now=self.now,
            actions=may,
            history=self._history,
            took_back=self.took_back,
            usual=self.about.get("usual"),
            **self._known,
        )

    def view(self, sign: Sign) -> OrderView:
        """What the server answers."""
        return view(
            self.order,
            self.task,
            self.now,
            took_back=self.took_back,
            usual=self.about.get("usual"),
            history=self._history,
            sign=sign,
            contact=self.order.head.student.sealed,
            **self._known,
        )

    @property
    def _known(self) -> dict[str, bool]:
        """Of the world around the order."""
        return {name: bool(self.about.get(name, name == "owns_claim")) for name in ("owns_claim", "on_site")}

    @property
    def _history(self) -> list[EventRecord]:
        head = self.order.head
        return [
            EventRecord(
                order_id=head.order_id, seq=head.seq, at=T0, event="submit",
                actor=self.ended or ME, source=State.DRAFT, to=head.state,
            )
        ]  # fmt: skip


def told(order: Order) -> str:
    """What its student is told of an order now, in an open task."""
    return way_out(Cell(order=order, tells="").standing())[0].sentence
