"""Every effect of an event with everything around it in memory; any of them can be broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from chalicelib.notify.messenger import Messenger
from chalicelib.notify.once import Once
from chalicelib.notify.service import Notify
from chalicelib.orders.model import Actor, EventRecord, State
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.outside import Refused, TooOften
from tests.worlds.orders import T0, a_task, an_order

REJECTED = EventRecord(
    order_id="o" * 22,
    seq=4,
    at=T0,
    event="reject",
    actor=Actor(kind="staff"),
    source=State.IN_REVIEW,
    to=State.REJECTED,
)


@dataclass
class Marks:
    """The inbox, as far as an effect needs it."""

    kept: dict[str, str] = field(default_factory=dict)

    def seize(self, pk: str, *, now: datetime, until: datetime, body: str) -> bool:
        return pk not in self.kept and self.kept.setdefault(pk, body) == body

    def get(self, pk: str, *, now: datetime) -> Any:
        return SimpleNamespace(body=self.kept[pk]) if pk in self.kept else None

    def put(self, pk: str, *, until: datetime, body: str) -> None:
        self.kept[pk] = body

    def drop(self, pk: str) -> None:
        self.kept.pop(pk, None)


@dataclass
class Waiting:
    """What is held."""

    events: set[tuple[str, int]] = field(default_factory=set)

    def add(self, order_id: str, seq: int) -> None:
        self.events.add((order_id, seq))

    def drop(self, order_id: str, seq: int) -> None:
        self.events.discard((order_id, seq))


@dataclass
class Ways:
    """Both ways to a student; broken: the one that does not answer; refusing: the one that says no; full: the one
    that has heard enough; untaken: the one that the student did not agree to; concerned: whether WeChat holds the
    order's money; marks: what effects leave; fates: what was kept of each message; noted: orders whose invoice was
    looked for; unfinished: orders noted for `tools.replay`; pushed: parts that were queued."""

    broken: str = ""
    refusing: str = ""
    full: str = ""
    untaken: str = ""
    concerned: bool = True
    marks: Marks = field(default_factory=Marks)
    told: list[str] = field(default_factory=list)
    fates: dict[str, str] = field(default_factory=dict)
    noted: list[State] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    pushed: list[tuple[str, str]] = field(default_factory=list)

    def put(self, order_id: str, key: str, told: Any) -> None:
        self.fates[key] = told.fate

    def fate(self, order_id: str, key: str) -> Any:
        return self.fates.get(key)

    def say(self, way: str) -> bool:
        if way == self.broken:
            raise OutsideBusy
        if way == self.refusing:
            raise Refused
        if way == self.full:
            raise TooOften
        if way == self.untaken:
            return False
        self.told.append(way)
        return True


def notify(ways: Ways, **more: Any) -> Notify:
    person = SimpleNamespace(wechat={"app": "openid"}, phone="13800000000")
    messenger = Messenger(
        person_of=lambda _: cast(Any, person),
        appid="app",
        contact_phone=lambda order: order.head.student.sealed.get("contact_phone"),
        told=cast(Any, ways),
        clock=lambda: T0,
        subscribe=cast(Any, SimpleNamespace(send=lambda *_: ways.say("wechat"))),
        sms=cast(Any, SimpleNamespace(send=lambda *_: ways.say("sms"))),
    )
    known: dict[str, Any] = {
        "load": lambda _: an_order(State.REJECTED), "event_of": lambda *_: REJECTED,
        "task_of": lambda _: a_task(task_type="GROUP"),
        "counters": SimpleNamespace(count=lambda *_: True), "once": Once(cast(Any, ways.marks), lambda: T0),
        "messenger": messenger, "shipping": lambda: SimpleNamespace(
            report=lambda *_, **__: ways.say("shipping"), announce=lambda *_: ways.say("announce"),
            may_hold=lambda _: ways.concerned, is_special=lambda *_: ways.concerned,
        ),
        "named": lambda _: None, "returned": lambda order: ways.noted.append(order.head.state), "held": Waiting(),
        "unfinished": ways.unfinished.append, "push": lambda *part: ways.pushed.append(part),
        "clock": lambda: T0,
    }  # fmt: skip
    return Notify(**known | more)
