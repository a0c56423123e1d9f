"""Tasks and orders made to measure: through the services, without HTTP and without pictures, so that a round of a
race costs milliseconds."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from chalicelib.identity.model import Who
from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.form import OpenOrder
from chalicelib.orders.machine.decide import decide
from chalicelib.orders.model import Actor, Order, Photo, PhotoState, State
from chalicelib.orders.store.items import attempt_item, event_item, head_item, part_of, photo_item
from chalicelib.pay.channels.wechat_facts import paid_fact
from chalicelib.shared.db import Put, Write, transact
from chalicelib.shared.ids import out_trade_no, random_id
from chalicelib.shared.settings_reader import settings
from chalicelib.tasks.model import FormField, Task
from chalicelib.wire import Wire, wire
from sandbox.box import Sandbox
from sandbox.wechat_pay.books import transaction_view
from tests.worlds.clock import Clock

PRICE = 3000  # fen
PAY_MINUTES = 5  # the shortest a task may set
_numbers = itertools.count(secrets.randbelow(10**8) * 1000)


class KnownTasks:
    """Tasks that are read once: nobody changes them behind a race's back."""

    def __init__(self) -> None:
        self._known: dict[str, Task] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(wire().student.tasks, name)

    def get(self, task_id: str) -> Task:
        if task_id not in self._known:
            self._known[task_id] = wire().student.tasks.get(task_id)
        return self._known[task_id]

    def put(self, task: Task) -> Task:
        """A new task, or another revision of one."""
        known = self._known.get(task.task_id)
        task = wire().student.tasks.replace(task, known.rev) if known else wire().student.tasks.create(task)
        self._known[task.task_id] = task
        return task


class Making:
    """The product's services on a clock of their own over the box's tables; the box's services keep the wall's."""

    def __init__(self, box: Sandbox, clock: Clock) -> None:
        self.box, self.clock, self.tasks = box, clock, KnownTasks()
        made = Wire(settings(), clock)
        made.student.tasks = self.tasks  # type: ignore[assignment]
        ways = ("require", "require_of", "require_kept", "require_kept_of")
        made.student.consents = SimpleNamespace(  # type: ignore[assignment]
            sought=made.stores.people.sought, **dict.fromkeys(ways, _passes)
        )
        self.opening, self.orders, self.store = made.student.opener, made.student.orders, made.stores.orders
        self.stores, self.outside, self.money, self.branch = made.stores, made.outside, made.money, made.desk
        self.pay, self.settler, self.channel = made.money.pay, made.money.settler, made.outside.wechat_pay

    def task(self, **changes: Any) -> Task:
        """A new open PLAIN task."""
        fresh: dict[str, Any] = {
            "task_id": random_id(12), "code": f"R{next(_numbers) % 10**11:011}", "price": PRICE,
            "pay_minutes": PAY_MINUTES, "form_fields": (FormField("name"), FormField("student_no")),
        }  # fmt: skip
        return self.tasks.put(replace(wire().student.tasks.get("demo-plain"), **(fresh | changes)))

    def form(self, **more: str) -> dict[str, str]:
        """What a student types; a new student number unless told."""
        return {"name": "王小明", "school": "湖南大学", "level": "本科", "student_no": f"S{next(_numbers)}"} | more

    def open(self, task: Task, who: Who, form: dict[str, str], id_tail: str | None = None) -> Order:
        return self.opening.open(who, OpenOrder(task_id=task.task_id, form=form, id_tail=id_tail)).order

    def draft(self, task: Task, who: Who, form: dict[str, str] | None = None) -> Order:
        """A draft whose photo 1 has passed."""
        return self._placed(task, who, form)

    def refused_twice(self, task: Task, who: Who) -> Order:
        """A draft whose photos 2 and 3 failed on soft codes alone."""
        order = self.draft(task, who)
        failed = [
            replace(order.photos[0], photo_no=number, state=PhotoState.FAILED, appealable=True) for number in (2, 3)
        ]
        transact([Put(item=photo_item(order.head.order_id, photo)) for photo in failed])
        return replace(order, photos=(*order.photos, *failed))

    def awaiting(self, task: Task, who: Who, form: dict[str, str] | None = None) -> Order:
        """An order that waits for its money."""
        return self._placed(task, who, form, _submit(who))

    def started(self, task: Task, who: Who, form: dict[str, str] | None = None) -> tuple[str, str]:
        """(order id, out_trade_no) of an order whose payment can be made now."""
        order = self._placed(task, who, form, _submit(who), self._begin(who))
        return order.head.order_id, self.prepay(order, 1)

    def abandoned(self, task: Task, who: Who, form: dict[str, str] | None = None) -> tuple[str, str]:
        """The same, expired: nobody could close the payment, so its money may still come."""
        order = self._placed(task, who, form, _submit(who), self._begin(who), facts.Unknown(attempt_no=1))
        order_id, number = order.head.order_id, self.prepay(order, 1)
        assert order.head.expires_at is not None
        self.clock.to(order.head.expires_at)
        change = self.orders.apply(order_id, ev.Expire())
        assert change is not None
        assert change.after.head.state is State.EXPIRED
        return order_id, number

    def two_open(self, task: Task, who: Who) -> tuple[str, str, str]:
        """(order id, and the trades of two attempts): nobody could close the first, so both can be paid."""
        begin = self._begin(who)
        order = self._placed(task, who, None, _submit(who), begin, facts.Unknown(attempt_no=1), begin)
        return order.head.order_id, self.prepay(order, 1), self.prepay(order, 2)

    def paid_with_another_open(self, task: Task, who: Who) -> tuple[str, str, str]:
        """The same, paid by the second; nobody has tried again to close the first."""
        order_id, first, second = self.two_open(task, who)
        fact = paid_fact(transaction_view(self.box.keys, self.box.pay.books.pay(second)))
        told = facts.Paid(
            attempt_no=2,
            amount=fact.amount,
            currency=fact.currency,
            mchid=fact.mchid,
            appid=fact.appid,
            transaction_id=fact.transaction_id,
            paid_at=fact.paid_at,
        )
        self.orders.apply(order_id, told)
        return order_id, first, second

    def _begin(self, who: Who) -> ev.Start:
        keys = self.box.keys
        return ev.Start(
            actor=_actor(who), channel="wechat", kind="NATIVE", mchid=keys.mchid, appid=keys.appid, client_key="made"
        )

    def prepay(self, order: Order, attempt_no: int) -> str:
        """The trade of an attempt, at the channel without a call; its out_trade_no."""
        attempt, number = order.attempt(attempt_no), out_trade_no(order.head.order_id, attempt_no)
        assert attempt is not None
        asked = {
            "appid": attempt.appid, "mchid": attempt.mchid, "out_trade_no": number, "description": "毕业生图像采集",
            "time_expire": attempt.time_expire.isoformat(), "notify_url": settings().wxpay_notice_url,
            "amount": {"total": attempt.amount, "currency": "CNY"},
        }  # fmt: skip
        self.box.pay.books.open("NATIVE", asked)
        return number

    def _placed(self, task: Task, who: Who, form: dict[str, str] | None, *events: ev.Event) -> Order:
        """An opened order with a passed photo and `events` behind it, written in one go."""
        photo = Photo(
            photo_no=1,
            state=PhotoState.PASSED,
            asked_at=self.clock(),
            upload_id=random_id(),
            spec=task.spec,
            spec_rev=task.spec_rev,
            source_sha256=secrets.token_hex(32),
            standard_sha256=secrets.token_hex(32),
        )
        order = replace(self.open(task, who, form or self.form()), photos=(photo,))
        order_id = order.head.order_id
        writes: list[Write] = [Put(item=photo_item(order_id, photo))]
        for event in events:
            change = decide(order, event, self.clock(), task=task, owns_claim=True)
            assert change.record is not None
            order = change.after
            writes.append(Put(item=event_item(change.record)))
        writes += [Put(item=attempt_item(order.head, attempt)) for attempt in order.attempts]
        revs = {part_of(attempt): order.head.seq for attempt in order.attempts}
        transact([*writes, Put(item=head_item(order.head, revs))])
        return replace(order, revs=revs)

    def load(self, order_id: str) -> Order:
        order = self.store.load(order_id)
        assert order is not None
        return order

    def time_over(self, order_id: str) -> None:
        """The clock shows the end of the time to pay."""
        expires = self.load(order_id).head.expires_at
        assert expires is not None
        self.clock.to(expires)


def _passes(person_id: str, *kinds: str) -> None:
    """Everybody agreed to everything."""


def student(openid: str | None = None) -> Who:
    """Somebody new."""
    return Who(person_id=random_id(), openid=openid)


def _actor(who: Who) -> Actor:
    return Actor(kind="student", id=who.person_id)


def _submit(who: Who) -> ev.Submit:
    return ev.Submit(actor=_actor(who), photo_no=1)
