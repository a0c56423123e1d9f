"""A person agrees to a text, or takes that back, and their orders follow: without consent to the handling of their face
nobody may look at a photo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chalicelib.identity.consents import Consents, ever_withdrawn
from chalicelib.identity.model import Person
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import NotAllowed
from chalicelib.orders.model import Actor, Order
from chalicelib.orders.service import OrderService
from chalicelib.orders.store.orders import Orders

PAGE = 50


class Agreements:
    """Each step may be repeated: after an interruption the client asks again, and what is done stays done."""

    def __init__(self, *, consents: Consents, store: Orders, orders: OrderService) -> None:
        self._consents, self._store, self._orders = consents, store, orders

    def say(self, person_id: str, versions: Mapping[ConsentKind, str], *, agreed: bool) -> Person:
        """versions: of the texts, by their kinds.  Raises ConsentOutdated for another version than the one in force.

        Where the consent to the handling of the face was never taken back, no order was stopped for it.
        """
        consents = self._consents
        person = consents.give(person_id, versions) if agreed else consents.withdraw(person_id, versions)
        if ConsentKind.FACE in versions and ever_withdrawn(person, ConsentKind.FACE):
            self._follow(person_id)
        return person

    def _follow(self, person_id: str) -> None:
        """Brings the person's orders in line with their consent as it is now: of two calls at once the last word
        counts."""
        done = None
        while done != (taken_back := self._consents.took_back(person_id, ConsentKind.FACE)):
            (self._stop if taken_back else self._go_on)(person_id)
            done = taken_back

    def _stop(self, person_id: str) -> None:
        """Orders under review, or approved and not made yet, go back to the student."""
        for order in self._orders_of(person_id):
            self._move(order, ev.Stop(actor=_student(person_id)))

    def _go_on(self, person_id: str) -> None:
        """Orders that were stopped are handed in again with the photo they had."""
        for order in self._orders_of(person_id):
            if order.head.stopped and order.head.photo_no:
                self._move(order, ev.Resubmit(actor=_student(person_id), photo_no=order.head.photo_no))

    def _move(self, order: Order, event: ev.Event) -> None:
        try:
            self._orders.apply(order.head.order_id, event)
        except NotAllowed:  # in this state the event means nothing, or the photo is not accepted any more
            return

    def _orders_of(self, person_id: str) -> Iterator[Order]:
        after = None
        while True:
            ids, after = self._store.of_person(person_id, limit=PAGE, after=after)
            for order_id in ids:
                order = self._store.load(order_id)
                if order is not None and order.head.person_id == person_id:
                    yield order
            if after is None:
                return


def _student(person_id: str) -> Actor:
    return Actor(kind="student", id=person_id)
