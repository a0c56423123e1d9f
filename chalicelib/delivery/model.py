"""A delivery package (制作包): which photos are in it, what each file is called, how they are cut into zips.  Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from chalicelib.orders.machine.effects import nobody
from chalicelib.orders.model import Student
from chalicelib.orders.number import grouped
from chalicelib.storage import keys

MB: Final = 1_000_000
LEAST_PART, MOST_PART = 1, 100  # MB of one zip: a part is made in /tmp and sent at one go
PART_MB: Final = 50
MOST_NAME: Final = 80  # characters of one value in a file's name
_UNSAFE = re.compile(r"[^\w.()-]+")  # \w: letters of every alphabet
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)  # names Windows refuses


class PackageState(StrEnum):
    """COLLECTING: orders may still come in; BUILDING: they are settled, files are being made; READY: to be fetched;
    OUTDATED: somebody in it had her data deleted, its files are gone until they are asked for again; PURGED: the
    retention is over, files and members are gone."""

    COLLECTING = "COLLECTING"
    BUILDING = "BUILDING"
    READY = "READY"
    OUTDATED = "OUTDATED"
    PURGED = "PURGED"


@dataclass(frozen=True, kw_only=True)
class File:
    """One finished file of a package."""

    name: str
    sha256: str
    size: int
    photos: int = 0


@dataclass(frozen=True, kw_only=True)
class Package:
    """file_name: template, as in a task; part_mb: most of one zip in 10⁶ bytes; members: photos in it; erased: how many
    were, of students whose data was deleted."""

    package_id: str
    task_id: str
    branch: str
    state: PackageState
    created_at: datetime
    created_by: str
    file_name: str
    part_mb: int = PART_MB
    members: int = 0
    files: tuple[File, ...] = ()
    erased: int = 0

    @property
    def edition(self) -> int:
        """Grows with each student who leaves; every one has files of its own."""
        return self.erased

    def key(self, name: str) -> str:
        """The object of one of its files; those of earlier editions sort before it: no file's name begins with `~`."""
        return f"{self.everything}{f'~{self.edition:06}/' if self.edition else ''}{name}"

    @property
    def everything(self) -> str:
        """What the objects of all its editions begin with."""
        return keys.package(self.package_id)


@dataclass(frozen=True, kw_only=True)
class Member:
    """One photo as it stood when it came in; what happens to the order later does not change the package.

    sha256, size: of the standard JPEG; collect_code: sealed; erased: her data was deleted, the photo is in it no more;
    number: of the order, empty in a member of before there were numbers, whose lists have its id for good.
    """

    order_id: str
    photo_no: int
    sha256: str
    size: int
    student: Student
    approved_at: datetime
    sealed: Mapping[str, str] = field(default_factory=dict)
    erased: bool = False
    number: str = ""

    @property
    def called(self) -> str:
        """What people call its order, as a list prints it."""
        return grouped(self.number or self.order_id)

    @property
    def key(self) -> str:
        """The object of the portrait."""
        return keys.standard(self.order_id, self.photo_no, self.sha256)


def emptied(member: Member) -> Member:
    """What is left of one whose data was deleted."""
    return replace(member, sha256="", size=0, student=nobody(member.student), sealed={}, erased=True)


def without(package: Package) -> Package:
    """As it is once a member's data was deleted."""
    collects = package.state is PackageState.COLLECTING
    return replace(
        package,
        state=package.state if collects else PackageState.OUTDATED,
        files=(),
        erased=package.erased + 1,
        members=package.members if collects else package.members - 1,
    )


def safe(value: str) -> str:
    """One value as part of a file's name: no separator, no leading dot, no name that a system would not take."""
    clean = _UNSAFE.sub("_", unicodedata.normalize("NFKC", value)).strip("._")[:MOST_NAME] or "_"
    return f"_{clean}" if _RESERVED.match(clean) else clean


def words(member: Member, collect_code: str) -> dict[str, str]:
    """What a template may name."""
    student = member.student
    return {
        "collect_code": collect_code, "student_no": student.student_no, "order_id": member.order_id,
        "school_code": student.school_code, "level": student.level, "class_name": student.class_name,
    }  # fmt: skip


def file_names(members: Iterable[Member], template: str, codes: Mapping[str, str]) -> list[tuple[Member, str]]:
    """Every member with its file's name, each name once, in the order of the names.

    codes: order id → collection code.  A name that two would share gets the order's id: whom it belongs to never
    depends on who came first.
    """
    named = [(one, template.format(**_safe_words(one, codes.get(one.order_id, "")))) for one in members]
    seen: dict[str, int] = {}
    for _, name in named:
        seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
    unique = [(one, name if seen[name.casefold()] == 1 else _with_id(name, one.order_id)) for one, name in named]
    return sorted(unique, key=lambda pair: (pair[1], pair[0].order_id))


def _safe_words(member: Member, code: str) -> dict[str, str]:
    return {name: safe(value) for name, value in words(member, code).items()}


def _with_id(name: str, order_id: str) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}-{order_id}{path.suffix}"))


def parts(named: Iterable[tuple[Member, str]], part_mb: int) -> Iterator[list[tuple[Member, str]]]:
    """Cut so that the photos of a zip together have at most part_mb."""
    part: list[tuple[Member, str]] = []
    size = 0
    for member, name in named:
        if part and size + member.size > part_mb * MB:
            yield part
            part, size = [], 0
        part.append((member, name))
        size += member.size
    if part:
        yield part
