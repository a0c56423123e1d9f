"""A delivery package (制作包): which photos are in it, how their files are named and split into zips.  Pure."""

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
LEAST_PART, MOST_PART = 1, 100  # MB of one zip: it is built in /tmp and uploaded in one request
PART_MB: Final = 50
MOST_NAME: Final = 80  # characters of one value in a file name
_UNSAFE = re.compile(r"[^\w.()-]+")  # \w: letters of every alphabet
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)  # names Windows refuses


class PackageState(StrEnum):
    """COLLECTING: orders may still join; BUILDING: the members are fixed, files are being made; READY: may be
    downloaded; OUTDATED: a member's data was deleted, and the files are gone until staff ask for them again;
    PURGED: the retention period is over, files and members are gone."""

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
    """file_name: template, as in a task; part_mb: largest size of one zip in 10⁶ bytes; members: number of photos
    in it, 0 until the build counts them; erased: number of members whose data was deleted."""

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
        """Grows with each erased member; every edition has its own files."""
        return self.erased

    def key(self, name: str) -> str:
        """Object key of one of its files; no file name begins with `~`, so keys of later editions sort after
        earlier ones."""
        return f"{self.everything}{f'~{self.edition:06}/' if self.edition else ''}{name}"

    @property
    def everything(self) -> str:
        """Key prefix of the objects of all its editions."""
        return keys.package(self.package_id)


@dataclass(frozen=True, kw_only=True)
class Member:
    """One photo as it was when it joined; later changes of the order do not change the package.

    sha256, size (bytes): of the standard JPEG; sealed: encrypted collection code and contact data; erased: the
    student's data was deleted and the photo is no longer in the package; number: the order number, empty in members
    older than order numbers, whose lists keep showing the order id.
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
        """The order number as lists print it, in groups; the order id if there is no number."""
        return grouped(self.number or self.order_id)

    @property
    def key(self) -> str:
        """Object key of the portrait."""
        return keys.standard(self.order_id, self.photo_no, self.sha256)


def emptied(member: Member) -> Member:
    """The member after its student's data was deleted."""
    return replace(member, sha256="", size=0, student=nobody(member.student), sealed={}, erased=True)


def without(package: Package) -> Package:
    """The package after a member's data was deleted."""
    collects = package.state is PackageState.COLLECTING
    return replace(
        package,
        state=package.state if collects else PackageState.OUTDATED,
        files=(),
        erased=package.erased + 1,
        members=package.members if collects else max(package.members - 1, 0),
    )


def safe(value: str) -> str:
    """A value made safe as part of a file name: no separator, no leading dot, no name reserved by Windows."""
    clean = _UNSAFE.sub("_", unicodedata.normalize("NFKC", value)).strip("._")[:MOST_NAME] or "_"
    return f"_{clean}" if _RESERVED.match(clean) else clean


def words(member: Member, collect_code: str) -> dict[str, str]:
    """The variables of a file name template, with the member's values."""
    student = member.student
    return {
        "collect_code": collect_code, "student_no": student.student_no, "order_id": member.order_id,
        "school_code": student.school_code, "level": student.level, "class_name": student.class_name,
    }  # fmt: skip


def file_names(members: Iterable[Member], template: str, codes: Mapping[str, str]) -> list[tuple[Member, str]]:
    """(member, file name) pairs, names unique, sorted by name.

    codes: order id → collection code.  Names that would collide all get the order id appended, so that no name depends
    on who joined first.
    """
    named = [(member, template.format(**_safe_words(member, codes.get(member.order_id, "")))) for member in members]
    seen: dict[str, int] = {}
    for _, name in named:
        seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
    unique = [
        (member, name if seen[name.casefold()] == 1 else _with_id(name, member.order_id)) for member, name in named
    ]
    return sorted(unique, key=lambda pair: (pair[1], pair[0].order_id))


def _safe_words(member: Member, code: str) -> dict[str, str]:
    return {name: safe(value) for name, value in words(member, code).items()}


def _with_id(name: str, order_id: str) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}-{order_id}{path.suffix}"))


def parts(named: Iterable[tuple[Member, str]], part_mb: int) -> Iterator[list[tuple[Member, str]]]:
    """Split into zips whose photos have at most part_mb × 10⁶ bytes together (a larger single photo gets its own)."""
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
