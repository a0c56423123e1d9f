"""Data rights of students: deletion (删除), and closing the account (注销)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chalicelib.identity.accounts import Accounts
from chalicelib.identity.errors import ProveFirst
from chalicelib.identity.model import Person, Who, emptied
from chalicelib.identity.number.moved_store import CLOSED, DELETED, MovedStore
from chalicelib.identity.retry import retry
from chalicelib.identity.sessions import Sessions
from chalicelib.identity.store import People
from chalicelib.orders.model import Actor, Order
from chalicelib.orders.number import grouped
from chalicelib.orders.service import OrderService
from chalicelib.orders.store import owners
from chalicelib.orders.store.orders import Orders
from chalicelib.privacy.deletions import Deletions
from chalicelib.privacy.erasure import Erasure
from chalicelib.privacy.errors import OrdersStand
from chalicelib.privacy.model import ACCOUNT, CONSENTS, REST, DeletionRecord, Kept, RecordKind, kept_records, why_kept
from chalicelib.privacy.store import DeletionStore
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import Conflicting
from chalicelib.shared.ids import random_id
from chalicelib.shared.log import log
from chalicelib.storage.objects import Objects
from chalicelib.tasks.service import Tasks

PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a deletion would do.  orders: to erase, or erased without a record of it; profile: whether the account has
    profile data; kept: what stays; standing: number of orders not finished."""

    orders: tuple[Order, ...]
    profile: bool
    kept: tuple[Kept, ...]
    standing: int


class Rights:
    """Only for proven sessions: whoever was given a reassigned number cannot delete its former owner's data."""

    def __init__(
        self,
        *,
        people: People,
        moved: MovedStore,
        accounts: Accounts,
        sessions: Sessions,
        order_store: Orders,
        orders: OrderService,
        tasks: Tasks,
        erasure: Erasure,
        objects: Objects,
        store: DeletionStore,
        deletions: Deletions,
        clock: Clock,
    ) -> None:
        self._people, self._moved, self._accounts, self._sessions = people, moved, accounts, sessions
        self._order_store, self._orders, self._tasks = order_store, orders, tasks
        self._erasure, self._objects, self._store = erasure, objects, store
        self._deletions, self._clock = deletions, clock

    def plan(self, who: Who) -> Plan:
        """What deletion would do now.  Raises ProveFirst."""
        _require(who)
        return self._plan(self._accounts.person(who.person_id))

    def erase(self, who: Who) -> DeletionRecord:
        """Delete what may be deleted now, and record what was deleted and what was kept.  Idempotent.

        Raises ProveFirst.
        """
        _require(who)
        return self._erase(who, "ERASE")

    def close(self, who: Who) -> DeletionRecord:
        """Delete everything, close the account and end its sessions; its number and WeChat login may register again.

        Raises ProveFirst, and OrdersStand while an order is not finished.
        """
        _require(who)
        self._require_none_stands(who.person_id)
        record = self._erase(who, "CLOSE")
        self._sessions.end_all(who.person_id)
        self._objects.forget(who.person_id)  # what came since; what comes from now on goes where it is made
        return record

    def orders_of(self, person_id: str) -> Iterator[tuple[Order, str | None]]:
        """(order, why its data must be kept or None) for each of the person's orders."""
        now = self._clock()
        for order in filter(None, map(self._order_store.load, self._ids_of(person_id))):
            if order.head.person_id == person_id:
                yield order, why_kept(order, self._tasks.get(order.head.task_id), now)

    def _ids_of(self, person_id: str) -> list[str]:
        """The person's order ids, newest first, beginning with those the index does not show yet."""
        after, listed = None, list[str]()
        while True:
            ids, after = self._order_store.of_person(person_id, limit=PAGE, after=after)
            listed += ids
            if after is None:
                return [*sorted(owners.load(person_id).order_ids.difference(listed)), *listed]

    def _require_none_stands(self, person_id: str) -> None:
        standing = [{"what": _name(order), "why": why} for order, why in self.orders_of(person_id) if why]
        if standing:
            raise OrdersStand(count=len(standing), data={"orders": standing})

    def _plan(self, person: Person) -> Plan:
        orders = list(self.orders_of(person.person_id))
        to_erase = [order for order, why in orders if why is None and order.head.erased_at is None]
        erased = [order for order, _ in orders if order.head.erased_at is not None]
        to_erase += self._unrecorded(person.person_id, erased)
        kept = [Kept(what=_name(order), why=why) for order, why in orders if why]
        standing = len(kept)
        kept += kept_records([order for order, why in orders if why is None])
        kept += [Kept(what="登录方式", why=ACCOUNT), Kept(what="同意记录", why=CONSENTS)]
        return Plan(orders=tuple(to_erase), profile=person.has_profile, kept=tuple(kept), standing=standing)

    def _unrecorded(self, person_id: str, erased: list[Order]) -> Iterator[Order]:
        """Orders whose requested erasure stopped before it was recorded: their pictures may still be there."""
        recorded = {order_id for record in self._store.of_person(person_id) for order_id in record.orders}
        request = ("erase", Actor(kind="student", id=person_id))
        for order in erased:
            order_id = order.head.order_id
            if order_id in recorded:
                continue
            if request in [(event.event, event.actor) for event in self._order_store.history(order_id)]:
                yield order

    def _erase(self, who: Who, kind: RecordKind) -> DeletionRecord:
        person = self._accounts.person(who.person_id)
        plan = self._plan(person)
        erased = [order for order in plan.orders if self._erase_order(who, order)]
        self._objects.forget(who.person_id)
        kept = tuple(entry for entry in plan.kept if kind == "ERASE" or entry.why != ACCOUNT)
        record = DeletionRecord(
            record_id=random_id(16),
            kind=kind,
            at=self._clock(),
            orders=tuple(order.head.order_id for order in erased),
            kept=kept,
        )
        try:
            if erased or plan.profile or kind == "CLOSE":
                retry(lambda: self._write(who.person_id, record))
        except OrdersStand:  # one was opened meanwhile: the account stays, and what was erased is recorded all the same
            if erased:
                self._store.keep(who.person_id, replace(record, kind="ERASE", kept=plan.kept))
            raise
        log("erased", id=record.record_id, kind=kind, count=len(erased))
        return record

    def _erase_order(self, who: Who, order: Order) -> bool:
        """Erase an order; False if it changed meanwhile, so that its data must be kept."""
        order_id, task = order.head.order_id, self._tasks.get(order.head.task_id)
        try:
            erased = self._orders.erase(who, order_id, self._deletions.wished(order, task))
        except Conflicting:
            return False
        self._erasure.sweep(erased, self._clock() + REST)
        return True

    def _write(self, person_id: str, record: DeletionRecord) -> None:
        person, entry = self._accounts.person(person_id), self._store.add(person_id, record)
        told = self._moved.new(person.phone, record.at, CLOSED if record.kind == "CLOSE" else DELETED)
        if record.kind == "CLOSE":
            owner = owners.load(person_id)
            self._require_none_stands(person_id)  # one may have been opened meanwhile, but none can be after this check
            self._people.close(person, record.at, [entry, owners.ends(owner), *told])
        else:
            self._people.save(emptied(person), [entry, *told])


def _name(order: Order) -> str:
    """The order as its student knows it."""
    return f"订单 {grouped(order.head.shown_number)}"


def _require(who: Who) -> None:
    if not who.proven:
        raise ProveFirst
