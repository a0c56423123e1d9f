"""The end of a page of somebody's orders: as text for their client, and back as the index's key."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from chalicelib.shared.errors import Invalid


class CursorKey(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The last order shown."""

    opened_at: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")]
    order_id: Annotated[str, Meta(pattern=r"^[0-9A-Za-z]{22}\Z")]


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_KEY = msgspec.json.Decoder(CursorKey)


def text(key: Mapping[str, Mapping[str, str]]) -> str:
    """key: of the by_person index.  The text does not say whose page it is."""
    place = CursorKey(key["opened_at"]["S"], key["pk"]["S"])
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode()


def key(cursor: str, person_id: str) -> dict[str, dict[str, str]]:
    """The key in this person's own list, whoever's cursor it was.  Raises Invalid for text that `text` did not
    write."""
    try:
        place = _KEY.decode(base64.urlsafe_b64decode(cursor))
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise Invalid(field="cursor") from error
    parts = {"pk": place.order_id, "sk": "HEAD", "person_id": person_id, "opened_at": place.opened_at}
    return {name: {"S": part} for name, part in parts.items()}
