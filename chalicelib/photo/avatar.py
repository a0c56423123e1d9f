"""Avatars: any picture, re-encoded as a small square, so that nothing of the uploaded file survives but its pixels."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from .reading.picture import read_picture

SIDE = 256  # px
ENOUGH = 2048  # px, longer side of what the square is cut out of
QUALITY = 85


def avatar(data: bytes) -> bytes:
    """A SIDE × SIDE JPEG of the middle of the picture.  Raises PictureError."""
    square = ImageOps.fit(read_picture(data, enough=ENOUGH).image, (SIDE, SIDE), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    square.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
