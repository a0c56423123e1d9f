"""What may be uploaded, how large, and how long a form takes it."""

from __future__ import annotations

from typing import Literal

MB = 1024 * 1024
TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic")  # what the engine can open
LIMITS = {"QR": 10 * MB, "PHOTO": 10 * MB, "AVATAR": 5 * MB}
FORM_SECONDS = 600
Purpose = Literal["QR", "PHOTO", "AVATAR"]
