"""How often a change that nobody would notice turns a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from tools.evaluate.groups import CUT, Rate, Seen
from tools.evaluate.judging import Judgement
from tools.pictures.recipe import Picture

Pair = tuple[Judgement, Judgement]  # of a picture as it is, and changed


def sample(wanted: Iterable[Picture], most: int) -> list[Picture]:
    """So many of them, the same ones on every machine: a digest chooses."""
    return sorted(wanted, key=lambda picture: picture.sha256)[:most]


# What may turn.  Most real pictures are cut otherwise than a standard wants and fail in any light: hence the second.
VERDICTS: Mapping[str, Callable[[Judgement], object]] = MappingProxyType(
    {
        "verdict turned": lambda found: found.verdict,
        "verdict but for its cut": lambda found: bool(found.fails - CUT),
        "any code that fails": lambda found: found.fails,
    }
)


def turned(seen: Seen, changed: Mapping[str, Seen]) -> Iterator[Rate]:
    """How many judgements turned, altogether and by change; then by code, where one failed before or after alone."""
    pairs = {change: list(_pairs(seen, after)) for change, after in changed.items()}
    everything = [pair for of_change in pairs.values() for pair in of_change]
    for name, said in VERDICTS.items():
        yield _rate(name, everything, said)
        yield from (_rate(f"  {change}", of_change, said) for change, of_change in pairs.items())
    for code in sorted({code for pair in everything for one in pair for code in one.fails}):
        by_change = [_fails(f"  {code}, {change}", of_change, code) for change, of_change in pairs.items()]
        yield from (rate for rate in (_fails(code, everything, code), *by_change) if rate.count)


def _fails(name: str, pairs: list[Pair], code: str) -> Rate:
    return _rate(name, pairs, lambda one: code in one.fails)


def _rate(name: str, pairs: list[Pair], said: Callable[[Judgement], object]) -> Rate:
    return Rate(name, sum(said(before) != said(after) for before, after in pairs), len(pairs))


def _pairs(seen: Seen, changed: Seen) -> Iterator[Pair]:
    after = {picture.sha256: judgement for picture, judgement in changed}
    return ((judgement, after[picture.sha256]) for picture, judgement in seen if picture.sha256 in after)
