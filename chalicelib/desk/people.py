"""Staff's change of the phone number of a student's account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from chalicelib.desk.errors import (
    AccountElsewhere,
    OwnNumber,
    PersonUnknown,
    PhoneHasAccount,
)
from chalicelib.desk.model import Proposal
from chalicelib.desk.orders import DeskOrders
from chalicelib.identity.errors import PhoneInvalid, PhoneTaken
from chalicelib.identity.model import Person
from chalicelib.identity.number.holder import require_free
from chalicelib.identity.number.moved_store import MovedStore
from chalicelib.identity.phone import fold as fold_phone
from chalicelib.identity.retry import retry
from chalicelib.identity.session_items import Ending
from chalicelib.identity.sessions import Sessions
from chalicelib.identity.store import People
from chalicelib.identity.trail import Act, Trail
from chalicelib.orders.store import owners
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Write
from chalicelib.shared.errors import DomainError, NotFound
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff

PAGE = 100  # orders of an account that one query reads


class PeopleDesk:
    """Only for accounts with an order in the branch, or without any order."""

    def __init__(
        self,
        *,
        people: People,
        sessions: Sessions,
        orders: DeskOrders,
        store: Orders,
        moved: MovedStore,
        audit: Audit,
        trail: Trail,
        clock: Clock,
    ) -> None:
        self._people, self._sessions, self._moved, self._clock = people, sessions, moved, clock
        self._orders, self._store, self._audit, self._trail = orders, store, audit, trail

    def change_phone(
        self, who: Staff, proposal: Proposal, second_reason: str, deciding: Callable[[], list[Write]]
    ) -> None:
        """As the proposal asks.  Only the new number logs in from now on, and WeChat is unbound: the person who has the
        old number may have logged in with it and bound theirs.  The old number is notified by SMS.  A number that the
        account has already is verified by it, and nothing else changes.

        deciding: the writes that decide the proposal, or raises what forbids it.  Raises as `require_phone`.
        """
        person_id, data = proposal.params.person_id, {"proposed_by": proposal.by, "proposal": proposal.proposal_id}
        rows = self._audit.rows(
            who, "change_phone", f"person {person_id}", reason=proposal.reason, **data, second_reason=second_reason
        )

        def once() -> Act:
            also, now = deciding(), self._clock()
            try:
                person, number, holder, ending = self._renumbered(who, person_id, proposal.params.owner_phone)
            except DomainError:
                deciding()  # somebody else agreed meanwhile: that is what to say
                raise
            if self._people.has_number(person, number):
                sure = replace(person, phone=number, wechat_phone=None, last_seen_at=now, number_proved_at=now)
                self._people.save(sure, [*also, *rows])
                return Act.PHONE_KEPT_BY_STAFF
            also = [*also, *rows, *ending, *self._moved.new(person.phone, now)]
            self._people.change_phone(person, number, holder, also, now=now, unbind=True)
            return Act.PHONE_CHANGED_BY_STAFF

        before = self._people.get(person_id)
        number = fold_phone(proposal.params.owner_phone) or ""
        is_kept = before is not None and self._people.has_number(before, number)
        why = None if is_kept else Ending.CHANGED
        # Also before, for a process that dies in between: nobody repeats what is decided.
        self._sessions.end_all(person_id, why=why)
        self._tell(retry(once), person_id)
        self._sessions.end_all(person_id, why=why)

    def require_phone(self, who: Staff, person_id: str, phone: str) -> str:
        """The number, which the account may have.  Raises PersonUnknown, AccountElsewhere, OwnNumber, PhoneInvalid,
        PhoneHasAccount."""
        return self._renumbered(who, person_id, phone)[1]

    def _renumbered(self, who: Staff, person_id: str, phone: str) -> tuple[Person, str, Person | None, list[Write]]:
        """The account as it was read for that, the number, and as `require_free` what becomes of who has it.  Its own
        number is asked for only while it is in doubt."""
        number = fold_phone(phone)
        if number is None:
            raise PhoneInvalid(field="phone")
        person = self._person(who, person_id)
        if not self._all_ours(who, person_id):
            raise AccountElsewhere
        now = self._clock()
        if self._people.has_number(person, number) and not (person.doubtful(now) or person.silent(now)):
            raise OwnNumber(field="phone")
        return person, number, *self._free(person_id, number)

    def _free(self, person_id: str, number: str) -> tuple[Person | None, list[Write]]:
        """As `require_free`, in words for a clerk: the branch that a student is sent to is hers."""
        try:
            return require_free(self._people, self._store.ending, person_id, number)
        except PhoneTaken as error:
            raise PhoneHasAccount(field="phone") from error

    def _tell(self, act: Act, person_id: str) -> None:
        """Who of the staff did it, and from where, stands in the audit trail."""
        self._trail.tell(act, person_id, client="desk", ip="")

    def _all_ours(self, who: Staff, person_id: str) -> bool:
        return all(self._shown(who, order_id) for order_id in self._orders_of(person_id))

    def _orders_of(self, person_id: str) -> list[str]:
        """Ids of all orders the account ever had, in any state, whoever owns them now."""
        order_ids = sorted(owners.load(person_id).order_ids)
        after = None
        while True:
            ids, after = self._store.of_person(person_id, limit=PAGE, after=after)
            order_ids += [order_id for order_id in ids if order_id not in order_ids]
            if not after:
                return order_ids

    def _person(self, who: Staff, person_id: str) -> Person:
        """An account that still exists.  Raises PersonUnknown."""
        person = self._people.get(person_id)
        if person is None or person.ended or not self._ours(who, person_id):
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
