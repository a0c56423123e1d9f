"""Finds a student's orders by what she can tell: a phone, an order's or payment's number, a collection code, or her
student number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from chalicelib.collect_codes.readers import Reader, read
from chalicelib.desk.errors import FindByCode
from chalicelib.desk.orders import DeskOrders
from chalicelib.identity.model import Person
from chalicelib.identity.phone import fold as fold_phone
from chalicelib.identity.store import People
from chalicelib.orders.claims.branch import coded_key
from chalicelib.orders.claims.enrolment import contested
from chalicelib.orders.form import contact
from chalicelib.orders.model import Order
from chalicelib.orders.screen import cursor
from chalicelib.orders.store import branch_lists
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.crypto import Keys
from chalicelib.shared.errors import Invalid, NotFound
from chalicelib.shared.ids import parse_out_trade_no
from chalicelib.shared.names import half_width
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.enrolment import of_code, of_student_no
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

PAGE = 50  # orders of one answer; one account may hold a class
PAGES = 10  # of one account read for one answer: ten seconds of the staff's step
Pair = tuple[Order, Task]


@dataclass(frozen=True, kw_only=True)
class SearchResult:
    """person: whose phone it is, or None, also where orders of hers are elsewhere and none is shown; orders: the
    branch's only; following: where the next page starts, None at the end."""

    person: Person | None
    orders: Sequence[Pair]
    following: str | None


class Search:
    """readers: of collection codes."""

    def __init__(
        self,
        *,
        orders: DeskOrders,
        store: Orders,
        people: People,
        tasks: Tasks,
        keys: Keys,
        audit: Audit,
        readers: Callable[[], tuple[Reader, ...]],
    ) -> None:
        self._orders, self._store, self._people, self._tasks = orders, store, people, tasks
        self._keys, self._audit, self._readers = keys, audit, readers

    def by_phone(self, who: Staff, text: str, after: str | None = None) -> SearchResult:
        """The account of a verified phone, and a page of what it ordered anywhere, newest first, of which the branch's
        are shown: the next page that has any, unless none of PAGES does.  Raises Invalid for a place no answer
        named."""
        phone = fold_phone(text)
        person_id = self._people.by_phone(phone) if phone else None
        person = self._people.get(person_id) if person_id else None
        if person is None:
            return self._found(who, "phone", [])
        last = cursor.key(after, person.person_id) if after else None
        for _ in range(PAGES):
            ids, last = self._store.of_person(person.person_id, limit=PAGE, after=last)
            found = self._shown(who, ids)
            if found or last is None:
                break
        return self._found(who, "phone", found, person, cursor.text(last) if last else None)

    def by_number(self, who: Staff, text: str) -> SearchResult:
        """An order's number, however it is grouped, or a payment's as WeChat or Alipay show it to the payer.  Raises
        NumberMistyped."""
        named = parse_out_trade_no(text.strip())
        return self._found(who, "number", self._shown(who, [named[0] if named else self._orders.id_of(text)]))

    def by_code(self, who: Staff, text: str) -> SearchResult:
        """A collection code, or the text of its QR code."""
        code = read(text, self._readers())
        if code is None:
            return self._found(who, "collect_code", [])
        key = coded_key(self._keys, who.branch, of_code(self._keys, code.code))
        return self._found(who, "collect_code", self._shown(who, sorted(branch_lists.load(key).order_ids)))

    def by_student_no(
        self, who: Staff, text: str, task_id: str | None = None, after: str | None = None
    ) -> SearchResult:
        """The newest order of a student number in a PLAIN task, or a page of those in all of them, newest task first.

        Schools number alike, so several students may be found.  Raises TaskUnknown, FindByCode, and Invalid for a place
        no answer named.
        """
        tasks, number = self._plain(who.branch, task_id), half_width(text).upper()
        if after and after not in tasks:
            raise Invalid(field="cursor")
        asked = tasks[tasks.index(after) + 1 :] if after else tasks
        held = self._store.held({one: of_student_no(self._keys, one, number) for one in asked})
        found = [one for one in asked if one in held]
        following = found[PAGE - 1] if len(found) > PAGE else None
        orders = self._shown(who, (held[one] for one in found[:PAGE]))
        return self._found(who, "student_no", orders, following=following)

    def _plain(self, branch: str, task_id: str | None) -> list[str]:
        """Ids of the tasks that know their students by number, or of the one that was named."""
        if task_id is None:
            return [task.task_id for task in self._tasks.all_of_branch(branch) if task.collect_mode == "PLAIN"]
        if self._tasks.of_branch(branch, task_id).collect_mode != "PLAIN":
            raise FindByCode(field="student_no")
        return [task_id]

    def contact(self, who: Staff, order_id: str, reason: str) -> dict[str, str]:
        """How to reach an order's owner: what she typed, opened, and the number of whoever says that the order is hers;
        who looked is kept.  Raises OrderNotFound."""
        order, _ = self._orders.show(who, order_id)
        self._audit.note(who, "view_contact", f"order {order_id}", reason=reason)
        known = contact(order.head.student, lambda text: self._keys.unseal(text, about="contact"))
        contest = order.head.contest if contested(order.head) else None
        asker = self._people.get(contest.person_id) if contest else None
        return known | ({"asker_phone": asker.phone} if asker else {})

    def _found(
        self, who: Staff, by: str, orders: Sequence[Pair], person: Person | None = None, following: str | None = None
    ) -> SearchResult:
        ids = [order.head.order_id for order, _ in orders]
        self._audit.note(who, "find", f"staff {who.staff_id}", by=by, orders=ids)
        shown = person if orders or person is None else _stranger(person, self._store)
        return SearchResult(person=shown, orders=orders, following=following)

    def _shown(self, who: Staff, ids: Iterable[str]) -> Sequence[Pair]:
        """Those of them that are the branch's."""
        return [pair for order_id in ids if (pair := self._show(who, order_id))]

    def _show(self, who: Staff, order_id: str) -> Pair | None:
        try:
            return self._orders.show(who, order_id)
        except NotFound:
            return None


def _stranger(person: Person, store: Orders) -> Person | None:
    """Somebody without an order here: shown while she has none anywhere, another branch's student is not."""
    return None if store.has_orders(person.person_id) else person
