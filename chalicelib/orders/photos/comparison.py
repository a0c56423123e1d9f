"""What the owner's screen compares a finished photo with: the same frame, on the wall that was replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.orders.model import Photo
from chalicelib.storage import keys


def before_key(order_id: str, photo: Photo) -> str | None:
    """The object key of the picture before; None where the wall was not replaced, the photo is not finished, or an
    older engine kept no such picture."""
    sha256 = standard_report(photo).get("before_sha256")
    return keys.before_wall(order_id, photo.photo_no, sha256) if sha256 else None


def standard_report(photo: Photo) -> Mapping[str, Any]:
    """The report's part about the finished photo; empty where there is none."""
    return (photo.report or {}).get("standard") or {}
