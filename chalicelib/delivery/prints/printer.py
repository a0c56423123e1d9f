"""Makes the files of a print run.  They depend on the package's members and the run's wish alone: a run that was killed
goes on with the file it stopped at, and made again it has the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from chalicelib.delivery.making import EditionOver, clear_if_purged, make_file, portraits, require_time
from chalicelib.delivery.model import File, Member, Package
from chalicelib.delivery.prints.labels import Label, draw_labels
from chalicelib.delivery.prints.layouts import SHEETS, Layout, layout_of
from chalicelib.delivery.prints.lists import Printed, rows
from chalicelib.delivery.prints.model import Pdf as PdfFile
from chalicelib.delivery.prints.model import PrintKind, PrintRun, caption_of, label_files, pdfs, zips
from chalicelib.delivery.prints.sheets import draw_sheets
from chalicelib.delivery.prints.store import PrintStore
from chalicelib.delivery.store import PackageStore
from chalicelib.orders.store.sealed_fields import SealedFields
from chalicelib.photo.spec import SPECS
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import keep_trying
from chalicelib.shared.log import log
from chalicelib.shared.pdf import Pdf
from chalicelib.shared.sheets import add_file, csv_bytes, xlsx_bytes
from chalicelib.storage.objects import Absent, Objects
from chalicelib.tasks.service import Tasks

SUMS = "SHA256SUMS"
NOT_CHOSEN = f"学生没有选择版面，按{SHEETS[Layout.SMALL].words}"
NO_ADDRESS = "没有收件地址"
Write = Callable[[IO[bytes]], None]


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A file of the run: who is in it, and how it is written; archive: its name if it is a zip."""

    name: str
    printed: list[Printed]
    write: Write


class Printer:
    """fonts: the folder of the font.  time_left: returns the seconds the step still has, checked before each file."""

    def __init__(
        self,
        *,
        store: PrintStore,
        packages: PackageStore,
        objects: Objects,
        tasks: Tasks,
        keys: Keys,
        fonts: Path,
    ) -> None:
        self._store, self._packages, self._objects = store, packages, objects
        self._tasks, self._fields, self._fonts = tasks, SealedFields(keys), fonts

    def make(self, package_id: str, run_id: str, time_left: Callable[[], float]) -> str:
        """Make the run's files; returns "ready" or "unknown", for the log.  Raises OutOfTime, EditionOver,
        WrongBytes."""
        package, run = self._packages.get(package_id), self._store.get(package_id, run_id)
        if package is None or clear_if_purged(self._objects, package):
            return "unknown"
        if run is None or run.state(package) not in ("BUILDING", "READY"):
            return "unknown"
        everyone = self._packages.members(package_id)
        try:
            self._build(package, run, everyone, time_left)
        except Absent:  # a portrait is deleted before its place in the package is
            raise EditionOver from None
        log("prints", task_id=run.task_id, kind=run.kind, count=run.people, outcome="ready")
        return "ready"

    def _build(self, package: Package, run: PrintRun, everyone: list[Member], time_left: Callable[[], float]) -> None:
        members = [member for member in everyone if not member.erased]
        planned = list(self._labels(run, members) if run.kind.is_labels else self._sheets(run, members))
        for one in planned:
            require_time(time_left)
            self._keep(package, run, one.name, len(one.printed), one.write)
        spec = SPECS[self._tasks.get(run.task_id).spec]
        everybody = [row for one in planned for row in one.printed]
        erased = [member for member in everyone if member.erased]
        table = list(rows(everybody, erased, (spec.width, spec.height)))
        for name, data in (("prints.csv", csv_bytes(table)), ("prints.xlsx", xlsx_bytes(table, "冲印清单"))):
            self._keep(package, run, name, 0, lambda file, data=data: _write(file, data))  # type: ignore[misc]
        files = sorted(self._current(package, run)[1].files, key=lambda file: file.name)
        sums = "".join(f"{file.sha256}  {file.name}\n" for file in files if file.name != SUMS)
        self._keep(package, run, SUMS, 0, lambda file: _write(file, sums.encode()))
        keep_trying(lambda: self._finish(package, run))

    # -- sheets ----------------------------------------------------------------------------------------------------

    def _sheets(self, run: PrintRun, members: list[Member]) -> Iterator[Planned]:
        each = members if run.kind is PrintKind.CHOSEN else []
        chosen = {member.order_id: self._contact(member, "layout") for member in each}
        ruler = Pdf(self._fonts, title="")
        for name, files in zips(pdfs(members, run.kind, chosen)):
            printed = [
                Printed(
                    member=member,
                    layout=file.layout,
                    file=file.name,
                    page=page,
                    archive=name,
                    lacking=ruler.lacking(caption_of(run.caption, member)),
                    note=_not_as_chosen(run.kind, chosen.get(member.order_id, "")),
                )
                for file in files
                for page, member in enumerate(file.members, 1)
            ]
            yield Planned(
                name=name,
                printed=printed,
                write=lambda file, files=files: self._zip(file, run.caption, files),  # type: ignore[misc]
            )

    def _zip(self, file: IO[bytes], caption: str, files: Iterable[PdfFile]) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            for one in files:
                captions = [caption_of(caption, member) for member in one.members]
                pages = zip(portraits(self._objects, one.members), captions, strict=True)
                add_file(archive, one.name, draw_sheets(one, pages, self._fonts))

    # -- labels ----------------------------------------------------------------------------------------------------

    def _labels(self, run: PrintRun, members: list[Member]) -> Iterator[Planned]:
        ruler, per_page = Pdf(self._fonts, title=""), 14 if run.kind is PrintKind.LABELS_A4 else 1
        for name, some in label_files(members):
            labels = [self._label(member) for member in some]
            printed = [
                Printed(
                    member=member,
                    layout=None,
                    file=name,
                    page=at // per_page + 1,
                    archive="",
                    lacking=ruler.lacking(f"{label.name}{label.address}{label.about}"),
                    note="" if label.address else NO_ADDRESS,
                )
                for at, (member, label) in enumerate(zip(some, labels, strict=True))
            ]
            yield Planned(
                name=name,
                printed=printed,
                write=lambda file, labels=labels: _write(  # type: ignore[misc]
                    file, draw_labels(labels, run.kind, "地址标签", self._fonts)
                ),
            )

    def _label(self, member: Member) -> Label:
        student = member.student
        layout, place = self._contact(member, "layout"), (student.class_name, student.college, student.school_name)
        about = (student.name, student.student_no, layout, *place)
        address = self._contact(member, "address")
        return Label(
            name=self._contact(member, "consignee") or student.name,
            phone=self._contact(member, "contact_phone") if address else "",
            address=address,
            about=" ".join(filter(None, about)),
            order=member.called,
        )

    def _contact(self, member: Member, name: str) -> str:
        """Nothing for what does not open: a label without it is listed as one."""
        return self._fields.read(member.order_id, name, member.sealed.get(name)) or ""

    # -- what is kept ----------------------------------------------------------------------------------------------

    def _keep(self, package: Package, run: PrintRun, name: str, photos: int, write: Write) -> None:
        """Make a file unless it exists, and record it; it is deleted again if a member was erased or all went."""
        recorded = next((file for file in self._current(package, run)[1].files if file.name == name), None)
        key = run.key(package, name)
        made = make_file(self._objects, key, recorded, name, photos, write)
        if made is None:
            return
        try:
            keep_trying(lambda: self._record(package, run, made))
        except EditionOver:
            self._objects.delete(key)
            raise

    def _record(self, package: Package, run: PrintRun, made: File) -> None:
        now, fresh = self._current(package, run)
        if all(file.name != made.name for file in fresh.files):
            self._store.add(fresh, now, made)

    def _finish(self, package: Package, run: PrintRun) -> None:
        now, fresh = self._current(package, run)
        if not fresh.ready:
            self._store.finish(fresh, now)

    def _current(self, package: Package, run: PrintRun) -> tuple[Package, PrintRun]:
        """Both as they are now.  Raises EditionOver if a member was erased since, or the package goes or is purged."""
        now, fresh = self._packages.get(package.package_id), self._store.get(run.package_id, run.run_id)
        if now is None or fresh is None:
            raise EditionOver
        if now.edition != package.edition or fresh.state(now) not in ("BUILDING", "READY"):
            raise EditionOver
        return now, fresh


def _not_as_chosen(kind: PrintKind, words: str) -> str:
    if kind is not PrintKind.CHOSEN or layout_of(words):
        return ""
    return f"学生选择的“{words}”不是这里的版面，按{SHEETS[Layout.SMALL].words}" if words else NOT_CHOSEN


def _write(file: IO[bytes], data: bytes) -> None:
    file.write(data)
