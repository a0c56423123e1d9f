"""Where every object lies in the bucket.  Nothing else writes or reads a key's parts."""

from __future__ import annotations

import re
from typing import NamedTuple

_PHOTO_NO = re.compile("[0-9]{1,4}")


class PhotoUpload(NamedTuple):
    """A photo that arrived in quarantine."""

    order_id: str
    photo_no: int
    upload_id: str


class AvatarUpload(NamedTuple):
    """An account's picture that arrived in quarantine."""

    person_id: str
    upload_id: str


# -- quarantine: what somebody uploaded and nobody looked at yet --------------------------------------------------


def photo_upload(order_id: str, photo_no: int, upload_id: str) -> str:
    """An uploaded photo of an order."""
    return f"in/photo/{order_id}/{photo_no}/{upload_id}"


def own_upload(purpose: str, person_id: str, upload_id: str) -> str:
    """An upload of a person that belongs to no order.  purpose: "qr" or "avatar"."""
    return f"in/{purpose}/{person_id}/{upload_id}"


def table_upload(staff_id: str, upload_id: str) -> str:
    """A table to import."""
    return f"in/staff/{staff_id}/{upload_id}"


def parse_upload(key: str) -> PhotoUpload | AvatarUpload | None:
    """What arrived under a key, if it is something to look at; else None."""
    match key.split("/"):
        case ["in", "photo", order_id, number, upload_id] if _PHOTO_NO.fullmatch(number):
            return PhotoUpload(order_id, int(number), upload_id)
        case ["in", "avatar", person_id, upload_id]:
            return AvatarUpload(person_id, upload_id)
    return None


# -- pictures of an order ------------------------------------------------------------------------------------------


def original(order_id: str, photo_no: int, sha256: str) -> str:
    """A photo as it was uploaded."""
    return f"original/{order_id}/{photo_no}/{sha256}"


def standard(order_id: str, photo_no: int, sha256: str) -> str:
    """The finished JPEG."""
    return f"standard/{order_id}/{photo_no}/{sha256}.jpg"


def before_wall(order_id: str, photo_no: int, sha256: str) -> str:
    """The same frame on its own wall, where the wall was replaced: whatever deletes the finished one deletes it too."""
    return f"standard/{order_id}/{photo_no}/before/{sha256}.jpg"


def of_order(order_id: str) -> tuple[str, ...]:
    """What the keys of all an order's pictures begin with."""
    return tuple(f"{kind}/{order_id}/" for kind in ("in/photo", "original", "standard"))


# -- the rest ------------------------------------------------------------------------------------------------------


def avatar(person_id: str, upload_id: str) -> str:
    """An account's picture."""
    return f"avatars/{person_id}/{upload_id}.jpg"


def of_person(person_id: str) -> tuple[str, ...]:
    """What the keys begin with of all that an account has beside its orders: its picture, copies of its data."""
    return tuple(f"{kind}/{person_id}/" for kind in ("avatars", "exports"))


def export(person_id: str, name: str) -> str:
    """A copy of a person's data."""
    return f"exports/{person_id}/{name}.zip"


def exports(person_id: str) -> str:
    """What the keys of all a person's copies begin with."""
    return f"exports/{person_id}/"


def package(package_id: str) -> str:
    """What the keys of all a package's files begin with."""
    return f"packages/{package_id}/"
