"""Evidence that many rows share; docs/photo-checks.md says what the sets are."""

from __future__ import annotations

from .row import Evidence


def on_people() -> Evidence:
    """On the pictures of tools/pictures."""
    return Evidence(source="recipe")


PORTRAITS = 242  # frontal ones of three public sets, clean


def on_portraits(clean: str, faulty: str, *, pictures: int = PORTRAITS, faults: int | None = None) -> Evidence:
    """On these portraits, and on the same with faults put in; faults: how many of these were counted."""
    return Evidence(source="measured", clean=clean, faulty=faulty, clean_pictures=pictures, faulty_pictures=faults)
