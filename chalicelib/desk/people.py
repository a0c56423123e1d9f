"""Staff's changes to a student's account: another phone, or merging two accounts of one person."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.desk.errors import OrdersElsewhere, PersonUnknown, SameAccount
from chalicelib.desk.orders import DeskOrders, staff_actor
from chalicelib.identity.errors import PhoneInvalid, PhoneTaken
from chalicelib.identity.model import Person
from chalicelib.identity.phone import fold as fold_phone
from chalicelib.identity.retry import retry
from chalicelib.identity.session_items import Ending
from chalicelib.identity.sessions import Sessions
from chalicelib.identity.store import People
from chalicelib.orders import events as ev
from chalicelib.orders.store import owners
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.errors import NotFound
from chalicelib.shared.names import is_seen
from chalicelib.staff.audit import Audit
from chalicelib.staff.errors import ReasonNeeded
from chalicelib.staff.model import Staff
from chalicelib.storage.objects import Objects

PAGE = 100  # orders of an account that one query reads


class PeopleDesk:
    """Only for accounts with an order in the branch, or without any order."""

    def __init__(
        self, *, people: People, sessions: Sessions, orders: DeskOrders, store: Orders, objects: Objects, audit: Audit
    ) -> None:
        self._people, self._sessions = people, sessions
        self._orders, self._store, self._objects, self._audit = orders, store, objects, audit

    def change_phone(self, who: Staff, person_id: str, phone: str, reason: str) -> Person:
        """Only the new number logs in from now on, and WeChat is unbound: whoever has the old number may have logged in
        with it and bound theirs.  Raises PersonUnknown, PhoneInvalid, PhoneTaken."""
        number = fold_phone(phone)
        if number is None:
            raise PhoneInvalid(field="phone")
        if not is_seen(reason):
            raise ReasonNeeded(field="reason")
        rows = self._audit.rows(who, "change_phone", f"person {person_id}", reason=reason)

        def once() -> Person:
            person = self._person(who, person_id)
            holder_id = self._people.by_phone(number)
            if holder_id == person_id:
                return person
            holder = self._people.get(holder_id) if holder_id else None
            ending = self._store.ending(holder.person_id) if holder else []
            if (holder is not None and not holder.blank) or ending is None:
                raise PhoneTaken(field="phone")
            return self._people.change_phone(person, number, holder, [*rows, *ending], unbind=True)

        moved = retry(once)
        self._sessions.end_all(person_id, why=Ending.CHANGED)
        return moved

    def merge(
        self, who: Staff, person_id: str, other_id: str, proposed_by: str, reason: str, second_reason: str
    ) -> Person:
        """Everything of `other_id` becomes `person_id`'s: first the orders, each with an audit row of its own, then the
        logins and what the account held of its owner; its files are deleted, and the sessions of both end.

        Can be repeated if it died half-way.  Raises PersonUnknown, OrdersElsewhere.
        """
        self.require(who, person_id, other_id)
        actor = replace(staff_actor(who), id=proposed_by)
        event = ev.Inherit(actor=actor, second=who.staff_id, reason=reason, owner=person_id)
        rows = self._audit.rows(
            who,
            "merge",
            f"person {person_id}",
            reason=reason,
            other=other_id,
            proposed_by=proposed_by,
            second_reason=second_reason,
        )

        def once() -> Person:
            owner = owners.load(other_id)  # an order that arrives after this read makes the merge start again
            for order_id in self._orders_of(other_id):
                order = self._store.load(order_id)
                if order is not None and order.head.person_id == other_id:
                    self._orders.act(who, order_id, event, reason=reason, second_reason=second_reason)
            person, other = self._person(who, person_id), self._person(who, other_id, merged_into=person_id)
            if other.ended:
                return person
            return self._people.merge(person, other, [*rows, owners.ends(owner)])

        merged = retry(once)
        for ended_id in (other_id, person_id):
            self._sessions.end_all(ended_id, why=Ending.CHANGED)
        self._objects.forget(other_id)
        return merged

    def require(self, who: Staff, person_id: str, other_id: str) -> None:
        """Both accounts may be merged.  Raises PersonUnknown, SameAccount, OrdersElsewhere."""
        self._person(who, person_id)
        if person_id == other_id:
            raise SameAccount(field="other_id")
        self._person(who, other_id, merged_into=person_id)
        if not all(self._shown(who, order_id) for order_id in self._orders_of(other_id)):
            raise OrdersElsewhere

    def _orders_of(self, person_id: str) -> list[str]:
        """Ids of all orders the account ever had, in any state, whoever owns them now."""
        order_ids = sorted(owners.load(person_id).order_ids)
        after = None
        while True:
            ids, after = self._store.of_person(person_id, limit=PAGE, after=after)
            order_ids += [order_id for order_id in ids if order_id not in order_ids]
            if not after:
                return order_ids

    def _person(self, who: Staff, person_id: str, *, merged_into: str = "") -> Person:
        """An account that still exists, or was merged into `merged_into` before.  Raises PersonUnknown."""
        person = self._people.get(person_id)
        if person is None or not self._ours(who, person_id):
            raise PersonUnknown
        if person.ended and person.merged_into != merged_into:
            raise PersonUnknown
        return person

    def _ours(self, who: Staff, person_id: str) -> bool:
        ids = self._orders_of(person_id)
        return not ids or any(self._shown(who, order_id) for order_id in ids)

    def _shown(self, who: Staff, order_id: str) -> bool:
        try:
            self._orders.show(who, order_id)
        except NotFound:
            return False
        return True
