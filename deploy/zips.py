"""Writes reproducible zip files: equal contents give equal bytes (sorted, one date, two sets of permissions)."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first instant a zip can name
LEVEL = 6  # 9 takes three times as long and saves one per cent


def write_zip(tree: Path, target: Path) -> None:
    """Writes everything under `tree` into the zip `target`."""
    partial = target.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for path in sorted(path for path in tree.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(tree).as_posix(), EPOCH)
            executable = path.stat().st_mode & stat.S_IXUSR
            entry.external_attr = (stat.S_IFREG | (0o755 if executable else 0o644)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    partial.replace(target)


def size(tree: Path) -> int:
    """The size in bytes of all files under `tree`, as Lambda counts a package unzipped."""
    return sum(path.stat().st_size for path in tree.rglob("*") if path.is_file())
