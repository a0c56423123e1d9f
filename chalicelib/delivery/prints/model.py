"""What is printed of a package (冲印): sheets of one layout, or labels; in which files, in which order.  Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import batched, count, groupby
from typing import Final, Literal

from chalicelib.delivery.model import MB, File, Member, Package, PackageState, safe
from chalicelib.delivery.prints.layouts import Layout, layout_of
from chalicelib.orders.store.index_keys import place_in_print

PART_MB, MOST_STUDENTS = 20, 600  # of one zip: a few minutes' work, so that progress is seen
MOST_PAGES = 200  # of one PDF, which is held in memory
MOST_LABELS = 400  # of one file
CAPTION: Final = "{name} {student_no} {class_name}"
CAPTION_WORDS: Final = ("name", "student_no", "class_name", "college", "number")
_CAPTION = re.compile(r"(?:[^{}\x00-\x1f]|\{(?:" + "|".join(CAPTION_WORDS) + r")\})+")


class PrintKind(StrEnum):
    """CHOSEN: each student's own layout, eight 一寸 where none is chosen."""

    SMALL = "SMALL"
    LARGE = "LARGE"
    MIXED = "MIXED"
    CHOSEN = "CHOSEN"
    LABELS_A4 = "LABELS_A4"
    LABELS_ROLL = "LABELS_ROLL"

    @property
    def is_labels(self) -> bool:
        return self in (PrintKind.LABELS_A4, PrintKind.LABELS_ROLL)


PrintState = Literal["BUILDING", "READY", "OUTDATED", "PURGED"]


@dataclass(frozen=True, kw_only=True)
class PrintRun:
    """One order of prints.  caption: template under the prints; edition: of the package when it was asked for;
    people: students in it; ready: all files are made."""

    run_id: str
    package_id: str
    task_id: str
    kind: PrintKind
    caption: str
    asked_at: datetime
    asked_by: str
    edition: int
    people: int
    files: tuple[File, ...] = ()
    ready: bool = False

    def state(self, package: Package) -> PrintState:
        """OUTDATED: a member's data was deleted since, and the files with it."""
        if package.state is PackageState.PURGED:
            return "PURGED"
        if self.edition != package.edition:
            return "OUTDATED"
        return "READY" if self.ready else "BUILDING"

    def key(self, package: Package, name: str) -> str:
        """Object key of one of its files, below the package's edition: what deletes that deletes them."""
        return package.key(f"prints-{self.run_id}/{name}")


@dataclass(frozen=True, kw_only=True)
class Pdf:
    """A file with a page for each of its members."""

    name: str
    layout: Layout
    members: tuple[Member, ...]


def run_id(kind: PrintKind, caption: str) -> str:
    """The same for the same wish, so that asking twice makes it once."""
    return hashlib.sha256(f"{kind}\n{caption}".encode()).hexdigest()[:16]


def can_caption(template: str) -> bool:
    """Whether the template has known variables alone and fits a line."""
    return len(template) <= 60 and _CAPTION.fullmatch(template) is not None


def caption_of(template: str, member: Member) -> str:
    """The text under a member's prints, with words that are empty left out."""
    student = member.student
    words = {
        "name": student.name, "student_no": student.student_no, "class_name": student.class_name,
        "college": student.college, "number": member.called,
    }  # fmt: skip
    return " ".join(template.format(**words).split())


def in_order(members: Iterable[Member]) -> list[Member]:
    """By school, college, class and student number: as prints and labels are made, and handed out."""
    return sorted(members, key=lambda member: place_in_print(member.student, member.order_id))


def pdfs(members: Iterable[Member], kind: PrintKind, chosen: Mapping[str, str]) -> list[Pdf]:
    """One PDF per class and layout, cut to MOST_PAGES, with names that are unique.  chosen: order id → the words that
    the student chose."""
    found: list[Pdf] = []
    taken = set[str]()
    for place, group in groupby(in_order(members), key=_class_of):
        by_layout: dict[Layout, list[Member]] = {}
        for member in group:
            by_layout.setdefault(_layout(member, kind, chosen), []).append(member)
        for layout, own in sorted(by_layout.items()):
            for some in batched(own, MOST_PAGES):
                name = _name(place, layout if kind is PrintKind.CHOSEN else None)
                free = next(one for one in _numbered(name) if one.casefold() not in taken)
                taken.add(free.casefold())
                found.append(Pdf(name=f"{free}.pdf", layout=layout, members=some))
    return found


def zips(files: Iterable[Pdf]) -> Iterator[tuple[str, list[Pdf]]]:
    """(name, PDFs in it): at most PART_MB × 10⁶ bytes of portraits and MOST_STUDENTS each, or a single PDF."""
    part: list[Pdf] = []
    size = people = number = 0
    for one in files:
        own = sum(member.size for member in one.members)
        if part and (size + own > PART_MB * MB or people + len(one.members) > MOST_STUDENTS):
            number += 1
            yield f"prints-{number:03}.zip", part
            part, size, people = [], 0, 0
        part.append(one)
        size, people = size + own, people + len(one.members)
    if part:
        yield f"prints-{number + 1:03}.zip", part


def label_files(members: Iterable[Member]) -> Iterator[tuple[str, tuple[Member, ...]]]:
    """(name, members whose labels are in it)."""
    for number, some in enumerate(batched(in_order(members), MOST_LABELS), 1):
        yield f"labels-{number:03}.pdf", some


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{nth}" for nth in count(2))


def _class_of(member: Member) -> tuple[str, str, str]:
    student = member.student
    return student.school_name, student.college, student.class_name


def _layout(member: Member, kind: PrintKind, chosen: Mapping[str, str]) -> Layout:
    if kind is PrintKind.CHOSEN:
        return layout_of(chosen.get(member.order_id, "")) or Layout.SMALL
    return Layout(kind.value)


_LAYOUT_NAMES: Final = {Layout.SMALL: "一寸8张", Layout.LARGE: "二寸4张", Layout.MIXED: "一寸4张二寸2张"}


def _name(place: tuple[str, str, str], layout: Layout | None) -> str:
    school, college, class_name = place
    words = [school, college or "未填写学院", class_name or "未填写班级"]
    return "-".join([*map(safe, words), *([_LAYOUT_NAMES[layout]] if layout else [])])
