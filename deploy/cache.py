"""Files that were fetched once, kept by their SHA-256 outside the clone, so the next build needs no network.

In $GRADPHOTO_CACHE, else the user's cache folder; where neither can be written, in build/.  Standard library only.
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
    """The first of the places that can be written."""
    *others, last = _places()
    for place in others:
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(place, os.W_OK | os.X_OK):
            return place
    last.mkdir(parents=True, exist_ok=True)
    return last


def find(sha256: str) -> Path | None:
    """The kept file with this digest; one that was damaged since counts as absent."""
    return next((path for path in sorted(_home(sha256).glob("*")) if digest(path) == sha256), None)


def keep(path: Path) -> Path:
    """Keeps a copy of a file under its name, at once: a reader never sees half of it."""
    home = _home(digest(path))
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder()) as partial:
        return Path(shutil.copyfile(path, Path(partial, path.name))).replace(home / path.name)


def write(path: Path, text: str) -> None:
    """A small file of the cache, at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder()) as partial:
        Path(partial, path.name).write_text(text)
        Path(partial, path.name).replace(path)


def digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _home(sha256: str) -> Path:
    return folder() / "sha256" / sha256


def _places() -> Iterator[Path]:
    if named := os.environ.get("GRADPHOTO_CACHE"):
        yield Path(named).absolute()
    if users := os.environ.get("XDG_CACHE_HOME"):
        yield Path(users, "gradphoto").absolute()
    elif home := os.environ.get("HOME"):
        yield Path(home, ".cache", "gradphoto").absolute()
    yield BUILD / "cache"
