"""What became of the machine's findings when a person looked, code by code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.desk.review.reasons import catalogue
from chalicelib.feedback.model import DecidedPhoto


@dataclass(kw_only=True)
class CodeCounts:
    """Of the decided photos that the machine or the reviewer named the code for, how many.

    failed, warned: by the machine; overturned: failed and yet approved, after an appeal; upheld: failed, and the
    reviewer gave the code too; ignored, followed: the same of warnings; unseen: the reviewer gave it and the machine
    had not found it.  A photo that was rejected for other reasons only is in none of the last five.
    """

    code: str
    decided: int = 0
    failed: int = 0
    overturned: int = 0
    upheld: int = 0
    warned: int = 0
    ignored: int = 0
    followed: int = 0
    unseen: int = 0

    def add(self, photo: DecidedPhoto) -> None:
        found, given = photo.findings.get(self.code), self.code in photo.reasons
        self.decided += 1
        self.failed += found == "fail"
        self.warned += found == "warn"
        self.overturned += found == "fail" and photo.approved
        self.ignored += found == "warn" and photo.approved
        self.upheld += found == "fail" and given
        self.followed += found == "warn" and given
        self.unseen += found is None and given


def counts(photos: Iterable[DecidedPhoto]) -> list[CodeCounts]:
    """Of every code that occurs, in the catalogue's order; codes that it no longer has come last."""
    by_code: dict[str, CodeCounts] = {}
    for photo in photos:
        for code in photo.findings.keys() | set(photo.reasons):
            by_code.setdefault(code, CodeCounts(code=code)).add(photo)
    order = {code: place for place, (code, _, _) in enumerate(catalogue())}
    return sorted(by_code.values(), key=lambda one: (order.get(one.code, len(order)), one.code))
