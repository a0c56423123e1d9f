"""Many items at once, of one table or of several."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import batched
from typing import Any, cast

from pynamodb.connection.base import BOTOCORE_EXCEPTIONS
from pynamodb.constants import BATCH_GET_PAGE_LIMIT
from pynamodb.exceptions import GetError

from chalicelib.shared.db import TwoKeys, connection

Place = tuple[str, str, str]  # table, pk, sk
Found = dict[Place, TwoKeys]


@dataclass(frozen=True)
class Sought[T]:
    """An item that is wanted.  read: what it says, or what its absence does (None)."""

    kind: type[TwoKeys]
    pk: str
    sk: str
    read: Callable[[Any], T]

    @property
    def place(self) -> Place:
        return str(self.kind.Meta.table_name), self.pk, self.sk

    def of(self, found: Found) -> T:
        """What the item says, if it was among those that `together` was asked for."""
        return self.read(found.get(self.place))


def together(*sought: Sought[Any]) -> Found:
    """Reads the items, at most a hundred.  Strongly consistent, but not as of one moment.  Raises GetError."""
    return _read({one.place: one.kind for one in sought})


def several[Kind: TwoKeys](kind: type[Kind], keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Kind]:
    """Those of a table's items that are there, by (pk, sk), however many.  As `together`, by the hundred."""
    found: dict[tuple[str, str], Kind] = {}
    table = str(kind.Meta.table_name)
    for some in batched(dict.fromkeys(keys), BATCH_GET_PAGE_LIMIT):
        read = _read({(table, pk, sk): kind for pk, sk in some})
        found |= {(pk, sk): cast(Kind, item) for (_, pk, sk), item in read.items()}
    return found


def _read(kinds: dict[Place, type[TwoKeys]]) -> Found:
    asked: dict[str, Any] = {}
    for table, pk, sk in kinds:
        keys = asked.setdefault(table, {"Keys": [], "ConsistentRead": True})["Keys"]
        keys.append({"pk": {"S": pk}, "sk": {"S": sk}})
    found: Found = {}
    while asked:  # what a table leaves out of an answer is asked for again
        answer = _batch(asked)
        for table, items in answer["Responses"].items():
            for item in items:
                place = table, item["pk"]["S"], item["sk"]["S"]
                found[place] = kinds[place].from_raw_data(item)
        asked = answer.get("UnprocessedKeys") or {}
    return found


def _batch(asked: dict[str, Any]) -> dict[str, Any]:
    try:  # the library's own call knows one table
        return connection().dispatch("BatchGetItem", {"RequestItems": asked})
    except BOTOCORE_EXCEPTIONS as error:
        raise GetError(f"Failed to read items together: {error}", error) from error
