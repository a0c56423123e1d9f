"""The recipe of the real pictures: where each lies in a public repository, and what a person saw in it."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent
PICTURES, SOURCES = HERE / "real.csv", HERE / "sources.csv"

# What each label may say; "?" is said of what cannot be seen in the picture.
LABELS: dict[str, frozenset[str]] = {
    "skin": frozenset({"light", "medium", "dark"}),
    "age": frozenset({"child", "young", "middle", "old"}),
    "sex": frozenset({"male", "female"}),
    "eyes": frozenset({"open", "half", "closed", "hidden"}),
    "glasses": frozenset({"none", "clear", "tinted"}),
    "cover": frozenset({"none", "hat", "hood", "scarf", "turban", "other"}),
    "occlusion": frozenset({"none", "mask", "hand", "object", "?"}),
    "beard": frozenset({"no", "yes", "?"}),
    "mouth": frozenset({"closed", "open", "hidden", "?"}),
    "wall": frozenset({"plain", "other"}),
    "kind": frozenset({"snapshot", "studio", "id"}),
    "made": frozenset({"photo", "grey", "composed", "generated"}),
    "upright": frozenset({"yes", "no"}),
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A public repository at one commit; licence: the SPDX name it gives itself, "" if none."""

    source: str
    repository: str
    commit: str
    licence: str

    @property
    def address(self) -> str:
        return f"https://github.com/{self.repository}"


@dataclass(frozen=True)
class Picture:
    """blob: git's id of the file, in place of its path, because paths name people; face: its width, px, as the engine's
    detector measured it when the recipe was made; who: the same for all pictures that may show one person."""

    source: Source
    blob: str
    sha256: str
    suffix: str
    face: int
    who: str
    labels: dict[str, str]

    @property
    def name(self) -> str:
        """Of its file in the cache."""
        return f"{self.sha256}.{self.suffix}"

    @property
    def half(self) -> Literal["fit", "check"]:
        """Limits are fitted on one half and checked on the other; nobody is in both, and no hand chooses."""
        return "check" if int(self.who, 16) % 2 else "fit"


def pictures(recipe: Path = PICTURES, sources: Path = SOURCES) -> list[Picture]:
    """Every picture of the recipe.  Raises ValueError naming the line that says what LABELS does not know."""
    known = {row["source"]: Source(**row) for row in _rows(sources, {field.name for field in fields(Source)})}
    columns = {"source", "blob", "sha256", "suffix", "face", "who", *LABELS}
    return [_picture(row, known, f"{recipe.name}:{at}") for at, row in enumerate(_rows(recipe, columns), 2)]


def _picture(row: dict[str, str], known: dict[str, Source], place: str) -> Picture:
    labels = {name: row[name] for name in LABELS}
    wrong = [f"{name}={said}" for name, said in labels.items() if said not in LABELS[name]]
    if row["source"] not in known:
        wrong.append(f"source={row['source']}")
    if wrong:
        raise ValueError(f"{place}: {', '.join(wrong)}")
    return Picture(
        source=known[row["source"]],
        blob=row["blob"],
        sha256=row["sha256"],
        suffix=row["suffix"],
        face=int(row["face"]),
        who=row["who"],
        labels=labels,
    )


def _rows(path: Path, columns: set[str]) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if set(reader.fieldnames or ()) != columns:
            raise ValueError(f"{path.name}: the columns are to be {', '.join(sorted(columns))}")
        return list(reader)
