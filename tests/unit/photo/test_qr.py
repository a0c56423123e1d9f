"""Reading QR pictures: what phones do to them, more than one code, hostile pictures, and zbar's library."""

from __future__ import annotations

import ctypes.util
import io
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import segno
from PIL import Image, ImageFilter, ImageOps

from chalicelib.photo.qr import decoders, scan, views
from chalicelib.photo.qr.decoders import Code
from chalicelib.photo.qr.scan import read_qr
from chalicelib.photo.reading.picture_error import PictureError
from drawings import qr_card
from drawings.faulty_portraits import huge_png
from tests.worlds.pictures import ROOT, encoded

TEXT = qr_card.chsi_like_text(seed=4)
CARD = qr_card.draw(TEXT)


def code(text: str, scale: int = 6) -> Image.Image:
    file = io.BytesIO()
    segno.make(text, micro=False).save(file, kind="png", scale=scale, border=4)
    return Image.open(file).convert("RGB")


def texts(image: Image.Image, kind: str = "PNG", **options: object) -> list[str]:
    return [found.text for found in read_qr(encoded(image, kind, **options))]


PHONES = {
    "as saved": CARD,
    "screenshot": CARD.resize((1080, round(CARD.height * 1080 / CARD.width))),
    "small": CARD.resize((CARD.width // 2, CARD.height // 2), Image.Resampling.BILINEAR),
    "dark screen": CARD.point(lambda value: value // 5),
    "inverted": ImageOps.invert(CARD),
    "turned": CARD.rotate(30, expand=True, fillcolor="white"),
    "upside down": CARD.rotate(180),
    "soft": CARD.filter(ImageFilter.GaussianBlur(1.5)),
    "in a big photo": ImageOps.expand(CARD, 1200, fill=(90, 110, 80)),
}


@pytest.mark.parametrize("name", PHONES)
def test_what_phones_do_to_a_card(name: str) -> None:
    assert texts(PHONES[name], compress_level=1) == [TEXT]


@pytest.mark.parametrize("quality", [15, 40, 80])
def test_jpeg_does_no_harm(quality: int) -> None:
    assert texts(CARD, "JPEG", quality=quality) == [TEXT]


def test_uneven_light_is_read() -> None:
    light = np.linspace(1.0, 0.12, CARD.width)[None, :, None]
    assert texts(Image.fromarray((np.asarray(CARD) * light).astype(np.uint8))) == [TEXT]


def test_a_transparent_code_is_read() -> None:
    black = Image.new("RGBA", code("GP-000001").size, (0, 0, 0, 0))
    black.putalpha(ImageOps.invert(code("GP-000001").convert("L")))
    assert texts(black) == ["GP-000001"]


def test_every_code_in_a_picture_is_returned_once() -> None:
    sheet = Image.new("RGB", (900, 500), "white")
    sheet.paste(code("first-code"), (40, 100))
    sheet.paste(code("second-code"), (340, 100))
    sheet.paste(code("first-code"), (640, 100))
    assert sorted(texts(sheet)) == ["first-code", "second-code"]


def test_control_characters_are_kept() -> None:
    assert texts(code("a\tb\nc 张三")) == ["a\tb\nc 张三"]


def test_a_picture_without_a_code_gives_nothing() -> None:
    assert texts(Image.new("RGB", (600, 800), (100, 197, 255))) == []
    assert texts(Image.new("RGB", (1, 1))) == []
    assert texts(Image.new("RGB", (20000, 2))) == []


@pytest.mark.parametrize(
    ("data", "error"),
    [(b"<html>", "bad_format"), (encoded(CARD)[:500], "bad_format"), (huge_png(), "too_many_pixels")],
)
def test_what_is_no_picture_is_refused(data: bytes, error: str) -> None:
    with pytest.raises(PictureError) as refused:
        read_qr(data)
    assert refused.value.code == error


def test_the_budget_ends_the_cascade(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pass takes 0.2 s of the processor here, so a budget of 0.5 s allows two and no third."""
    calls = []

    def slow(picture: Image.Image) -> list[Code]:
        calls.append(picture.size)
        return []

    monkeypatch.setattr(scan, "time", SimpleNamespace(thread_time=lambda: 0.2 * len(calls)))
    monkeypatch.setattr(scan, "PASSES", tuple(scan.Pass(name, views.whole, slow) for name in "abcd"))
    assert read_qr(encoded(Image.new("L", (1400, 1400))), budget_s=0.5) == []
    assert len(calls) == 2


def test_zbar_reads_too() -> None:
    assert decoders.zbar(code("zbar-reads-this").convert("L")) == [Code("zbar-reads-this")]


def test_a_charset_zbar_guessed_wrong_is_put_right() -> None:
    assert decoders.repair_charset("正宗铁观音茶叶".encode().decode("shift_jis").encode()) == "正宗铁观音茶叶"
    assert decoders.repair_charset("编号".encode().decode("latin-1").encode()) == "编号"


def test_a_text_of_unsure_charset_counts_as_unread() -> None:
    assert decoders.repair_charset("外側QR".encode()) == ""
    assert decoders.repair_charset("采集码".encode("gbk")) == ""
    assert decoders.repair_charset(b"CJM-0001\n") == "CJM-0001\n"


def test_the_wanted_code_is_not_hidden_by_a_clearer_one() -> None:
    """The link is read at once; the code on the faint side only by a later pass."""
    sheet = Image.new("L", (900, 500), 255)
    sheet.paste(code("https://example.com/not-this").convert("L"), (30, 60))
    sheet.paste(code("CJM-WANTED-01").convert("L").filter(ImageFilter.GaussianBlur(3.6)), (500, 60))
    data = encoded(sheet)
    assert [found.text for found in read_qr(data)] == ["https://example.com/not-this"]
    found = read_qr(data, lambda text: text.startswith("CJM"))
    assert [one.text for one in found] == ["CJM-WANTED-01", "https://example.com/not-this"]


@pytest.mark.parametrize("given", [True, False])
def test_a_given_zbar_library_is_loaded_without_a_search(given: bool) -> None:
    """In a fresh process with a look-up that finds nothing, as in a Lambda; the look-up is put back afterwards."""
    name = ctypes.util.find_library("zbar")
    assert name, "libzbar0 is not installed: run `make setup`"
    places = [path for folder in ("/usr/lib", "/lib", "/usr/local/lib") for path in Path(folder).rglob(name)]
    library = str(places[0]) if given else "/nowhere/libzbar.so.0"
    program = f"""
import ctypes.util
blind = ctypes.util.find_library = lambda name: None
from chalicelib.photo.qr import decoders
print(decoders.load_pyzbar({library!r}) is not None, ctypes.util.find_library is blind)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == f"{given} True"


def test_importing_the_reader_loads_no_decoder() -> None:
    program = (
        "import sys, chalicelib.photo.qr.scan, chalicelib.collect_codes.readers, chalicelib.photo.spec; "
        "print(sorted({'cv2', 'zxingcpp', 'pyzbar', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_clear_picture_is_read_without_numpy(tmp_path: Path) -> None:
    """Which takes longer to import than the picture takes to read."""
    (tmp_path / "card.png").write_bytes(encoded(CARD))
    program = (
        "import sys; from chalicelib.photo.qr.scan import read_qr; "
        "print(len(read_qr(open(sys.argv[1], 'rb').read())), 'numpy' in sys.modules)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "card.png")]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "1 False"
