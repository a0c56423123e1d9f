"""What heic.unpacked runs: HEIC on standard input; out come a line of sizes and the pixels, 3 bytes each.

Its arguments: the most pixels, how many are enough (0: all), and the room for them in bytes.
"""

from __future__ import annotations

import sys
from typing import Any, Final

from PIL import Image
from pillow_heif import HeifImage, open_heif, options

from .heic import TOO_MANY, bound_this_process
from .picture import fitting_zoom, shrunk, shrunk_size
from .picture_error import PictureError

THREADS: Final = 2
ITSELF: Final = 26_000_000  # bytes of this process before it reads
KEPT: Final = 4.8  # bytes per px: the planes, and RGB made from them
RESULT: Final = 3  # bytes per px: what arrives while this is running


def main() -> None:
    bound_this_process()
    max_pixels, enough, room = (int(number) for number in sys.argv[1:])
    image = _primary(sys.stdin.buffer.read())
    try:
        zoom = fitting_zoom(image.size, max_pixels, enough, room, lambda zoom: _needs(image, zoom))
    except PictureError as error:
        _say(error.measured or 0, error.limit or 0)
        sys.exit(TOO_MANY)
    data, stride, size = image.data, image.stride, image.size  # only now is it decoded, and says its true size

    def strip(top: int, bottom: int) -> Image.Image:
        rows = data[top * stride : bottom * stride]
        return Image.frombytes(image.mode, (size[0], bottom - top), rows, "raw", image.mode, stride)

    profile: Any = image.info.get("icc_profile")
    _say(*size, zoom, *shrunk_size(size, zoom))
    for part in shrunk(strip, size, profile, zoom, "RGB"):
        sys.stdout.buffer.write(part.tobytes())


def _primary(data: bytes) -> HeifImage:
    """Not decoded yet.  libheif turns and mirrors it as its container says; EXIF does not count."""
    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    options.DECODE_THREADS = THREADS
    file = open_heif(data, convert_hdr_to_8bit=True)
    return file[file.primary_index]


def _needs(image: HeifImage, zoom: int) -> int:
    pixels = image.size[0] * image.size[1]
    return ITSELF + int(pixels * KEPT) + pixels // zoom**2 * RESULT


def _say(*numbers: float) -> None:
    sys.stdout.buffer.write((" ".join(str(int(number)) for number in numbers) + "\n").encode())


if __name__ == "__main__":
    main()
