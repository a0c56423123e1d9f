"""What a finished photo is compared with on its owner's screen: the same frame on the wall that was replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.orders.model import Photo
from chalicelib.storage import keys


def before_of(order_id: str, photo: Photo) -> str | None:
    """Its key; None where the wall stayed, nothing was finished, or an older engine kept none."""
    sha256 = made_of(photo).get("before_sha256")
    return keys.before_wall(order_id, photo.photo_no, sha256) if sha256 else None


def made_of(photo: Photo) -> Mapping[str, Any]:
    """What its report says of the finished photo; nothing where there is none."""
    return (photo.report or {}).get("standard") or {}
