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
            source="recipe", clean="of 3,635 taken for photographs four, rightly: a machine made two and changed two",
            faulty="9 of 16 that a machine made have a label", clean_pictures=3635, faulty_pictures=16,
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
            source="recipe", clean="of 3,635 photographs one, rightly; Photoshop and its like, which are not told, "
            "signed 584 of 1,392 of studios", clean_pictures=3635,
        ),
    ),
)  # fmt: skip
