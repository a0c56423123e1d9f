"""What is printed of a package, and what a person finds in the files."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from typing import Any

import pypdfium2
import requests

from drawings.portrait import draw
from tests.worlds.app import jpeg
from tests.worlds.staff import Colleague
from tools.suite.patience import PATIENCE, wait_for


@cache
def portrait(seed: int = 5) -> bytes:
    """A finished portrait of nobody."""
    return jpeg(draw(480, 640, seed=seed))


def printed_run(manager: Colleague, package_id: str, kind: str, **wanted: str) -> dict[str, Any]:
    """The run, once it is ready."""
    run = manager.call("POST", f"/api/staff/packages/{package_id}/prints", {"kind": kind, **wanted})
    return ready_run(manager, run)


def ready_run(manager: Colleague, run: dict[str, Any]) -> dict[str, Any]:
    task_id = manager.call("GET", f"/api/staff/packages/{run['package_id']}")["task_id"]

    def now() -> dict[str, Any]:
        packages = manager.call("GET", f"/api/staff/tasks/{task_id}/prints")["packages"]
        runs = (one for package in packages for one in package["runs"])
        key = (run["package_id"], run["run_id"])
        return dict(next(one for one in runs if (one["package_id"], one["run_id"]) == key))

    return wait_for(now, "the prints", lambda made: made["state"] == "READY")


def run_files(manager: Colleague, run: dict[str, Any]) -> dict[str, bytes]:
    path = f"/api/staff/packages/{run['package_id']}/prints/{run['run_id']}/links"
    links = manager.call("POST", path, {})["files"]
    return {link["name"]: requests.get(link["url"], timeout=PATIENCE).content for link in links}


def pdfs_in(files: dict[str, bytes]) -> dict[str, bytes]:
    """Of all its zips, in order."""
    found: dict[str, bytes] = {}
    for name in sorted(files):
        if name.endswith(".zip"):
            archive = zipfile.ZipFile(io.BytesIO(files[name]))
            found |= {inside: archive.read(inside) for inside in archive.namelist()}
    return found


def pages(pdf: bytes) -> list[str]:
    """The words of each page on one line."""
    file = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded().replace("\r\n", "") for page in file]
