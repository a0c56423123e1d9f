"""Whether a file says of itself that a machine made its picture, by either of two labels.

- GB 45438-2025, appendix E, which every service in China writes since September 2025: the word AIGC and an object in
  JSON whose Label is 1 (made by a machine), 2 (perhaps) or 3 (suspected).  TC260-PG-20258A puts it into XMP, under
  http://www.tc260.org.cn/ns/AIGC/1.0/; it is also met in PNG texts and EXIF comments.
- IPTC's digital source type, in XMP or in the manifest of C2PA: trainedAlgorithmicMedia, and
  compositeWithTrainedAlgorithmicMedia where a machine made a part.

The bytes are searched for both: every container keeps them as they are, whereas its boxes differ.  No signature is
asked for (C2PA's own reader, 16 MB of native code, would): nobody forges a label that has their picture refused.
A label in a compressed text, in UTF-16 or split between two segments of a JPEG is missed.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

MADE, PERHAPS, SUSPECTED, SILENT = 3, 2, 1, 0
BY_LABEL: Final = {"1": MADE, "2": PERHAPS, "3": SUSPECTED}
SOURCE_TYPE: Final = b"rainedAlgorithmicMedia"  # of both, whose first letters differ
NAME: Final = b"AIGC"
FIELDS: Final = frozenset({"ContentProducer", "ProduceID", "ContentPropagator", "PropagateID"})
BEGIN: Final = re.compile(r"(?:\W|\d){0,16}?(?=\{)")  # from the name to its object: no words, but what containers write
LONG: Final = 4096  # bytes: the object is shorter
MOST: Final = 100  # names that are looked at


def ai_label(data: bytes) -> int:
    """MADE, PERHAPS, SUSPECTED or SILENT; the gravest of several.  Whatever the bytes are, there is an answer."""
    if SOURCE_TYPE in data:
        return MADE
    return max((_label(data[at : at + LONG]) for at in islice(_places(data, NAME), MOST)), default=SILENT)


def _places(data: bytes, word: bytes) -> Iterator[int]:
    """Behind each."""
    at = data.find(word)
    while at >= 0:
        yield at + len(word)
        at = data.find(word, at + 1)


def _label(behind: bytes) -> int:
    """XML and JSON within JSON write quotation marks otherwise."""
    text = html.unescape(behind.decode("utf-8", "replace")).replace('\\"', '"')
    begin = BEGIN.match(text)
    if begin is None:
        return SILENT
    try:
        found, _ = json.JSONDecoder().raw_decode(text, begin.end())
    except (ValueError, RecursionError):
        return SILENT
    return BY_LABEL.get(str(found.get("Label")), SILENT) if FIELDS & found.keys() else SILENT
