"""Files made to keep something, to cost time or memory, or that phones write with more than a picture."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib

import pytest
from PIL import ExifTags, Image

from chalicelib.photo.reading.bare import bare_file
from chalicelib.photo.reading.picture import MAX_PIXELS, read_picture
from tests.worlds.pictures import encoded

PICTURE = Image.new("RGB", (48, 64), (200, 10, 10))
MB = 1024 * 1024


def box(kind: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4) + kind + body


def heic(iloc: bytes, behind: bytes = b"") -> bytes:
    """One item, Exif; iloc: the body behind version and flags."""
    told = box(b"infe", b"\2\0\0\0" + b"\0\1\0\0" + b"Exif\0")
    items = box(b"iinf", b"\0\0\0\0" + b"\0\1" + told) + box(b"iloc", iloc)
    return box(b"ftyp", b"heic\0\0\0\0heic") + box(b"meta", b"\0\0\0\0" + items) + behind


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [
        len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)
        for kind, body in [(b"IHDR", head), *chunks, (b"IEND", b"")]
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_items_with_parts_that_take_no_room_are_not_gone_through() -> None:
    """65,535 × 65,535 parts in 400 KB: neither offset nor length nor index has a byte."""

    assert bare_file(heic(b"\0\0\0\0" + b"\0\0" + b"\xff\xff" + b"\0\2\0\0\xff\xff" * 65_535)) is None


def test_one_place_is_not_written_over_and_over() -> None:
    """9,000 parts of 4 MB each, all at the same place, would be 36 GB of zeros."""
    part = struct.pack(">II", 0, 4 * MB)
    data = heic(b"\0\0\0\0" + b"\x44\0" + b"\0\1" + b"\0\1\0\0" + struct.pack(">H", 9_000) + part * 9_000)
    assert bare_file(data + box(b"mdat", bytes(4 * MB))) is None


@pytest.mark.parametrize("method", [0, 2])
def test_an_item_whose_bytes_cannot_be_told_leaves_no_file(method: int) -> None:
    """Without a length it goes on to the end; by another item, the place is not one in the file."""
    length = 0 if method == 0 else 8
    iloc = (
        b"\1\0\0\0" + b"\x44\0" + b"\0\1" + b"\0\1" + struct.pack(">HHH", method, 0, 1) + struct.pack(">II", 8, length)
    )
    assert bare_file(heic(iloc, box(b"mdat", bytes(64)))) is None


def test_a_film_beside_a_heic_picture_goes() -> None:
    """In a box of its own, as Samsung's phones write it, or as a file behind the file."""
    data = encoded(PICTURE, "HEIF")
    film = box(b"moov", b"+28.1912+112.9388/") + box(b"mdat", b"FRAMES")
    for behind in (box(b"mpvd", box(b"ftyp", b"mp42") + film), box(b"ftyp", b"mp42\0\0\0\0") + film):
        kept = bare_file(data + behind)
        assert kept is not None
        assert b"112.9388" not in kept
        assert b"FRAMES" not in kept
        assert read_picture(kept).image.tobytes() == read_picture(data).image.tobytes()
        assert bare_file(kept) == kept


def test_the_small_picture_in_a_jpegs_head_goes() -> None:
    """JFIF's own, which shows what somebody cut off since."""
    data = encoded(PICTURE, "JPEG")
    assert data[2:4] == b"\xff\xe0"
    end = 4 + int.from_bytes(data[4:6])
    small = b"WHAT-WAS-CUT" * 4
    head = data[6:18] + bytes([4, 4]) + small
    with_small = data[:4] + (len(head) + 2).to_bytes(2) + head + data[end:]
    kept = bare_file(with_small)
    assert kept == bare_file(data) == data
    assert read_picture(with_small).image.tobytes() == read_picture(data).image.tobytes()


@pytest.mark.parametrize("marker", [0x02, 0xBF, 0xF0, 0xFD])
def test_segments_that_no_decoder_needs_go(marker: int) -> None:
    data = encoded(PICTURE, "JPEG")
    said = b"SERIAL-0042"
    told = data[:2] + bytes([0xFF, marker]) + (len(said) + 2).to_bytes(2) + said + data[2:]
    assert bare_file(told) == bare_file(data)


def test_many_parts_take_little_more_than_the_file() -> None:
    data = b"\xff\xd8" + b"\xff\xdb\0\2" * (MB // 16)
    tracemalloc.start()
    bare_file(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * len(data)


def test_a_png_too_large_to_be_read_is_not_decoded_for_its_sake() -> None:
    """Beside EXIF behind its pixels Pillow decodes a PNG whole; the engine refuses it by its size."""
    side = 8_000
    rows = zlib.compress(bytes((side + 1) * side), 1)
    assert side * side > MAX_PIXELS
    data = png(side, side, (b"IDAT", rows))
    tracemalloc.start()
    kept = bare_file(data)
    tracemalloc.stop()
    assert kept == data


def test_a_png_turned_by_what_stands_behind_its_pixels_stays_upright() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    told = exif.tobytes().removeprefix(b"Exif\0\0")
    data = png(3, 2, (b"IDAT", zlib.compress(b"\0abc\0def")), (b"eXIf", told))
    kept = bare_file(data)
    assert kept is not None
    with Image.open(io.BytesIO(kept)) as image:
        assert image.getexif()[ExifTags.Base.Orientation] == 6
