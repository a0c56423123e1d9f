"""Opening what somebody uploaded: good pictures turned upright and to sRGB, everything else refused, never a crash."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from chalicelib.photo.avatar import avatar
from chalicelib.photo.reading import picture
from chalicelib.photo.reading.picture import MAX_BYTES, open_picture, read_picture
from chalicelib.photo.reading.picture_error import PictureError
from drawings.faulty_portraits import huge_png
from tests.worlds.pictures import colour, drawn, encoded

MARKED = Image.new("RGB", (40, 60), (200, 10, 10))
MARKED.paste((10, 10, 200), (0, 0, 40, 20))  # blue on top
SHADED = Image.radial_gradient("L").resize((600, 800)).convert("RGB")

HOSTILE = {
    "empty": (b"", "bad_format"),
    "html": (b"<html>photo.jpg</html>", "bad_format"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "bad_format"),
    "only a header": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "bad_format"),
    "huge": (huge_png(), "too_many_pixels"),
    "overflowing": (huge_png(2**31 - 1, 2**31 - 1), "too_many_pixels"),
    "a little too many": (huge_png(8000, 5001), "too_many_pixels"),
    "no pixels": (huge_png(0, 10), "bad_format"),
    "animated gif": (
        encoded(MARKED.convert("P"), "GIF", save_all=True, append_images=[MARKED.convert("P")]),
        "bad_format",
    ),
    "truncated jpeg": (encoded(SHADED, "JPEG")[:-2000], "bad_format"),
    "truncated jpeg with an end": (encoded(SHADED, "JPEG")[:-4000] + b"\xff\xd9", "bad_format"),
    "truncated png": (encoded(SHADED)[:-2000], "bad_format"),
    "broken png": (encoded(MARKED)[:40] + b"\0\0\0\0" + encoded(MARKED)[44:], "bad_format"),
    "too large": (encoded(MARKED) + bytes(MAX_BYTES), "file_too_large"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused(name: str) -> None:
    data, code = HOSTILE[name]
    for use in (open_picture, avatar):
        with pytest.raises(PictureError) as refused:
            use(data)
        assert refused.value.code == code


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_turns_the_picture(orientation: int) -> None:
    stored = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = MARKED if stored is None else MARKED.transpose(stored)
    image = open_picture(encoded(turned, "JPEG", exif=exif, quality=95))
    assert image.size == (40, 60)
    assert colour(image, 20, 5)[2] > 150
    assert colour(image, 20, 50)[0] > 150


def test_a_grey_frame_is_no_missing_end() -> None:
    framed = Image.new("RGB", (640, 800), (128, 128, 128))
    framed.paste((90, 140, 200), (32, 32, 608, 768))
    assert open_picture(encoded(framed, "JPEG")).size == (640, 800)


def test_a_grey_jpeg_is_only_dull() -> None:
    assert open_picture(encoded(Image.new("RGB", (64, 64), (128, 128, 128)), "JPEG")).size == (64, 64)


def test_a_broken_exif_block_is_ignored() -> None:
    assert open_picture(encoded(MARKED, "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")).size == (40, 60)


def test_transparency_becomes_white() -> None:
    image = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    image.putpixel((3, 3), (10, 20, 30, 255))
    opened = open_picture(encoded(image))
    assert opened.mode == "RGB"
    assert opened.getpixel((0, 0)) == (255, 255, 255)
    assert opened.getpixel((3, 3)) == (10, 20, 30)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    assert open_picture(encoded(MARKED.convert(mode))).mode == "RGB"


def test_cmyk_becomes_rgb() -> None:
    red, _, blue = colour(open_picture(encoded(MARKED.convert("CMYK"), "JPEG")), 20, 50)
    assert red > 150 > 60 > blue


def test_sixteen_bits_become_eight() -> None:
    grey = Image.fromarray(np.full((8, 8), 0x8000, np.uint16))
    assert open_picture(encoded(grey)).getpixel((0, 0)) == (128, 128, 128)


def test_webp_is_opened_and_only_its_first_frame() -> None:
    data = encoded(MARKED, "WEBP", save_all=True, append_images=[Image.new("RGB", (40, 60))], lossless=True)
    assert open_picture(data).getpixel((20, 50)) == (200, 10, 10)


def test_a_phone_picture_with_a_second_one_inside_is_opened() -> None:
    data = encoded(MARKED, "MPO", save_all=True, append_images=[MARKED])
    assert open_picture(data).size == (40, 60)


def test_foreign_colours_are_converted() -> None:
    plain = encoded(Image.new("RGB", (8, 8), (120, 120, 120)))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    same = encoded(Image.new("RGB", (8, 8), (120, 120, 120)), icc_profile=lab.tobytes())
    broken = encoded(Image.new("RGB", (8, 8), (120, 120, 120)), icc_profile=b"not a profile" * 20)
    for data in (plain, same, broken):
        assert open_picture(data).getpixel((0, 0)) == (120, 120, 120)


def test_no_mutation_of_a_good_file_escapes() -> None:
    dice = np.random.default_rng(7)
    for kind in ("JPEG", "PNG", "WEBP"):
        good = encoded(MARKED, kind)
        for _ in range(150):
            bad = bytearray(good)
            for at in dice.integers(0, len(bad), 6):
                bad[at] = dice.integers(0, 256)
            assert outcome(bytes(bad)) in ("RGB", "bad_format", "too_many_pixels")


def outcome(data: bytes) -> str:
    """The mode of the opened picture, or why it was refused; anything else raised is a fault."""
    try:
        return open_picture(data).mode
    except PictureError as refused:
        return refused.code


@pytest.mark.parametrize("size", [(1, 1), (256, 256), (1000, 20), (300, 900)])
def test_an_avatar_is_a_small_clean_square(size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret"
    data = avatar(encoded(Image.new("RGB", size, (30, 90, 150)), "JPEG", exif=exif))
    image = Image.open(io.BytesIO(data))
    assert (image.size, image.format, image.mode) == ((256, 256), "JPEG", "RGB")
    assert b"secret" not in data


def striped(image: Image.Image, kind: str, **options: Any) -> Image.Image:
    """Made half as large, in strips of a few rows each."""
    return read_picture(encoded(image, kind, **options), enough=image.height // 2).image


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P"])
def test_a_large_picture_is_averaged_as_a_whole_one_is(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "STRIP", 7 * 61)
    image = drawn().resize((61, 83)).convert(mode)
    if mode.endswith("A"):
        image.putalpha(Image.linear_gradient("L").resize(image.size))
    whole = open_picture(encoded(image, "PNG"))
    assert np.array_equal(np.asarray(striped(image, "PNG")), np.asarray(whole.reduce(2)))


def test_a_large_picture_is_turned_after_it_was_made_small() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = MARKED.transpose(Image.Transpose.ROTATE_90)
    small = read_picture(encoded(turned, exif=exif), enough=30)
    assert (small.width, small.height, small.zoom, small.image.size) == (40, 60, 2, (20, 30))
    assert small.image.getpixel((10, 2)) == (10, 10, 200)


@pytest.mark.parametrize(("kind", "options"), [("JPEG", {"progressive": True}), ("WEBP", {}), ("PNG", {})])
def test_what_takes_too_much_memory_to_decode_is_refused_before(kind: str, options: dict[str, Any]) -> None:
    data = encoded(drawn(), kind, **options)
    with pytest.raises(PictureError) as refused:
        read_picture(data, room=1_000_000)
    assert (refused.value.code, refused.value.measured) == ("too_many_pixels", 480_000)
    limit = round(refused.value.limit or 0)
    assert 0 < limit < 480_000
    assert read_picture(data, room=1_000_000 * 480_000 // limit + 100).image.size == (600, 800)


def test_without_room_for_all_of_it_a_picture_is_made_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "FEWEST", 300)
    data = encoded(drawn(), "JPEG")
    assert [read_picture(data, room=room).zoom for room in (4_000_000, 3_000_000)] == [1, 2]


@pytest.mark.parametrize("size", [(2**25, 1), (1, 2**25)])
def test_one_endless_row_or_column_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(PictureError) as refused:
        read_picture(huge_png(*size))
    assert refused.value.code == "too_many_pixels"
