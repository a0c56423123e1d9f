"""The layer's libheif finds what it is linked to, and none of x265."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.wheels import PackagingError
from layers.opencv.no_encoder import take_encoder_out


def wheel(folder: Path, *libraries: str) -> Path:
    (folder / "pillow_heif.libs").mkdir()
    for name in libraries:
        (folder / "pillow_heif.libs" / name).write_bytes(b"\x7fELF x265 HEVC encoder" * 1000)
    return folder


def test_an_empty_library_takes_its_place(tmp_path: Path) -> None:
    name = "libx265-f7a03873.so.217"
    take_encoder_out(wheel(tmp_path, name), "arm64")
    made = (tmp_path / "pillow_heif.libs" / name).read_bytes()
    assert made[:4] == b"\x7fELF"
    assert made[18:20] == b"\xb7\x00"  # AArch64
    assert all(word in made for word in (b"x265_api_get_217", b"x265_cleanup", name.encode()))
    assert b"x265 HEVC encoder" not in made


@pytest.mark.parametrize("libraries", [(), ("libx265-a.so.217", "libx265-b.so.218")])
def test_another_wheel_is_looked_at_first(tmp_path: Path, libraries: tuple[str, ...]) -> None:
    with pytest.raises(PackagingError, match="x265"):
        take_encoder_out(wheel(tmp_path, *libraries), "arm64")
