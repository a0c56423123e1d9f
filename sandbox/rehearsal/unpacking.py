"""Runs in the emulator's own Python environment: unpacks each package once for all functions that are made of it.

The emulator unpacks a function's package and its layers for every process it starts, which is most of the work of a
deployment.
"""

from __future__ import annotations

import os
import tempfile
import threading
import zipfile
from types import SimpleNamespace
from typing import Any, ClassVar

import ministack.core.lambda_runtime as emulator

Contents = tuple[tuple[str, int, int], ...]


def install() -> None:
    """Patches the emulator: from now on, a function's folder is a link to a folder that it shares."""
    emulator.zipfile = SimpleNamespace(**{**vars(zipfile), "ZipFile": _SharedZip})


class _SharedZip(zipfile.ZipFile):
    """An archive that unpacks into a folder which every archive of the same contents shares."""

    _folders: ClassVar[dict[Contents, str]] = {}
    _one_at_a_time: ClassVar = threading.Lock()

    def extractall(self, path: Any = None, *more: Any, **named: Any) -> None:
        """Puts a link to the shared folder in the place of the empty folder `path`."""
        contents = tuple((each.filename, each.CRC, each.file_size) for each in self.infolist())
        with self._one_at_a_time:
            if (folder := self._folders.get(contents)) is None:
                folder = tempfile.mkdtemp(prefix="unpacked-")
                super().extractall(folder, *more, **named)
                self._folders[contents] = folder
        os.rmdir(path)
        os.symlink(folder, path)
