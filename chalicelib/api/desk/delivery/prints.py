"""Routes of prints: sheets and labels of a package's photos."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.delivery.packages import FileLink, FileLinks, PackageFile
from chalicelib.api.desk.door import MANAGER, Empty, staff
from chalicelib.api.endpoint import routes
from chalicelib.delivery.model import Package
from chalicelib.delivery.prints.layouts import LARGE, SMALL, effective_dpi
from chalicelib.delivery.prints.lists import LEAST_DPI
from chalicelib.delivery.prints.model import CAPTION, PrintKind, PrintRun
from chalicelib.photo.spec import SPECS
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Staff
from chalicelib.wire import wire


class AskPrints(Struct, frozen=True, forbid_unknown_fields=True):
    """kind: sheets of one layout, each student's own (CHOSEN), or labels; caption: template under the prints."""

    kind: PrintKind
    caption: Annotated[str, Meta(max_length=60)] = CAPTION


class PrintRunView(Struct, frozen=True):
    """state: BUILDING, READY, OUTDATED (a student's data was deleted, made again when it is asked for) or PURGED;
    people: students in it; done: those whose files are made."""

    run_id: str
    package_id: str
    kind: PrintKind
    caption: str
    state: str
    asked_at: str
    people: int
    done: int
    files: list[PackageFile]


class PackagePrints(Struct, frozen=True):
    """A package and what was printed of it, the newest first.  state: of the package."""

    package_id: str
    created_at: str
    state: str
    members: int
    runs: list[PrintRunView]


class TaskPrints(Struct, frozen=True):
    """small_dpi, large_dpi: pixels of the portrait on an inch of 一寸 and of 二寸; least_dpi: of sharp prints."""

    packages: list[PackagePrints]
    small_dpi: int
    large_dpi: int
    least_dpi: int


@routes.route("/api/staff/tasks/{task_id}/prints", methods=["GET"], name="staff")
@staff(MANAGER, answer=TaskPrints)
def list_prints(who: Staff, task_id: str) -> TaskPrints:
    """List a task's packages with what was printed of each.  Newest first, with how far each is."""
    found = wire().delivery.prints.of_task(who, task_id)
    spec = SPECS[wire().student.tasks.of_branch(who.branch, task_id).spec]
    pixels = (spec.width, spec.height)
    return TaskPrints(
        [_package(package, runs) for package, runs in found],
        effective_dpi(pixels, SMALL),
        effective_dpi(pixels, LARGE),
        LEAST_DPI,
    )


@routes.route("/api/staff/packages/{package_id}/prints", methods=["POST"], name="staff")
@staff(MANAGER, body=AskPrints, answer=PrintRunView, status=202)
def ask_prints(who: Staff, body: AskPrints, package_id: str) -> PrintRunView:
    """Make sheets or labels of a package.  Behind the scenes; the same wish again goes on where it stopped, and makes
    what is gone again."""
    return _run(*wire().delivery.prints.ask(who, package_id, body.kind, body.caption))


@routes.route("/api/staff/packages/{package_id}/prints/{run_id}/links", methods=["POST"], name="staff")
@staff(MANAGER, body=Empty, answer=FileLinks)
def fetch_prints(who: Staff, body: Empty, package_id: str, run_id: str) -> FileLinks:
    """Get links to the files of prints.  They work for five minutes; who asked is kept."""
    found = wire().delivery.prints.fetch(who, package_id, run_id)
    return FileLinks([FileLink(one.file.name, one.url) for one in found])


def _package(package: Package, runs: list[PrintRun]) -> PackagePrints:
    return PackagePrints(
        package.package_id,
        iso(package.created_at),
        package.state.value,
        package.members,
        [_run(package, run) for run in runs],
    )


def _run(package: Package, run: PrintRun) -> PrintRunView:
    state = run.state(package)
    files = run.files if state in ("BUILDING", "READY") else ()
    return PrintRunView(
        run_id=run.run_id,
        package_id=run.package_id,
        kind=run.kind,
        caption=run.caption,
        state=state,
        asked_at=iso(run.asked_at),
        people=run.people,
        done=sum(file.photos for file in files),
        files=[PackageFile(file.name, file.sha256, file.size, file.photos) for file in files],
    )
