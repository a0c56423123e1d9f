"""Was this very picture rejected before, or handed in for somebody else?  What the engine cannot know.

Within a task the first enrolment whose photo passes keeps the picture's content and look; a later one that brings the
same meets it.  That is a doubt for the reviewer, who sees both: a file may have been chosen wrongly, but either may be
the one who did.  A picture that was rejected fails.  Only the same file is called the same; where no more than the
looks agree, the pictures may be two, of one person or of two: that is said as a likeness and never fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from chalicelib.orders.model import Order
from chalicelib.photo.codes import LIKE_ANOTHER, LIKE_REJECTED, finding
from chalicelib.photo.model import Finding, Report


class FirstSeen(Protocol):
    """Which enrolment brought a picture to a task first."""

    def take(self, task_id: str, mark: str, enrolment: str) -> str:
        """Who keeps the mark from now on: this enrolment, or whichever was faster."""

    def holder(self, task_id: str, mark: str) -> str | None:
        """Who keeps it."""


def compared(report: Report, order: Order, look: str, firsts: FirstSeen) -> Report:
    """The report with what else is wrong.

    look: the picture's difference hash, "" if there is none; only a photo that passes takes marks.
    """
    head, content, found = order.head, report.source.sha256, list[Finding]()
    again = content in head.rejected_sha256
    if again:
        found.append(finding("same_as_rejected", "fail"))
    elif look and look in _rejected_looks(order):
        found.append(finding("same_as_rejected", "warn", wording=LIKE_REJECTED))
    passed = report.verdict == "PASSED" and not again
    for mark, wording in ((f"CONTENT#{content}", None), (f"LOOK#{look}", LIKE_ANOTHER)) if look else ():
        first = firsts.take(head.task_id, mark, head.enrolment) if passed else firsts.holder(head.task_id, mark)
        if first not in (None, head.enrolment):
            found.append(finding("same_as_other_person", "warn", wording=wording))
            break
    return with_findings(report, found)


def _rejected_looks(order: Order) -> set[str]:
    """A rejected picture saved anew mostly keeps its look.  A new one of the same person may share it: only a doubt."""
    return {photo.look for photo in order.photos if photo.source_sha256 in order.head.rejected_sha256}


def with_findings(report: Report, found: Sequence[Finding]) -> Report:
    """Fails first, as the engine orders them; a new fail takes the verdict and the standard JPEG away."""
    ordered = tuple(sorted((*report.findings, *found), key=lambda one: one.severity != "fail"))
    if all(one.severity == "warn" for one in found):
        return replace(report, findings=ordered)
    return replace(report, findings=ordered, verdict="FAILED", standard=None)
