"""Finds a student's orders by what they can tell: a phone, an order's or payment's number, a name, a collection code,
or a student number; or by a text that may be any of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chalicelib.collect_codes.readers import Reader, read
from chalicelib.desk.errors import FindByCode
from chalicelib.desk.find_ways import Way, ways_of
from chalicelib.desk.orders import DeskOrders
from chalicelib.identity.model import Person
from chalicelib.identity.phone import fold as fold_phone
from chalicelib.identity.store import People
from chalicelib.orders.claims.branch import coded_key
from chalicelib.orders.claims.ownership import is_contested
from chalicelib.orders.model import Order
from chalicelib.orders.screen import cursor
from chalicelib.orders.store import branch_lists, names
from chalicelib.orders.store.names import Names, folded
from chalicelib.orders.store.orders import Orders
from chalicelib.orders.store.sealed_fields import SealedFields
from chalicelib.shared.crypto import Keys
from chalicelib.shared.errors import Invalid
from chalicelib.shared.ids import parse_out_trade_no
from chalicelib.shared.names import half_width
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.enrolment import of_code, of_student_no
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

PAGE = 50  # orders in one answer; one account may hold a whole class
PAGES = 10  # pages of one account read for one answer: ten seconds of the staff's step
Pair = tuple[Order, Task]


@dataclass(frozen=True, kw_only=True)
class SearchResult:
    """person: the owner of the phone, or None, also when all of their orders are in other branches; orders: the
    branch's only; following: where the next page starts, None at the end; tried: the ways in which it was looked for,
    the last one found it, if anything was found; task: the branch's whose code the text is."""

    person: Person | None
    orders: Sequence[Pair]
    following: str | None
    tried: tuple[Way, ...]
    task: Task | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show, on this page and the following ones."""
        return self.person is None and not self.orders and self.following is None


class Search:
    """readers: those of collection codes; count_stranger: counts a number that has no order in the branch."""

    def __init__(
        self,
        *,
        orders: DeskOrders,
        store: Orders,
        names: Names,
        people: People,
        tasks: Tasks,
        keys: Keys,
        audit: Audit,
        readers: Callable[[], tuple[Reader, ...]],
        count_stranger: Callable[[Staff], None],
    ) -> None:
        self._orders, self._store, self._names, self._people, self._tasks = orders, store, names, people, tasks
        self._keys, self._audit, self._readers = keys, audit, readers
        self._fields, self._count_stranger = SealedFields(keys), count_stranger

    def anyhow(self, who: Staff, text: str) -> SearchResult:
        """What a text finds in the first way that finds anything, the likeliest by its shape first; and the branch's
        task whose code it is."""
        by: dict[Way, Callable[[Staff, str], SearchResult]] = {
            "phone": self.by_phone,
            "number": self.by_number,
            "name": self.by_name,
            "collect_code": self.by_code,
            "student_no": self.by_student_no,
        }
        tried: list[Way] = []
        found = SearchResult(person=None, orders=(), following=None, tried=())
        for way in ways_of(text):
            found = by[way](who, text)
            tried.append(way)
            if not found.empty:
                break
        return replace(found, tried=tuple(tried), task=self._tasks.of_code(who.branch, text))

    def by_phone(self, who: Staff, text: str, after: str | None = None) -> SearchResult:
        """The account of a verified phone, and the next page of its orders in this branch, newest first.

        An account may have orders in other branches: up to PAGES pages are read until one holds an order of this
        branch.  Raises FindsUsedUp, and Invalid for a cursor that no answer gave.
        """
        phone = fold_phone(text)
        person_id = self._people.by_phone(phone) if phone else None
        person = self._people.get(person_id) if person_id else None
        if person is None:
            return self._stranger(who, phone)
        last = cursor.key(after, person.person_id) if after else None
        for _ in range(PAGES):
            ids, last = self._store.of_person(person.person_id, limit=PAGE, after=last)
            orders = self._orders.show_all(who, ids)
            if orders or last is None:
                break
        following = cursor.text(last) if last else None
        if not orders and following is None:
            return self._stranger(who, phone, None if self._store.has_orders(person.person_id) else person)
        return self._result(who, "phone", orders, person if orders else None, following)

    def by_number(self, who: Staff, text: str) -> SearchResult:
        """An order's number, grouped in any way, or a payment's number as WeChat or Alipay show it to the payer.
        Raises NumberMistyped."""
        named = parse_out_trade_no(text.strip())
        order_id = named[0] if named else self._orders.id_of(text)
        return self._result(who, "number", self._orders.show_all(who, [order_id]))

    def by_name(self, who: Staff, text: str, after: str | None = None) -> SearchResult:
        """A page of the branch's orders of students of that name, newest first.

        One query (NAMES#), whatever the season holds; an order is found a moment after it was opened.  Raises Invalid
        for a cursor that no answer gave.
        """
        if after and not names.is_place(after):
            raise Invalid(field="cursor")
        ids, following = self._names.of(who.branch, text, limit=PAGE, after=after)
        orders = [pair for pair in self._orders.show_all(who, ids) if _is_called(pair, text)]
        return self._result(who, "name", orders, following=following)

    def by_code(self, who: Staff, text: str) -> SearchResult:
        """A collection code, or the text of its QR code."""
        code = read(text, self._readers())
        if code is None:
            return self._result(who, "collect_code", [])
        key = coded_key(self._keys, who.branch, of_code(self._keys, code.code))
        return self._result(who, "collect_code", self._orders.show_all(who, sorted(branch_lists.load(key).order_ids)))

    def by_student_no(
        self, who: Staff, text: str, task_id: str | None = None, after: str | None = None
    ) -> SearchResult:
        """The newest order of a student number in a PLAIN task, or a page of those in all PLAIN tasks, newest task
        first.

        Schools number alike, so several students may be found.  Raises TaskUnknown, FindByCode, and Invalid for a
        cursor that no answer gave.
        """
        tasks, number = self._plain(who.branch, task_id), half_width(text).upper()
        if after and after not in tasks:
            raise Invalid(field="cursor")
        searched = tasks[tasks.index(after) + 1 :] if after else tasks
        held = self._store.held({task: of_student_no(self._keys, task, number) for task in searched})
        matching = [task for task in searched if task in held]
        following = matching[PAGE - 1] if len(matching) > PAGE else None
        orders = self._orders.show_all(who, (held[task] for task in matching[:PAGE]))
        return self._result(who, "student_no", orders, following=following)

    def _plain(self, branch: str, task_id: str | None) -> list[str]:
        """Ids of the PLAIN tasks, which know their students by number, or of the one task that was named."""
        if task_id is None:
            return [task.task_id for task in self._tasks.all_of_branch(branch) if task.collect_mode == "PLAIN"]
        if self._tasks.of_branch(branch, task_id).collect_mode != "PLAIN":
            raise FindByCode(field="student_no")
        return [task_id]

    def contact(self, who: Staff, order_id: str, reason: str) -> dict[str, str]:
        """How to reach an order's owner: their name, their contact data, unsealed, and the phone of whoever else claims
        the order.  Audited.  Raises OrderNotFound."""
        order, _ = self._orders.show(who, order_id)
        self._audit.note(who, "view_contact", f"order {order_id}", reason=reason)
        details = self._fields.contact_for_staff(order.head.order_id, order.head.student.sealed)
        contest = order.head.contest if is_contested(order.head) else None
        asker = self._people.get(contest.person_id) if contest else None
        named = {"name": order.head.student.name}
        return named | details | ({"asker_phone": asker.phone} if asker else {})

    def _stranger(self, who: Staff, phone: str | None, person: Person | None = None) -> SearchResult:
        """Of a number without an order in the branch.  person: who has no order at all; another branch's student is
        not shown."""
        found = self._result(who, "phone", [], person)
        if phone:
            self._count_stranger(who)
        return found

    def _result(
        self, who: Staff, by: Way, orders: Sequence[Pair], person: Person | None = None, following: str | None = None
    ) -> SearchResult:
        ids = [order.head.order_id for order, _ in orders]
        self._audit.note(who, "find", f"staff {who.staff_id}", by=by, orders=ids)
        return SearchResult(person=person, orders=orders, following=following, tried=(by,))


def _is_called(pair: Pair, name: str) -> bool:
    return folded(pair[0].head.student.name) == folded(name)
