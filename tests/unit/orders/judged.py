"""What the engine said of a photo."""

from __future__ import annotations

from chalicelib.photo.codes import finding
from chalicelib.photo.model import Report, Source, Standard

PASSED = Report(
    v=1,
    spec="chsi",
    spec_rev=1,
    engine="3",
    verdict="PASSED",
    findings=(finding("blurred", "warn"),),
    source=Source(600, 800, 5, "aa"),
    crop=None,
    standard=Standard(480, 640, 31_000, "bb"),
)
