"""Reads the days that the step gather_feedback wrote, as they are or as labelled measures for choosing limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from chalicelib.feedback.model import DecidedPhoto, from_lines
from chalicelib.photo.model import Measures


class NotFeedback(Exception):
    """A file that is no day of feedback, or a folder without any; the text names it."""


def decided(paths: Iterable[Path]) -> Iterator[DecidedPhoto]:
    """Every decided photo of these files, and of the .jsonl files in these folders.  Raises NotFeedback."""
    for path in paths:
        for file in _files(path):
            try:
                yield from from_lines(file.read_bytes())
            except (OSError, msgspec.DecodeError) as error:
                raise NotFeedback(f"{file}: {error}") from error


def labelled(paths: Iterable[Path]) -> Iterator[tuple[Measures, frozenset[str], frozenset[str], str]]:
    """(measures, codes that the reviewer found, codes of which nobody said whether they are true, group) of every
    decided photo.

    The codes found are the engine's and those that only a person sees; none for an approved photo, whatever the machine
    said of it.  A reviewer gives all reasons at once, so a code that is not among them counts as not there, unless the
    task did not mind it or the student was excused.  group: client and size of the upload, such as "mini to 16 MP".
    Raises NotFeedback.
    """
    return ((photo.measures, frozenset(photo.reasons), _unsaid(photo), phone(photo)) for photo in decided(paths))


def _unsaid(photo: DecidedPhoto) -> frozenset[str]:
    """A head may be covered where the task allows it, and where a person who was asked let it pass."""
    excused = photo.appealed and photo.approved and "head_covered" in photo.findings
    return frozenset({"head_covered"} if photo.covers == "ALLOW" or excused else ())


def phone(photo: DecidedPhoto) -> str:
    """All that is known of what took the picture: the client and the size of the upload."""
    return f"{photo.client} {photo.size}".strip()


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    if files := sorted(path.glob("*.jsonl")):
        return files
    raise NotFeedback(f"{path}: no .jsonl file in it")
