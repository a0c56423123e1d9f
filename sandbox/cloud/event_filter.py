"""Event filters of a stream's mapping, as Lambda reads them: a record passes when one pattern matches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Pattern = Mapping[str, Any]  # names as in the record; a list holds the values that fit, {"prefix": text} among them


def passes(record: Mapping[str, Any], patterns: Iterable[Pattern]) -> bool:
    """Whether the record reaches the step."""
    return any(_fits(record, pattern) for pattern in patterns)


def _fits(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(_fits(found.get(name), part) for name, part in wanted.items())
    return any(_is(found, value) for value in wanted)


def _is(found: Any, value: Any) -> bool:
    """Raises ValueError for an operator that this product does not use."""
    if not isinstance(value, Mapping):
        return bool(found == value)
    if set(value) != {"prefix"}:
        raise ValueError(f"no such operator here: {', '.join(value)}")
    return isinstance(found, str) and found.startswith(value["prefix"])
