"""Who has a number that an account is to get."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.identity.errors import PhoneTaken
from chalicelib.identity.model import Person
from chalicelib.identity.store import People
from chalicelib.shared.db import Write


def require_free(
    people: People, ending: Callable[[str], list[Write] | None], person_id: str, number: str
) -> tuple[Person | None, list[Write]]:
    """The other account that the number leads to, if any: an empty one, with the writes that keep orders off it, or one
    that ended.  ending: as of PhoneChange.  Raises PhoneTaken."""
    holder_id = people.by_phone(number)
    holder = people.get(holder_id) if holder_id and holder_id != person_id else None
    if holder is None or holder.ended:
        return holder, []
    writes = ending(holder.person_id)
    if not holder.blank or writes is None:
        raise PhoneTaken(field="phone")
    return holder, writes
