"""Limits of what a file says of how its picture came about."""

from __future__ import annotations

from ..codes import PERHAPS_GENERATED
from ..reading.ai_label import PERHAPS, SILENT
from .row import Evidence, Row

FILE = (
    Row(
        code="ai_generated", measure="ai_said", bad="high", warn=PERHAPS, fail=PERHAPS, allowed=(0, 0),
        means="the file's label of GB 45438-2025 or IPTC says that a machine made the picture, or a part of it",
        rests_on=Evidence(
            source="recipe", clean="of 1,965 photographs none", faulty="9 of 15 that a machine made have a label",
            clean_pictures=1965, faulty_pictures=15,
        ),
    ),
    Row(
        code="ai_generated", measure="ai_said", bad="high", warn=SILENT, fail=None, allowed=(0, 0),
        wording=PERHAPS_GENERATED, means="it says that a machine perhaps did, or is suspected of it",
        rests_on=Evidence(source="standard"),
    ),
    Row(
        code="retouched", measure="beautified", bad="high", warn=0, fail=None, allowed=(0, 0),
        means="a program that makes faces more beautiful has signed the file",
        rests_on=Evidence(
            source="recipe", clean="of 1,965 photographs one, rightly; Photoshop signed 195 of 914 of studios and is "
            "not told", clean_pictures=1965,
        ),
    ),
)  # fmt: skip
