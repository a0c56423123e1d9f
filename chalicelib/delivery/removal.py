"""An erased order leaves the packages it is in: what they know of its student goes, and so do the files she is in.

The package has another edition then, which is made when somebody asks for it; a builder that still makes the one before
finds that it is over, and whatever it may leave behind is swept at the next look.
"""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.delivery.model import Package, PackageState
from chalicelib.delivery.store import PackageStore
from chalicelib.shared.db import keep_trying
from chalicelib.storage.objects import Objects


class Removal:
    """Every call may come twice, or stop in the middle and come again."""

    def __init__(self, *, store: PackageStore, objects: Objects) -> None:
        self._store, self._objects = store, objects

    def leave(self, order_id: str, package_ids: Iterable[str]) -> int:
        """How many files went.  Raises Conflict."""
        return sum(self._leave(order_id, package_id) for package_id in package_ids)

    def _leave(self, order_id: str, package_id: str) -> int:
        package = keep_trying(lambda: self._without(order_id, package_id))
        return self._objects.delete_all(package.everything, below=package.key("")) if package else 0

    def _without(self, order_id: str, package_id: str) -> Package | None:
        """The package as it is without the order; None when there is nothing of it to leave."""
        package = self._store.get(package_id)
        if package is None or package.state is PackageState.PURGED:
            return None
        member = self._store.member(package_id, order_id)
        if member is None:
            return None
        return package if member.erased else self._store.without(package, member)
