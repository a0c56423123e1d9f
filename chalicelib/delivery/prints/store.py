"""Print runs in the orders table: pk PACKAGE#<package id>, sk PRINTS#<run id>."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from chalicelib.delivery.model import File, Package
from chalicelib.delivery.prints.model import PrintRun
from chalicelib.delivery.store import PRINTS, PackageItem, PackageStore
from chalicelib.shared.clock import iso
from chalicelib.shared.db import Put, as_json, transact

_RUN = msgspec.json.Decoder(PrintRun)  # made at import: msgspec crashes when two threads meet a type at once


class PrintStore:
    """Every change of a run is a compare-and-set on what was read, and on its package."""

    def __init__(self, packages: PackageStore) -> None:
        self._packages = packages  # which names the table

    def get(self, package_id: str, run_id: str) -> PrintRun | None:
        """Strongly consistent."""
        item = PackageItem.find(f"PACKAGE#{package_id}", f"{PRINTS}{run_id}")
        return _RUN.decode(str(item.body)) if item else None

    def of_package(self, package_id: str) -> list[PrintRun]:
        """A package's runs, newest first; there are as many as kinds and captions were asked for."""
        prefix = PackageItem.sk.startswith(PRINTS)
        items = PackageItem.query(f"PACKAGE#{package_id}", prefix, consistent_read=True)
        runs = [_RUN.decode(str(item.body)) for item in items]
        return sorted(runs, key=lambda run: (run.asked_at, run.run_id), reverse=True)

    def create(self, run: PrintRun, package: Package) -> None:
        """Store a new run.  Raises Duplicate if there is one, Conflict for a changed package."""
        transact([Put(item=_item(run), new=True), self._packages.unchanged(package)])

    def begin_again(self, known: PrintRun, run: PrintRun, package: Package) -> PrintRun:
        """Replace a run of an earlier edition, without its files.  Raises Conflict."""
        return self._write(known, run, package)

    def add(self, run: PrintRun, package: Package, file: File) -> PrintRun:
        """Record one more finished file.  Raises Conflict."""
        return self._write(run, replace(run, files=(*run.files, file)), package)

    def finish(self, run: PrintRun, package: Package) -> PrintRun:
        """Record that every file is made.  Raises Conflict."""
        return self._write(run, replace(run, ready=True), package)

    def _write(self, before: PrintRun, after: PrintRun, package: Package) -> PrintRun:
        same = PackageItem.version == _version(before)
        transact([Put(item=_item(after), condition=same), self._packages.unchanged(package)])
        return after


def _version(run: PrintRun) -> str:
    return f"{run.edition:06}#{iso(run.asked_at)}#{len(run.files):06}#{run.ready}"


def _item(run: PrintRun) -> PackageItem:
    return PackageItem(f"PACKAGE#{run.package_id}", f"{PRINTS}{run.run_id}", body=as_json(run), version=_version(run))
