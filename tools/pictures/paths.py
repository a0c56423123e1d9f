"""Which picture files the arguments of a command line mean."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".heic"})


def picture_files(arguments: list[str]) -> Iterator[Path]:
    """Files as they are named; for a folder the pictures directly in it, by name."""
    for path in map(Path, arguments):
        if path.is_dir():
            yield from sorted(inside for inside in path.iterdir() if inside.suffix.lower() in SUFFIXES)
        else:
            yield path
