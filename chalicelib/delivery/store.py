"""Packages in the orders table.

PACKAGE#<package id>     PACKAGE            the package
PACKAGE#<package id>     MEMBER#<order id>  a photo in it, written with the order's transition
PACKAGE#<package id>     LEFT#<order id>    a member whose data was deleted, once more, so that those are listed apart
PACKAGE#<package id>     PRINTS#<run id>    what is printed of it (see prints/store)
PACKAGES#<task id>       <instant>#<id>     the packages of a task
COLLECTING#<task id>     PACKAGE            the one that collects, if any
PURGED#<task id>         <package id>       a purged one that is looked at once more, and when
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.delivery.model import File, Member, Package, PackageState, emptied, without
from chalicelib.shared.clock import from_iso, iso
from chalicelib.shared.db import BaseMeta, Check, Put, TwoKeys, Write, as_json, drop, transact

PACKAGE, MEMBER, LEFT, PRINTS = "PACKAGE", "MEMBER#", "LEFT#", "PRINTS#"


class PackageItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    version = UnicodeAttribute(null=True)
    package_id = UnicodeAttribute(null=True)


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_PACKAGE, _MEMBER = msgspec.json.Decoder(Package), msgspec.json.Decoder(Member)


class PackageStore:
    """Every change of a package is a compare-and-set on what was read."""

    def __init__(self, table: str) -> None:
        PackageItem.Meta.table_name = table

    def create(self, package: Package, also: Iterable[Write]) -> None:
        """Store a new package.  also: its audit rows.  Raises Conflict while another package of the task collects."""
        listed = PackageItem(f"PACKAGES#{package.task_id}", f"{iso(package.created_at)}#{package.package_id}")
        none_collects = PackageItem.package_id.does_not_exist()
        turn = Put(item=_turn(package, package.package_id), condition=none_collects)
        transact([Put(item=_item(package), new=True), Put(item=listed, new=True), turn, *also])

    def collecting(self, task_id: str) -> str | None:
        """Id of the task's package that collects orders now, or None."""
        item = PackageItem.find(f"COLLECTING#{task_id}", PACKAGE)
        return item.package_id if item else None

    def get(self, package_id: str) -> Package | None:
        """The package, or None.  Strongly consistent."""
        item = PackageItem.find(f"PACKAGE#{package_id}", PACKAGE)
        if item is None:
            return None
        return _PACKAGE.decode(str(item.body))

    def of_task(self, task_id: str) -> list[Package]:
        """A task's packages, newest first."""
        items = PackageItem.query(f"PACKAGES#{task_id}", scan_index_forward=False, consistent_read=True)
        packages = (self.get(item.sk.partition("#")[2]) for item in items)
        return [package for package in packages if package is not None]

    def joins(self, package_id: str, member: Member) -> list[Write]:
        """Writes for the transaction that delivers an order: it joins, provided the package still collects."""
        item = PackageItem(f"PACKAGE#{package_id}", f"{MEMBER}{member.order_id}", body=as_json(member))
        open_ = PackageItem.state == PackageState.COLLECTING.value
        return [
            Put(item=item, new=True),
            Check(model=PackageItem, pk=f"PACKAGE#{package_id}", sk=PACKAGE, condition=open_),
        ]

    def member(self, package_id: str, order_id: str) -> Member | None:
        item = PackageItem.find(f"PACKAGE#{package_id}", f"{MEMBER}{order_id}")
        return _MEMBER.decode(str(item.body)) if item else None

    def unchanged(self, package: Package) -> Check:
        """For a transaction: the package is as it was read."""
        same = PackageItem.version == _version(package)
        return Check(model=PackageItem, pk=f"PACKAGE#{package.package_id}", sk=PACKAGE, condition=same)

    def members(self, package_id: str) -> list[Member]:
        """Every member, sorted by order id."""
        prefix = PackageItem.sk.startswith(MEMBER)
        items = PackageItem.query(f"PACKAGE#{package_id}", prefix, consistent_read=True)
        return [_MEMBER.decode(str(item.body)) for item in items]

    def members_page(
        self, package_id: str, *, limit: int, after: str | None, left: bool
    ) -> tuple[list[Member], str | None]:
        """A page of members by order id from behind `after`, and where the next begins.  left: those whose data was
        deleted alone."""
        prefix = LEFT if left else MEMBER
        key = f"PACKAGE#{package_id}"
        start = {"pk": {"S": key}, "sk": {"S": f"{prefix}{after}"}} if after else None
        of_kind = PackageItem.sk.startswith(prefix)
        page = PackageItem.query(key, of_kind, limit=limit + 1, last_evaluated_key=start, consistent_read=True)
        found = [_MEMBER.decode(str(item.body)) for item in page]
        return found[:limit], found[limit - 1].order_id if len(found) > limit else None

    def move(self, package: Package, to: PackageState, *, members: int | None = None) -> Package:
        """Change the state.  Raises Conflict when somebody changed the package meanwhile."""
        return self._write(package, replace(package, state=to, members=package.members if members is None else members))

    def add(self, package: Package, file: File) -> Package:
        """Record one more finished file.  Raises Conflict."""
        return self._write(package, replace(package, files=(*package.files, file)))

    def without(self, package: Package, member: Member) -> Package:
        """Begin a new edition without the member's data.  Raises Conflict."""
        key, body = f"PACKAGE#{package.package_id}", as_json(emptied(member))
        items = (PackageItem(key, f"{kind}{member.order_id}", body=body) for kind in (MEMBER, LEFT))
        return self._write(package, without(package), *(Put(item=item) for item in items))

    def drop_members(self, package: Package, most: int) -> int:
        """Delete up to `most` members, or what was printed of them; returns how many, 0 once nothing is left."""
        key, parts = f"PACKAGE#{package.package_id}", (MEMBER, LEFT, PRINTS)
        return next(filter(None, (drop(PackageItem, key, most=most, prefix=part) for part in parts)), 0)

    def purged(self, package: Package, look_again: datetime) -> None:
        """Record that files and members are gone.  look_again: when nothing can be on its way to it any more, and what
        came until then is looked for.  Raises Conflict."""
        watched = PackageItem(*_watched(package), body=iso(look_again))
        self._write(package, replace(package, state=PackageState.PURGED, files=()), Put(item=watched))

    def to_look_at(self, task_id: str, now: datetime) -> list[Package]:
        """A task's purged packages that are due to be looked at once more."""
        items = PackageItem.query(f"PURGED#{task_id}", consistent_read=True)
        return [one for item in items if str(item.body) <= iso(now) and (one := self.get(item.sk)) is not None]

    def next_look(self, task_id: str) -> datetime | None:
        """When one of a task's purged packages is due to be looked at next."""
        items = PackageItem.query(f"PURGED#{task_id}", consistent_read=True)
        return min((from_iso(str(item.body)) for item in items), default=None)

    def over(self, package_ids: Collection[str]) -> set[str]:
        """Of these, those that should have no files: any that are not there, and purged ones that nobody is to look at
        once more."""
        items = PackageItem.batch_get([(f"PACKAGE#{one}", PACKAGE) for one in package_ids], consistent_read=True)
        packages = (_PACKAGE.decode(str(item.body)) for item in items)
        return set(package_ids) - {package.package_id for package in packages if _may_have_files(package)}

    def clean(self, package: Package) -> None:
        """Nothing came late: the package is not looked at any more."""
        PackageItem(*_watched(package)).delete(add_version_condition=False)

    def _write(self, before: Package, after: Package, *also: Write) -> Package:
        same = PackageItem.version == _version(before)
        writes: list[Write] = [Put(item=_item(after), condition=same), *also]
        stops_collecting = before.state is PackageState.COLLECTING and after.state is not before.state
        if stops_collecting and self.collecting(before.task_id) == before.package_id:
            mine = PackageItem.package_id == before.package_id
            writes.append(Put(item=_turn(before, None), condition=mine))
        transact(writes)
        return after


def _turn(package: Package, package_id: str | None) -> PackageItem:
    return PackageItem(f"COLLECTING#{package.task_id}", PACKAGE, package_id=package_id)


def _may_have_files(package: Package) -> bool:
    return package.state is not PackageState.PURGED or PackageItem.find(*_watched(package)) is not None


def _watched(package: Package) -> tuple[str, str]:
    return f"PURGED#{package.task_id}", package.package_id


def _version(package: Package) -> str:
    """The value compare-and-set compares; within an edition it repeats only where `members` alone was corrected."""
    edition = f"#{package.edition:06}" if package.edition else ""
    return f"{package.state.value}#{len(package.files):06}{edition}"


def _item(package: Package) -> PackageItem:
    return PackageItem(
        f"PACKAGE#{package.package_id}",
        PACKAGE,
        body=as_json(package),
        state=package.state.value,
        version=_version(package),
    )
