"""What a finished photo is compared with on its owner's screen: the same frame on the wall that was replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.orders.model import Photo


def before_key(order_id: str, photo_no: int, sha256: str) -> str:
    """Where it lies: beside the finished photo, so that whatever deletes that deletes it too."""
    return f"standard/{order_id}/{photo_no}/before/{sha256}.jpg"


def before_of(order_id: str, photo: Photo) -> str | None:
    """Its key; None where the wall stayed, nothing was finished, or an older engine kept none."""
    sha256 = made_of(photo).get("before_sha256")
    return before_key(order_id, photo.photo_no, sha256) if sha256 else None


def made_of(photo: Photo) -> Mapping[str, Any]:
    """What its report says of the finished photo; nothing where there is none."""
    return (photo.report or {}).get("standard") or {}
