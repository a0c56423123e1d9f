"""Measures with what a person said of them: real pictures that somebody labelled, photos that a reviewer decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chalicelib.photo.model import Measures
from tools.evaluate.table import Table
from tools.evaluate.truth import Truth
from tools.pictures.recipe import Picture

Labelled = tuple[Measures, frozenset[str], str]  # measures, the codes that a person found, a group


@dataclass(frozen=True)
class Case:
    """who: the same for all pictures of one person; half: "fit" if limits may be chosen on it, or else "check"; seen:
    the picture with its labels, or the codes that a reviewer found."""

    measures: Measures
    who: str
    half: str
    seen: Picture | frozenset[str]

    def is_faulty(self, code: str, truth: Truth) -> bool | None:
        """Whether the code is true of it; None where nobody said."""
        return truth.of(self.seen) if isinstance(self.seen, Picture) else code in self.seen


def of_recipe(wanted: Iterable[Picture], table: Table, measured_by: str) -> Iterator[Case]:
    """Those that the table knows and that could be read."""
    for picture in wanted:
        found = table.lines.get((picture.sha256, "", measured_by))
        if found is not None and not found.unreadable:
            yield Case(found.measures, picture.who, picture.half, picture)


def of_people(rows: Iterable[Labelled]) -> Iterator[Case]:
    """Of whom nobody is known: each counts as a person of his or her own.  A code that a person who saw the photo did
    not name is taken to be wrong there."""
    for measures, said, _ in rows:
        digest = hashlib.sha256(json.dumps(measures, sort_keys=True).encode()).hexdigest()
        half = "check" if int(digest, 16) % 2 else "fit"
        yield Case(measures, digest, half, said)
