"""HEIC, as iPhones store pictures: unpacked by libheif in a process of its own.

libheif and its HEVC decoder are much C++ that reads whatever somebody sends.  There a crash, a hang or a flood of
memory ends that process, and the file is one that cannot be read; here it would end the step.  It sees no credentials.
"""

from __future__ import annotations

import os
import resource
import subprocess  # nosec B404
import sys
from typing import Final

from PIL import Image

from .picture_error import PictureError

BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")  # ISO/IEC 23008-12
SECONDS: Final = 12  # by the clock; measured: 12 megapixels take 0.3–1
CPU_SECONDS: Final = 8
MEMORY: Final = 450_000_000  # bytes of address space, of which libraries and threads reserve much and use little
TOO_MANY: Final = 3  # exit status of a process that found too many pixels, and printed how many there are and may be


def is_heic(data: bytes) -> bool:
    """By the brand of its container."""
    return data[4:8] == b"ftyp" and data[8:12] in BRANDS


def unpacked(data: bytes, max_pixels: int, enough: int | None, room: int) -> tuple[tuple[int, int], int, Image.Image]:
    """The primary image's size, by how much it was made smaller, and it: upright, sRGB, transparency on white.

    The rest as picture.read_picture has it.  Raises PictureError: bad_format, or too_many_pixels before anything is
    decoded.
    """
    limits = (str(max_pixels), str(enough or 0), str(room))
    command = [sys.executable, "-B", "-m", "chalicelib.photo.reading.heic_process", *limits]
    environ = {"PYTHONPATH": os.pathsep.join(sys.path), "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", "")}
    try:
        done = subprocess.run(  # noqa: S603  # nosec B603 - our own module; the file is only its standard input
            command, input=data, capture_output=True, env=environ, timeout=SECONDS
        )
    except subprocess.TimeoutExpired as late:
        raise PictureError("bad_format") from late
    if done.returncode == TOO_MANY:
        measured, limit = (int(number) for number in done.stdout.split())
        raise PictureError("too_many_pixels", measured=measured, limit=limit)
    if done.returncode:
        raise PictureError("bad_format")
    head, pixels = done.stdout.split(b"\n", 1)
    width, height, zoom, *size = (int(number) for number in head.split())
    return (width, height), zoom, Image.frombytes("RGB", (size[0], size[1]), pixels)


def bound_this_process() -> None:
    """Before the first byte is read: no more memory or time than a picture can need."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_CORE, 0)):
        allowed = resource.getrlimit(what)[1]
        least = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(what, (least, least))
