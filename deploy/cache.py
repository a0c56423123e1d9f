"""A cache of downloaded files by SHA-256, outside the clone, so that the next build needs no network.

It is in $GRADPHOTO_CACHE, else the user's cache folder, else build/: the first that can be written.  Uses only the
standard library.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

BUILD = Path(__file__).resolve().parent.parent / "build"


def folder() -> Path:
    """The cache's folder: the first candidate that can be written."""
    *candidates, last = _candidates()
    for candidate in candidates:
        try:
            candidate.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(candidate, os.W_OK | os.X_OK):
            return candidate
    last.mkdir(parents=True, exist_ok=True)
    return last


def find(sha256: str) -> Path | None:
    """The cached file with this digest, or None; a damaged file counts as absent."""
    return next((path for path in sorted(_home(sha256).glob("*")) if digest(path) == sha256), None)


def keep(path: Path) -> Path:
    """Copies a file into the cache under its name, atomically: a reader never sees half of it."""
    home = _home(digest(path))
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder()) as partial:
        return Path(shutil.copyfile(path, Path(partial, path.name))).replace(home / path.name)


def write(path: Path, text: str) -> None:
    """Writes a small file of the cache, atomically."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder()) as partial:
        Path(partial, path.name).write_text(text)
        Path(partial, path.name).replace(path)


def digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _home(sha256: str) -> Path:
    return folder() / "sha256" / sha256


def _candidates() -> Iterator[Path]:
    if own_folder := os.environ.get("GRADPHOTO_CACHE"):
        yield Path(own_folder).absolute()
    if user_cache := os.environ.get("XDG_CACHE_HOME"):
        yield Path(user_cache, "gradphoto").absolute()
    elif home := os.environ.get("HOME"):
        yield Path(home, ".cache", "gradphoto").absolute()
    yield BUILD / "cache"
