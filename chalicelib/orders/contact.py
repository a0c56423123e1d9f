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
from chalicelib.shared.crypto import Keys


class ContactData:
    """require_kept: raises ConsentNeeded if a person took back a consent of that kind; count: counts a person's
    changes, and raises TooManyOpenings."""

    def __init__(
        self,
        *,
        orders: OrderService,
        keys: Keys,
        require_kept: Callable[[str, ConsentKind], None],
        count: Callable[[str], None],
    ) -> None:
        self._orders, self._keys, self._require_kept, self._count = orders, keys, require_kept, count

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
        before = form.contact(loaded.head.student, lambda text: self._keys.unseal(text, about="contact"))
        values = form.normalise({**before, **given})
        form.require(contact_fields(loaded.task), values)
        after = {name: values[name] for name in CONTACT if values[name]}
        if after == before:
            return None
        return {name: self._keys.seal(text, about="contact") for name, text in after.items()}
