"""What may be uploaded, and how large."""

from __future__ import annotations

from typing import Literal

MB = 1024 * 1024
TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic")  # what the engine can open
LIMITS = {"QR": 10 * MB, "PHOTO": 10 * MB, "AVATAR": 5 * MB}
Purpose = Literal["QR", "PHOTO", "AVATAR"]
