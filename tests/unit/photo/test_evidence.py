"""The evidence that is kept beside the limits: it is of these limits, and no row fails people without it."""

from __future__ import annotations

from tests.unit.photo.limits_world import every_row
from tools.calibrate import evidence
from tools.calibrate.evidence import kept, refused, stale
from tools.evaluate.truth import OF_PICTURE, TRUTHS, truth_of


def test_evidence_is_of_the_limits_as_they_are() -> None:
    assert stale(evidence.every_row(), kept()) == []
    assert kept().keys() == {evidence.key(row) for row in evidence.every_row() if truth_of(row)}


def test_no_row_fails_people_without_evidence_that_it_may() -> None:
    assert refused(every_row(), kept()) == []


def test_every_code_is_of_the_picture_or_has_labels_or_only_warns() -> None:
    codes = {row.code for row in every_row()}
    assert {row.code for row in every_row() if row.fail is not None} <= OF_PICTURE | TRUTHS.keys()
    assert codes >= OF_PICTURE | TRUTHS.keys()
