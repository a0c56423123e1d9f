"""Measures with what a person said of them: real pictures that somebody labelled, photos that a reviewer decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chalicelib.photo.model import Measures
from tools.evaluate.table import Table
from tools.evaluate.truth import BARE_EYED, Truth
from tools.pictures.recipe import Picture

Labelled = tuple[Measures, frozenset[str], frozenset[str], str]  # see tools.feedback.rows.labelled


@dataclass(frozen=True)
class Case:
    """who: the same for all pictures of one person; half: "fit" if limits may be chosen on it, or else "check"; seen:
    the picture with its labels, or the codes that a reviewer found; unsaid: those of which nobody spoke."""

    measures: Measures
    who: str
    half: str
    seen: Picture | frozenset[str]
    unsaid: frozenset[str] = frozenset()

    def is_faulty(self, code: str, truth: Truth) -> bool | None:
        """Whether the code is true of it; None where nobody said."""
        if isinstance(self.seen, Picture):
            return truth.of(self.seen)
        return None if code in self.unsaid or truth is BARE_EYED else code in self.seen


def of_recipe(wanted: Iterable[Picture], table: Table, measured_by: str) -> Iterator[Case]:
    """Those that the table knows and that could be read."""
    for picture in wanted:
        found = table.lines.get((picture.sha256, "", measured_by))
        if found is not None and not found.unreadable:
            yield Case(found.measures, picture.who, picture.half, picture)


def of_people(rows: Iterable[Labelled]) -> Iterator[Case]:
    """Of whom nobody is known: each counts as a person of his or her own.  Limits may be chosen on them and are never
    checked on them: a person saw only what passed or was appealed, so that they hide how many are failed wrongly."""
    for measures, said, unsaid, _ in rows:
        digest = hashlib.sha256(json.dumps(measures, sort_keys=True).encode()).hexdigest()
        yield Case(measures, digest, "fit", said, unsaid)
