"""Prints as staff ask for and download them; `printer` makes them."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.delivery.errors import PackagePurged, PackageUnknown
from chalicelib.delivery.model import Package, PackageState
from chalicelib.delivery.prints.errors import CannotPrintYet, CaptionWrong, NothingToPrint, PrintsUnknown
from chalicelib.delivery.prints.model import PrintKind, PrintRun, can_caption, run_id
from chalicelib.delivery.prints.store import PrintStore
from chalicelib.delivery.service import LINK_SECONDS, Fetch
from chalicelib.delivery.store import PackageStore
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Conflict, Duplicate, insist
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.service import Tasks


class Prints:
    """send: queues (package id, run id) for the step that makes the files; sign: (object key, seconds) → link."""

    def __init__(
        self,
        *,
        store: PrintStore,
        packages: PackageStore,
        tasks: Tasks,
        audit: Audit,
        send: Callable[[str, str], None],
        sign: Callable[[str, int], str],
        clock: Clock,
    ) -> None:
        self._store, self._packages, self._tasks, self._audit = store, packages, tasks, audit
        self._send, self._sign, self._clock = send, sign, clock

    def of_task(self, who: Staff, task_id: str) -> list[tuple[Package, list[PrintRun]]]:
        """A task's packages, newest first, each with what was printed of it.  Raises TaskUnknown."""
        self._tasks.of_branch(who.branch, task_id)
        return [(one, self._store.of_package(one.package_id)) for one in self._packages.of_task(task_id)]

    def ask(self, who: Staff, package_id: str, kind: PrintKind, caption: str) -> tuple[Package, PrintRun]:
        """Have sheets or labels of a package made, in the background.  The same wish again is the same run: it goes on
        where it stopped, and what is gone is made again.

        Raises PackageUnknown, PackagePurged, CannotPrintYet, NothingToPrint, CaptionWrong, Conflicting.
        """
        template = "" if kind.is_labels else caption.strip()
        if not kind.is_labels and not can_caption(template):
            raise CaptionWrong(field="caption")
        package, run = insist(lambda: self._begin(who, package_id, kind, template))
        self._audit.note(who, "make_prints", f"task {package.task_id}", package=package_id, prints=kind.value)
        self._send(package_id, run.run_id)
        return package, run

    def _begin(self, who: Staff, package_id: str, kind: PrintKind, caption: str) -> tuple[Package, PrintRun]:
        package = self._printable(who, package_id)
        run = PrintRun(
            run_id=run_id(kind, caption),
            package_id=package_id,
            task_id=package.task_id,
            kind=kind,
            caption=caption,
            asked_at=self._clock(),
            asked_by=who.staff_id,
            edition=package.edition,
            people=package.members,
        )
        try:
            self._store.create(run, package)
        except Duplicate:
            return package, self._same_wish(run, package)
        return package, run

    def _same_wish(self, run: PrintRun, package: Package) -> PrintRun:
        """The run that was asked for before; begun again if it is of an earlier edition.  Raises Conflict."""
        known = self._store.get(run.package_id, run.run_id)
        if known is None:
            raise Conflict
        return known if known.edition == package.edition else self._store.begin_again(known, run, package)

    def _printable(self, who: Staff, package_id: str) -> Package:
        package = self._of_branch(who, package_id)
        if package.state is PackageState.PURGED:
            raise PackagePurged
        if package.state is PackageState.COLLECTING:
            raise CannotPrintYet
        if package.members == 0:
            raise NothingToPrint
        return package

    def fetch(self, who: Staff, package_id: str, run: str) -> list[Fetch]:
        """Links to the files that are made; the request is audited.  Raises PackageUnknown, PrintsUnknown."""
        package = self._of_branch(who, package_id)
        found = self._store.get(package_id, run)
        if found is None or found.state(package) not in ("BUILDING", "READY"):
            raise PrintsUnknown
        self._audit.note(who, "fetch_prints", f"task {package.task_id}", package=package_id, prints=found.kind.value)
        return [Fetch(file=file, url=self._sign(found.key(package, file.name), LINK_SECONDS)) for file in found.files]

    def _of_branch(self, who: Staff, package_id: str) -> Package:
        package = self._packages.get(package_id)
        if package is None or package.branch != who.branch:
            raise PackageUnknown
        return package
