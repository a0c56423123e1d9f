"""Routes of delivery: packages of approved photos, prints in the post."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import FINANCE, MANAGER, Empty, Id, Reason, staff
from chalicelib.api.desk.views import DeskOrder, order_for
from chalicelib.api.endpoint import routes
from chalicelib.delivery.model import LEAST_PART, MOST_PART, Package
from chalicelib.desk.review.reasons import MOST_NOTE, MOST_REASONS, rejection
from chalicelib.orders.couriers import Courier
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

Text = Annotated[str, Meta(min_length=1, max_length=40)]


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


class CorrectPhoto(Struct, frozen=True, forbid_unknown_fields=True):
    """reasons: codes of a review, note: words; one of them at least, for the student and the next reviewer to read.
    reason: for the audit trail."""

    reason: Reason
    reasons: Annotated[list[Id], Meta(max_length=MOST_REASONS)] = []
    note: Annotated[str, Meta(max_length=MOST_NOTE)] | None = None


class Posted(Struct, frozen=True, forbid_unknown_fields=True):
    """courier: by WeChat's code; of one that is OTHER, WeChat is told by hand."""

    courier: Courier
    number: Text


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


@routes.route("/api/staff/orders/{order_id}/post", methods=["POST"], name="staff")
@staff(MANAGER, body=Posted, answer=DeskOrder)
def post_prints(who: Staff, body: Posted, order_id: str) -> DeskOrder:
    """Record an order's waybill.  Of a task that posts prints; the newest one counts."""
    return order_for(who, wire().delivery.results.post(who, order_id, body.courier, body.number))


@routes.route("/api/staff/orders/{order_id}/confirm", methods=["POST"], name="staff")
@staff(MANAGER, body=Empty, answer=DeskOrder)
def confirm_order(who: Staff, body: Empty, order_id: str) -> DeskOrder:
    """Record that CHSI has the photo.  The order is done."""
    return order_for(who, wire().delivery.results.confirm(who, order_id))


@routes.route("/api/staff/orders/{order_id}/correct", methods=["POST"], name="staff")
@staff(MANAGER, body=CorrectPhoto, answer=DeskOrder)
def correct_order(who: Staff, body: CorrectPhoto, order_id: str) -> DeskOrder:
    """Ask for another photo after delivery.  Free of charge; the student and the next reviewer read what is to be
    corrected, the trail keeps the reason."""
    return order_for(
        who, wire().delivery.results.correct(who, order_id, rejection(body.reasons, body.note), body.reason)
    )


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
