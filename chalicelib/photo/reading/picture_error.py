"""Why an uploaded file cannot be used as a picture."""

from __future__ import annotations


class PictureError(Exception):
    """code is bad_format, file_too_large or too_many_pixels; measured and limit are in bytes or px."""

    def __init__(self, code: str, *, measured: float | None = None, limit: float | None = None) -> None:
        super().__init__(code)
        self.code, self.measured, self.limit = code, measured, limit
