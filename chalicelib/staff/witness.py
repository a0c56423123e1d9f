"""The second copy of the audit trail, which nobody can change: of each row its digest, in a bucket whose objects are
locked for years.

audit/<day in Shanghai>/<SHA-256 of the object>.jsonl      one line for each row: its key and its digest

IAM knows no right to write new items only, so a step that adds rows could also write over one.  Here that is found: a
row that was changed has two digests, one that was removed has the digest "".  A digest tells nobody what was done, to
whom or by whom, so nothing here ever has to be erased.  What comes twice makes the same object, or repeats a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import msgspec

from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.db import as_json
from chalicelib.storage.objects import Objects

TRAIL = "AUDIT#"  # rows by day; AUDITOF#, the same rows by subject, are compared with them
GONE = ""  # the digest of a row that is there no longer
SAID = ("pk", "sk", "body", "staff_id", "action")  # the attributes that a digest is over


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What a row said when it was written.  sha256: 64 hex characters, or GONE."""

    pk: str
    sk: str
    sha256: str

    @property
    def day(self) -> str:
        """The day in Shanghai, such as 2026-11-29."""
        return self.pk.rpartition("#")[2]


_DIGEST = msgspec.json.Decoder(Digest)


def digest_of(row: Mapping[str, str | None]) -> str:
    """SHA-256 of what a row says, as 64 hex characters.  row: its attributes; marks of a restore do not count."""
    return sha256_hex(as_json([row.get(name) for name in SAID]).encode())


def folder(day: str) -> str:
    """Where the digests of a day's rows lie."""
    return f"audit/{day}/"


def read_lines(data: bytes) -> Iterator[Digest]:
    """The digests of an object.  Raises msgspec's DecodeError for another one."""
    return (_DIGEST.decode(line) for line in data.splitlines())


class Witness:
    """Writes digests.  objects: of the locked bucket."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def keep(self, digests: Iterable[Digest]) -> None:
        """One object for each day.  May be repeated; raises what S3 raises."""
        unique = sorted(set(digests), key=lambda one: (one.day, one.pk, one.sk, one.sha256))
        for day, of_day in groupby(unique, key=lambda one: one.day):
            text = "".join(f"{as_json(one)}\n" for one in of_day).encode()
            self._objects.put(f"{folder(day)}{sha256_hex(text)}.jsonl", text, "application/x-ndjson")
