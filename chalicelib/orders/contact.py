"""Changes how an order's student is reached, and where the prints go, until it is in a package."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chalicelib.identity.model import Who
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders import form
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.model import CONTACT
from chalicelib.orders.questions import contact_fields
from chalicelib.orders.service import OrderService
from chalicelib.orders.store.sealed_fields import SealedFields


class ContactData:
    """require_kept: raises ConsentNeeded if a person took back a consent of that kind; count: counts a person's
    changes, and raises TooManyOpenings."""

    def __init__(
        self,
        *,
        orders: OrderService,
        fields: SealedFields,
        require_kept: Callable[[str, ConsentKind], None],
        count: Callable[[str], None],
    ) -> None:
        self._orders, self._fields, self._require_kept, self._count = orders, fields, require_kept, count

    def change(self, who: Who, order_id: str, given: Mapping[str, str]) -> Loaded:
        """The order with other contact data, checked as when it was opened; a field that is not given stays.

        given: of CONTACT, by name.  Raises OrderNotFound, FieldWrong, FieldMissing, ConsentNeeded, TooManyOpenings,
        ContactFixed once it is in a package, and NotInThisState.
        """
        loaded = self._orders.find(who, order_id)
        self._require_kept(who.person_id, ConsentKind.PRIVACY)
        self._count(who.person_id)
        return self._orders.contact(who, loaded, lambda fresh: self._sealed(fresh, given))

    def _sealed(self, loaded: Loaded, given: Mapping[str, str]) -> Mapping[str, str] | None:
        order_id, kept = loaded.head.order_id, loaded.head.student.sealed
        before = self._fields.contact(order_id, kept)
        values = form.normalise({**before, **given})
        form.require(contact_fields(loaded.task), values)
        after = form.contact(values)
        if after == before:
            return None
        unread = {name: kept[name] for name in CONTACT if name in kept and name not in before.keys() | given.keys()}
        return unread | self._fields.seal_contact(order_id, after)
