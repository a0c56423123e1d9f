"""Routes of packages of approved photos."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import FINANCE, MANAGER, Empty, staff
from chalicelib.api.endpoint import routes
from chalicelib.delivery.lists import LEFT_OUT
from chalicelib.delivery.model import LEAST_PART, MOST_PART, Member, Package
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Staff
from chalicelib.wire import wire


class NewPackage(Struct, frozen=True, forbid_unknown_fields=True):
    """file_name: template instead of the task's; part_mb: most of one zip, in 10⁶ bytes."""

    file_name: Annotated[str, Meta(min_length=5, max_length=120)] | None = None
    part_mb: Annotated[int, Meta(ge=LEAST_PART, le=MOST_PART)] | None = None


class PackageFile(Struct, frozen=True):
    name: str
    sha256: str
    size: int
    photos: int


class PackageView(Struct, frozen=True):
    """state: COLLECTING, BUILDING, READY, OUTDATED (made again when it is asked for) or PURGED; members: photos in it,
    0 while it collects; erased: photos taken out since, of students whose data was deleted."""

    package_id: str
    task_id: str
    state: str
    created_at: str
    created_by: str
    file_name: str
    part_mb: int
    members: int
    erased: int
    files: list[PackageFile]


class PackageList(Struct, frozen=True):
    packages: list[PackageView]


class FileLink(Struct, frozen=True):
    name: str
    url: str


class FileLinks(Struct, frozen=True):
    """Links work for five minutes."""

    files: list[FileLink]


class ManifestFrom(Struct, frozen=True, forbid_unknown_fields=True):
    """cursor: of the answer before; missing: those who are no longer in the package."""

    cursor: Annotated[str, Meta(max_length=64)] | None = None
    missing: bool = False


class ManifestRow(Struct, frozen=True):
    """number: the order's; sha256, size: of the photo, empty and 0 where it is missing; why: it is, or empty."""

    order_id: str
    number: str
    name: str
    student_no: str
    college: str
    class_name: str
    sha256: str
    size: int
    why: str


class Manifest(Struct, frozen=True):
    rows: list[ManifestRow]
    cursor: str | None


@routes.route("/api/staff/tasks/{task_id}/packages", methods=["POST"], name="staff")
@staff(MANAGER, body=NewPackage, answer=PackageView, status=202)
def create_package(who: Staff, body: NewPackage, task_id: str) -> PackageView:
    """Make a delivery package of a task.  Of everything that is approved now, behind the scenes; ask for the package
    until it is ready."""
    return _view(wire().delivery.packages.create(who, task_id, file_name=body.file_name, part_mb=body.part_mb))


@routes.route("/api/staff/tasks/{task_id}/packages", methods=["GET"], name="staff")
@staff(MANAGER, FINANCE, answer=PackageList)
def list_packages(who: Staff, task_id: str) -> PackageList:
    """List a task's delivery packages.  Newest first."""
    return PackageList([_view(package) for package in wire().delivery.packages.of_task(who, task_id)])


@routes.route("/api/staff/packages/{package_id}", methods=["GET"], name="staff")
@staff(MANAGER, FINANCE, answer=PackageView)
def show_package(who: Staff, package_id: str) -> PackageView:
    """Show a delivery package.  With its files and their checksums once it is ready."""
    return _view(wire().delivery.packages.show(who, package_id))


@routes.route("/api/staff/packages/{package_id}/manifest", methods=["GET"], name="staff")
@staff(MANAGER, query=ManifestFrom, answer=Manifest)
def show_manifest(who: Staff, query: ManifestFrom, package_id: str) -> Manifest:
    """List what is in a package, or what is no longer in it and why.  With each photo's checksum, in pages; who looks
    is kept, once an hour."""
    members, cursor = wire().delivery.packages.manifest(who, package_id, query.cursor, missing=query.missing)
    return Manifest([_member(member) for member in members], cursor)


@routes.route("/api/staff/packages/{package_id}/links", methods=["POST"], name="staff")
@staff(MANAGER, body=Empty, answer=FileLinks)
def fetch_package(who: Staff, body: Empty, package_id: str) -> FileLinks:
    """Get links to a package's files.  They work for five minutes; who asked is kept."""
    return FileLinks([FileLink(file.file.name, file.url) for file in wire().delivery.packages.fetch(who, package_id)])


@routes.route("/api/staff/packages/{package_id}/again", methods=["POST"], name="staff")
@staff(MANAGER, body=Empty, answer=PackageView, status=202)
def make_package_again(who: Staff, body: Empty, package_id: str) -> PackageView:
    """Make a package's files again.  It goes on where it stopped; what is gone is made byte for byte the same, without
    students whose data was deleted since."""
    return _view(wire().delivery.packages.make_again(who, package_id))


def _view(package: Package) -> PackageView:
    return PackageView(
        package_id=package.package_id,
        task_id=package.task_id,
        state=package.state.value,
        created_at=iso(package.created_at),
        created_by=package.created_by,
        file_name=package.file_name,
        part_mb=package.part_mb,
        members=package.members,
        erased=package.erased,
        files=[PackageFile(file.name, file.sha256, file.size, file.photos) for file in package.files],
    )


def _member(member: Member) -> ManifestRow:
    student = member.student
    return ManifestRow(
        order_id=member.order_id,
        number=member.called,
        name=student.name,
        student_no=student.student_no,
        college=student.college,
        class_name=student.class_name,
        sha256=member.sha256,
        size=member.size,
        why=LEFT_OUT if member.erased else "",
    )
