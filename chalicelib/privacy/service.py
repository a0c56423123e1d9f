"""What a student may ask about her own data: deletion (删除), and closing the account (注销)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chalicelib.identity.accounts import Accounts
from chalicelib.identity.errors import ProveFirst
from chalicelib.identity.model import Person, Who, emptied
from chalicelib.identity.retry import retry
from chalicelib.identity.sessions import Sessions
from chalicelib.identity.store import People
from chalicelib.orders.model import Actor, Order
from chalicelib.orders.number import grouped
from chalicelib.orders.service import OrderService
from chalicelib.orders.store import owners
from chalicelib.orders.store.orders import Orders
from chalicelib.privacy.erasure import Erasure
from chalicelib.privacy.errors import OrdersStand
from chalicelib.privacy.model import ACCOUNT, CONSENTS, REST, DeletionRecord, Kept, RecordKind, kept_beside, why_kept
from chalicelib.privacy.store import DeletionStore
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import Conflicting
from chalicelib.shared.ids import random_id
from chalicelib.shared.log import log
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.storage.objects import Objects
from chalicelib.tasks.service import Tasks

PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Plan:
    """orders: those whose data goes, or went without being on record; profile: whether the account has something to
    forget; standing: how many orders are not over."""

    orders: tuple[Order, ...]
    profile: bool
    kept: tuple[Kept, ...]
    standing: int


class Rights:
    """Only a proven session: whoever got a recycled number deletes nobody's data."""

    def __init__(
        self,
        *,
        people: People,
        accounts: Accounts,
        sessions: Sessions,
        order_store: Orders,
        orders: OrderService,
        tasks: Tasks,
        erasing: Erasure,
        objects: Objects,
        store: DeletionStore,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._people, self._accounts, self._sessions = people, accounts, sessions
        self._order_store, self._orders, self._tasks = order_store, orders, tasks
        self._erasing, self._objects, self._store = erasing, objects, store
        self._audit, self._clock = audit, clock

    def plan(self, who: Who) -> Plan:
        """What deletion would do now.  Raises ProveFirst."""
        _require(who)
        return self._plan(self._accounts.person(who.person_id))

    def erase(self, who: Who) -> DeletionRecord:
        """Deletes what may be deleted now, and writes what went and what stayed.  Twice is as good as once.

        Raises ProveFirst.
        """
        _require(who)
        return self._erase(who, "ERASE")

    def close(self, who: Who) -> DeletionRecord:
        """Deletes all, closes the account and ends its sessions; the number and WeChat login may register anew.

        Raises ProveFirst, OrdersStand while an order is not over.
        """
        _require(who)
        self._require_none_stands(who.person_id)
        record = self._erase(who, "CLOSE")
        self._sessions.end_all(who.person_id)
        return record

    def orders_of(self, person_id: str) -> Iterator[tuple[Order, str | None]]:
        """Each of the person's orders with the reason its data must stay."""
        now = self._clock()
        for order in filter(None, map(self._order_store.load, self._ids_of(person_id))):
            if order.head.person_id == person_id:
                yield order, why_kept(order, self._tasks.get(order.head.task_id), now)

    def _ids_of(self, person_id: str) -> list[str]:
        """Newest first; those the index does not show yet before them."""
        after, found = None, list[str]()
        while True:
            ids, after = self._order_store.of_person(person_id, limit=PAGE, after=after)
            found += ids
            if after is None:
                return [*sorted(owners.load(person_id).order_ids.difference(found)), *found]

    def _require_none_stands(self, person_id: str) -> None:
        standing = [{"what": _named(order), "why": why} for order, why in self.orders_of(person_id) if why]
        if standing:
            raise OrdersStand(count=len(standing), data={"orders": standing})

    def _plan(self, person: Person) -> Plan:
        found = list(self.orders_of(person.person_id))
        going = [order for order, why in found if why is None and order.head.erased_at is None]
        going += self._cut_short(person.person_id, [order for order, _ in found if order.head.erased_at is not None])
        kept = [Kept(what=_named(order), why=why) for order, why in found if why]
        standing = len(kept)
        kept += kept_beside([order for order, why in found if why is None])
        kept += [Kept(what="登录方式", why=ACCOUNT), Kept(what="同意记录", why=CONSENTS)]
        return Plan(orders=tuple(going), profile=person.has_profile, kept=tuple(kept), standing=standing)

    def _cut_short(self, person_id: str, erased: list[Order]) -> Iterator[Order]:
        """Those whose deletion at her wish died before it was on record: their pictures may still be there."""
        known = {order_id for record in self._store.of_person(person_id) for order_id in record.orders}
        wish = ("erase", Actor(kind="student", id=person_id))
        for order in erased:
            order_id = order.head.order_id
            if order_id not in known and wish in [(e.event, e.actor) for e in self._order_store.history(order_id)]:
                yield order

    def _erase(self, who: Who, kind: RecordKind) -> DeletionRecord:
        person = self._accounts.person(who.person_id)
        plan = self._plan(person)
        gone = [order for order in plan.orders if self._erase_order(who, order)]
        self._objects.forget(who.person_id)
        kept = tuple(one for one in plan.kept if kind == "ERASE" or one.why != ACCOUNT)
        record = DeletionRecord(
            record_id=random_id(16),
            kind=kind,
            at=self._clock(),
            orders=tuple(one.head.order_id for one in gone),
            kept=kept,
        )
        try:
            if gone or plan.profile or kind == "CLOSE":
                retry(lambda: self._write(who.person_id, record))
        except OrdersStand:  # opened since: the account stays, and what went is on record all the same
            if gone:
                self._store.keep(who.person_id, replace(record, kind="ERASE", kept=plan.kept))
            raise
        log("erased", id=record.record_id, kind=kind, count=len(gone))
        return record

    def _erase_order(self, who: Who, order: Order) -> bool:
        """False when it moved on meanwhile: then its data stays."""
        order_id, task = order.head.order_id, self._tasks.get(order.head.task_id)
        owner = Staff(staff_id="student", branch=task.branch, name="学生本人", roles=frozenset())
        try:
            rows = self._audit.rows(owner, "erase", f"order {order_id}", task=task.task_id)
            erased = self._orders.erase(who, order_id, rows)
        except Conflicting:
            return False
        self._erasing.sweep(erased, self._clock() + REST)
        return True

    def _write(self, person_id: str, record: DeletionRecord) -> None:
        person, entry = self._accounts.person(person_id), self._store.add(person_id, record)
        if record.kind == "CLOSE":
            owner = owners.load(person_id)
            self._require_none_stands(person_id)  # one may have been opened since, and none after this look
            self._people.close(person, record.at, [entry, owners.ends(owner)])
        else:
            self._people.save(emptied(person), [entry])


def _named(order: Order) -> str:
    """As its student knows it."""
    return f"订单 {grouped(order.head.shown_number)}"


def _require(who: Who) -> None:
    if not who.proven:
        raise ProveFirst
