"""Measures of pictures as a CSV file: a picture a line, a measure a column.  Limits are tried on it, not on pixels."""

from __future__ import annotations

import csv
import fcntl
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from chalicelib.photo.model import Measures

COLUMNS = ("sha256", "change", "measured_by", "unreadable")
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Measured:
    """sha256: of the picture as it was found; change: what was done to it first, "" for nothing (see changes.py
    and outside.py);
    measured_by: see fingerprint.py; unreadable: the code, if it could not be opened; measures: those that were taken.
    """

    sha256: str
    change: str
    measured_by: str
    unreadable: str = ""
    measures: Measures = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return self.sha256, self.change, self.measured_by


class Table:
    """The lines of a file by their keys; of equal ones the last.  Lines of other engines stay."""

    def __init__(self, path: Path) -> None:
        """Without a last line that is not whole: a run died, or is writing it.  Raises ValueError for a file of
        something else."""
        self.path = path
        self.names: list[str] = []
        self.lines: dict[Key, Measured] = {}
        if path.is_file():
            self._read(_whole_lines(path).decode())

    def _read(self, text: str) -> None:
        reader = csv.DictReader(io.StringIO(text))
        heads = tuple(reader.fieldnames or COLUMNS)
        if heads[: len(COLUMNS)] != COLUMNS:
            raise ValueError(f"{self.path}: not a table of measures; its first columns are to be {', '.join(COLUMNS)}")
        self.names = list(heads[len(COLUMNS) :])
        for row in reader:
            taken: Measures = {name: float(row[name]) for name in self.names if row[name]}
            one = Measured(row["sha256"], row["change"], row["measured_by"], row["unreadable"], taken)
            self.lines[one.key] = one

    def add(self, one: Measured) -> None:
        """A line more; with a measure that has no column yet the file is written anew, so that a run that ends early
        loses nothing."""
        self.lines[one.key] = one
        fresh = [name for name, value in one.measures.items() if value is not None and name not in self.names]
        if fresh or not self.path.is_file() or not self.path.stat().st_size:
            self.names += fresh
            self._write()
        else:
            with self.path.open("a", encoding="utf-8", newline="") as file:
                csv.writer(file).writerow(self._cells(one))

    def _write(self) -> None:
        with NamedTemporaryFile("w", dir=self.path.parent, delete=False, encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*COLUMNS, *self.names])
            writer.writerows(map(self._cells, self.lines.values()))
        os.replace(file.name, self.path)

    def _cells(self, one: Measured) -> list[str]:
        values = (one.measures.get(name) for name in self.names)
        taken = ("" if value is None else repr(float(value)) for value in values)
        return [one.sha256, one.change, one.measured_by, one.unreadable, *taken]


@contextmanager
def held(path: Path) -> Iterator[Table]:
    """The table at `path`, to add lines, for one run at a time: another one waits.  What a dying run cut off goes."""
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.is_file():
            os.truncate(path, len(_whole_lines(path)))
        yield Table(path)


def _whole_lines(path: Path) -> bytes:
    data = path.read_bytes()
    return data[: data.rfind(b"\n") + 1]
