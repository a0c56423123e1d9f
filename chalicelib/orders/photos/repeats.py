"""Was this picture rejected before, or handed in for somebody else?  The engine cannot know.

Within a task the first enrolment whose photo may be handed in keeps marks of the picture's content and look; a later
enrolment with the same picture finds them.  That is a warning for the reviewer, who sees both: a wrong file may have
been chosen, by either of the two.  A picture that was rejected before fails.

Only an identical file is called the same.  Where only the looks agree, there may be two pictures, of one person or of
two: the finding then speaks of a likeness and never fails the photo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from chalicelib.orders.model import Order
from chalicelib.orders.store.first_pictures import Firsts
from chalicelib.photo.codes import LIKE_ANOTHER, LIKE_REJECTED, finding
from chalicelib.photo.model import Finding, Report

DOUBTED = 0.55  # a warning's risk, and a little more: two accounts are affected


class FirstSeen(Protocol):
    """Which enrolment was the first in a task to bring a file, and a picture that looks like it."""

    def take(self, task_id: str, content: str, look: str, enrolment: str) -> Firsts:
        """Who holds the marks from now on: this enrolment, or others that were faster."""

    def holders(self, task_id: str, content: str, look: str) -> Firsts:
        """Who holds the marks."""

    def leave(self, task_id: str, look: str, enrolment: str) -> None:
        """Gives up the marks that this enrolment holds."""


def with_repeats(report: Report, order: Order, look: str, first_pictures: FirstSeen) -> Report:
    """The report with the findings of this module added.

    look: the picture's difference hash, "" if there is none; only a photo with a standard JPEG takes marks.
    """
    head, content, findings = order.head, report.source.sha256, list[Finding]()
    again = content in head.rejected_sha256
    if again:
        findings.append(finding("same_as_rejected", "fail"))
    elif look and look in _rejected_looks(order):
        findings.append(finding("same_as_rejected", "warn", wording=LIKE_REJECTED))
    kept = report.standard is not None and not again
    if look:
        picture, mine = (head.task_id, content, look), (None, head.enrolment)
        first = first_pictures.take(*picture, head.enrolment) if kept else first_pictures.holders(*picture)
        if first.content not in mine or first.look not in mine:
            wording = LIKE_ANOTHER if first.content in mine else None
            findings.append(finding("same_as_other_person", "warn", wording=wording))
    return with_findings(report, findings)


def _rejected_looks(order: Order) -> set[str]:
    """A rejected picture that is saved again mostly keeps its look.  A new picture of the same person may share it, so
    it is only a warning."""
    return {photo.look for photo in order.photos if photo.source_sha256 in order.head.rejected_sha256}


def with_findings(report: Report, added: Sequence[Finding]) -> Report:
    """Fails come first, as the engine orders them; a new fail makes the verdict FAILED and removes the standard JPEG.
    A reviewer sees what is doubtful early, so the risk is at least DOUBTED."""
    ordered = tuple(sorted((*report.findings, *added), key=lambda finding: finding.severity != "fail"))
    if not added:
        return report
    if all(finding.severity == "warn" for finding in added):
        return replace(report, findings=ordered, risk=max(report.risk or 0.0, DOUBTED))
    return replace(report, findings=ordered, verdict="FAILED", standard=None, risk=1.0)
