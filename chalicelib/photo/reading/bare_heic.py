"""HEIC without EXIF and XMP: their bytes are written over where they lie, and nothing moves.

The container (ISO/IEC 14496-12 §8.11, "iinf" and "iloc") tells items by their kind, and of each where its bytes are.
Boxes beside the picture's go as well: a phone puts a film there, with its own place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

TELLING: Final = frozenset([b"Exif", b"mime", b"uri "])  # kinds of items: EXIF, XMP and other texts, and links
# EXIF that says nothing: where its TIFF begins, and a TIFF without any entry.
SILENT: Final = b"\0\0\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"
CHILDREN: Final = {b"meta": 4}  # of a box's body, where its boxes begin
PICTURES: Final = frozenset([b"ftyp", b"meta", b"mdat"])  # the outermost boxes that a picture needs
MOST_PARTS: Final = 10_000  # of all items; a picture of 200 megapixels in tiles of 512 px has 800
OF_ANOTHER_ITEM: Final = 2  # "construction_method": where an item's bytes are is told within another item's


class _Numbers:
    """Reads big-endian numbers one after another.  Raises IndexError behind the end."""

    def __init__(self, body: bytes) -> None:
        self._body, self.at = body, 0

    def next(self, size: int) -> int:
        """size: bytes; 0 is a number that is left out, and 0."""
        self.at += size
        if self.at > len(self._body):
            raise IndexError(self.at)
        return int.from_bytes(self._body[self.at - size : self.at])


def bare_heic(data: bytes) -> bytes | None:
    """The file, as long as before; None if its items cannot be told."""
    try:
        boxes = list(_boxes(data, 0, len(data)))
        others = next((at for kind, (at, _) in boxes[1:] if kind == b"ftyp"), len(data))  # there another file begins
        begin, end = next(place for kind, place in boxes if kind == b"meta")
        meta = dict(_boxes(data, begin + CHILDREN[b"meta"], end))
        telling = set(_telling(data, *meta[b"iinf"]))
        places = [(at, size) for item, at, size in _places(data, meta) if item in telling]
    except (IndexError, KeyError, StopIteration):
        return None
    # Overlapping parts would be written over and over; one without a length goes on to an end not told here.
    if sum(size for _, size in places) > len(data) or any(not 0 < size <= len(data) - at for at, size in places):
        return None
    bare = bytearray(data)
    for at, size in places:
        bare[at : at + size] = SILENT[:size].ljust(size, b"\0")
    for kind, (at, end) in boxes:
        if kind not in PICTURES or at >= others:
            name = at - 4 if data[at - 4 : at] == kind else at - 12  # before a size of eight bytes
            bare[name : name + 4] = b"free"
            bare[at:end] = bytes(end - at)
    return bytes(bare)


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """(kind, where its body begins and ends) of each box; the last of a kind counts."""
    while at + 8 <= end:
        size, head = int.from_bytes(data[at : at + 4]), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16]), 16
        following = end if size == 0 else at + size
        if not at + head <= following <= end:
            raise IndexError(at)
        yield data[at + 4 : at + 8], (at + head, following)
        at = following


def _telling(data: bytes, begin: int, end: int) -> Iterator[int]:
    """The ids of items that are no pictures."""
    first = begin + (6 if data[begin] == 0 else 8)  # version and flags, then the count in two bytes or four
    for kind, (at, _) in _boxes(data, first, end):
        version = data[at]
        if kind != b"infe" or version < 2:
            continue
        wide = 2 if version == 2 else 4
        what = data[at + 4 + wide + 2 : at + 4 + wide + 6]
        if what in TELLING:
            yield int.from_bytes(data[at + 4 : at + 4 + wide])


def _places(data: bytes, meta: dict[bytes, tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """(item, where a part of its bytes begins, how many they are; 0 if that is not told here)."""
    begin, end = meta[b"iloc"]
    numbers, version = _Numbers(data[begin:end]), data[begin]
    numbers.next(4)
    sizes = numbers.next(2)
    of_offset, of_length, of_base, of_index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    wide = 2 if version < 2 else 4
    parts = 0
    for _ in range(numbers.next(wide)):
        item = numbers.next(wide)
        method = numbers.next(2) & 15 if version else 0
        numbers.next(2)
        base = numbers.next(of_base) + (meta[b"idat"][0] if method == 1 else 0)
        count = numbers.next(2)
        parts += max(1, count)
        if parts > MOST_PARTS:
            raise IndexError(parts)
        for _ in range(count):
            numbers.next(of_index if version else 0)
            offset, length = numbers.next(of_offset), numbers.next(of_length)
            yield item, base + offset, 0 if method == OF_ANOTHER_ITEM else length
