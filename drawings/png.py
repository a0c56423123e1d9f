"""PNG files of drawn pictures, to be read at once and thrown away."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

UNPACKED = 0  # zlib's level; packing costs as much as drawing, and reading what was packed twice as much


def png(image: Image.Image, **options: object) -> bytes:
    """options: as Pillow takes them for a PNG; it writes what has any, and modes other than RGB and L."""
    if options or image.mode not in ("RGB", "L"):
        file = io.BytesIO()
        image.save(file, "PNG", **{"compress_level": UNPACKED, **options})
        return file.getvalue()
    import cv2  # a tenth of the time of Pillow, which tries every filter on every row; a while to load

    pixels = np.asarray(image)
    rows = pixels if image.mode == "L" else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    how = [cv2.IMWRITE_PNG_COMPRESSION, UNPACKED, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_NONE]
    return bytes(cv2.imencode(".png", rows, how)[1])
