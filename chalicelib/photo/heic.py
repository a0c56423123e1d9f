"""HEIC, as iPhones store pictures: unpacked by libheif in a process of its own.

libheif and its HEVC decoder are much C++ that reads whatever somebody sends.  There a crash, a hang or a flood of
memory ends that process, and the file is one that cannot be read; here it would end the step.  It sees no credentials.
"""

from __future__ import annotations

import io
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
MEMORY: Final = 1_500_000_000  # bytes of address space; 40 megapixels are RGB three times over on their way out
THREADS: Final = 2
TOO_MANY: Final = 3  # exit status of a process that found too many pixels, and printed how many


def is_heic(data: bytes) -> bool:
    """By the brand of its container."""
    return data[4:8] == b"ftyp" and data[8:12] in BRANDS


def unpacked(data: bytes, max_pixels: int) -> bytes:
    """The primary image as a PPM file: upright, sRGB, transparency on white.

    Raises PictureError: bad_format, or too_many_pixels before anything is decoded.
    """
    command = [sys.executable, "-B", "-m", "chalicelib.photo.heic_process", str(max_pixels)]
    room = {"PYTHONPATH": os.pathsep.join(sys.path), "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", "")}
    try:
        done = subprocess.run(  # noqa: S603  # nosec B603 - our own module; the file is only its standard input
            command, input=data, capture_output=True, env=room, timeout=SECONDS
        )
    except subprocess.TimeoutExpired as late:
        raise PictureError("bad_format") from late
    if done.returncode == TOO_MANY:
        raise PictureError("too_many_pixels", measured=int(done.stdout), limit=max_pixels)
    if done.returncode:
        raise PictureError("bad_format")
    return done.stdout


def bound_this_process() -> None:
    """Before the first byte is read: no more memory or time than a picture can need."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_CORE, 0)):
        allowed = resource.getrlimit(what)[1]
        least = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(what, (least, least))


def opened(data: bytes) -> Image.Image:
    """The primary image, not decoded yet.  libheif turns and mirrors it as its container says; EXIF does not count."""
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=THREADS)
    return Image.open(io.BytesIO(data), formats=("HEIF",))
