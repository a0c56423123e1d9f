"""JSON of dataclasses that leaves out what says nothing: a table charges by the kilobyte."""

from __future__ import annotations

from dataclasses import MISSING, fields
from functools import cache
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def as_short_json(value: DataclassInstance) -> str:
    """The JSON of a dataclass without the fields that are at their defaults, which whoever reads it puts back.  So a
    default of such a dataclass must never change."""
    defaults = _defaults(type(value))
    told = {one.name: getattr(value, one.name) for one in fields(value)}
    short = {name: said for name, said in told.items() if name not in defaults or said != defaults[name]}
    return msgspec.json.encode(short).decode()


@cache
def _defaults(kind: type[DataclassInstance]) -> dict[str, object]:
    return {one.name: one.default for one in fields(kind) if one.default is not MISSING}
