"""Collects what a view needs: the task, the claim, the history, signed links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Protocol

from chalicelib.identity.texts import ConsentKind
from chalicelib.orders import errors
from chalicelib.orders.claims.ownership import NOT_PAID
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.model import Order, State
from chalicelib.orders.screen.masked import masked
from chalicelib.orders.screen.photos import PhotoView, photo_view
from chalicelib.orders.screen.photos import Sign as Link
from chalicelib.orders.screen.review_time import BEFORE_VERDICT
from chalicelib.orders.screen.view import OrderView, view
from chalicelib.orders.store.orders import Orders
from chalicelib.orders.store.sealed_fields import SealedFields
from chalicelib.shared.clock import Clock
from chalicelib.tasks.model import Task

LINK_SECONDS = 300


class Sign(Protocol):
    """(object key, seconds, name to save it under) → a link."""

    def __call__(self, key: str, seconds: int, name: str = "", /) -> str: ...


class Screens:
    """sign: makes short-lived links; fields: opens contact data; took_back: whether a person took back a consent of
    that kind; usual: within which time a task's photos are decided at present, None if unknown."""

    def __init__(
        self,
        store: Orders,
        sign: Sign,
        fields: SealedFields,
        took_back: Callable[[str, ConsentKind], bool],
        usual: Callable[[Task], timedelta | None],
        clock: Clock,
    ) -> None:
        self._store, self._sign, self._fields, self._clock = store, sign, fields, clock
        self._took_back, self._usual = took_back, usual

    def order(self, loaded: Loaded) -> OrderView:
        """The order as its owner sees it."""
        head = loaded.head
        return self._view(loaded, sign=self._link, contact=self._fields.contact(head.order_id, head.student.sealed))

    def beside(self, loaded: Loaded, *, number: bool) -> OrderView:
        """The same for the branch's desk: without pictures, contact data and the whole name, each of which is asked for
        apart.  number: with the student number."""
        return self._view(loaded.now(masked(loaded.order, number=not number)), sign=None, contact={})

    def _view(self, loaded: Loaded, *, sign: Link | None, contact: Mapping[str, str]) -> OrderView:
        head = loaded.head
        return view(
            loaded.order,
            loaded.task,
            self._clock(),
            owns_claim=head.state is not State.EXPIRED or loaded.owns_claim,
            on_site=head.state in NOT_PAID and loaded.on_site,
            took_back=head.stopped and self._took_back(head.person_id, ConsentKind.FACE),
            usual=self._usual(loaded.task) if head.state in BEFORE_VERDICT else None,
            history=loaded.history,
            sign=sign,
            contact=contact,
        )

    def photo(self, order: Order, photo_no: int) -> PhotoView:
        """One photo with its report.  Raises PhotoNotFound."""
        photo = order.photo(photo_no)
        if photo is None:
            raise errors.PhotoNotFound
        return photo_view(photo, order.head, self._link)

    def _link(self, key: str, name: str = "") -> str:
        return self._sign(key, LINK_SECONDS, name)
