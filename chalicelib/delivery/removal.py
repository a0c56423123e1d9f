"""Removes an erased order from its packages: the member's data, and every file that was made of it.

The package then has a new edition, built when staff ask for it.  A build of the edition before stops with EditionOver,
and whatever it leaves behind is deleted at the next look.
"""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.delivery.model import Package, PackageState
from chalicelib.delivery.store import PackageStore
from chalicelib.shared.db import keep_trying
from chalicelib.storage.objects import Objects


class Removal:
    """Every call is idempotent, and can be repeated after it stopped in the middle."""

    def __init__(self, *, store: PackageStore, objects: Objects) -> None:
        self._store, self._objects = store, objects

    def leave(self, order_id: str, package_ids: Iterable[str]) -> int:
        """Remove the order from these packages; returns the number of deleted files.  Raises Conflict."""
        return sum(self._leave(order_id, package_id) for package_id in package_ids)

    def _leave(self, order_id: str, package_id: str) -> int:
        package = keep_trying(lambda: self._without(order_id, package_id))
        return self._objects.delete_all(package.everything, below=package.key("")) if package else 0

    def _without(self, order_id: str, package_id: str) -> Package | None:
        """The package without the order; None if the order is in no such package, or the package is purged."""
        package = self._store.get(package_id)
        if package is None or package.state is PackageState.PURGED:
            return None
        member = self._store.member(package_id, order_id)
        if member is None:
            return None
        return package if member.erased else self._store.without(package, member)
