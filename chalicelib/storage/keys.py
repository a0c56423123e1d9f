"""The keys of all objects in the bucket.  Only a package adds to what this module builds: its files and edition."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import NamedTuple

_PHOTO_NO = re.compile("[0-9]{1,4}")


class PhotoUpload(NamedTuple):
    """The parts of the key of an uploaded photo in quarantine."""

    order_id: str
    photo_no: int
    upload_id: str


class AvatarUpload(NamedTuple):
    """The parts of the key of an uploaded avatar in quarantine."""

    person_id: str
    upload_id: str


# -- quarantine: uploads that have not been checked yet ----------------------------------------------------------


def photo_upload(order_id: str, photo_no: int, upload_id: str) -> str:
    """An uploaded photo of an order, in quarantine."""
    return f"in/photo/{order_id}/{photo_no}/{upload_id}"


def own_upload(purpose: str, person_id: str, upload_id: str) -> str:
    """An upload of a person that belongs to no order.  purpose: "qr" or "avatar"."""
    return f"in/{purpose}/{person_id}/{upload_id}"


def table_upload(staff_id: str, upload_id: str) -> str:
    """A spreadsheet that staff uploaded for an import."""
    return f"in/staff/{staff_id}/{upload_id}"


def parse_upload(key: str) -> PhotoUpload | AvatarUpload | None:
    """The upload with this key, if it is one to be checked; else None."""
    match key.split("/"):
        case ["in", "photo", order_id, number, upload_id] if _PHOTO_NO.fullmatch(number):
            return PhotoUpload(order_id, int(number), upload_id)
        case ["in", "avatar", person_id, upload_id]:
            return AvatarUpload(person_id, upload_id)
    return None


# -- pictures of an order ------------------------------------------------------------------------------------------


def original(order_id: str, photo_no: int, sha256: str) -> str:
    """A photo as it was uploaded, but for what the file said beside its pixels.  sha256: of the upload."""
    return f"original/{order_id}/{photo_no}/{sha256}"


def standard(order_id: str, photo_no: int, sha256: str) -> str:
    """The finished JPEG."""
    return f"standard/{order_id}/{photo_no}/{sha256}.jpg"


def before_wall(order_id: str, photo_no: int, sha256: str) -> str:
    """The finished picture with its real background, if that was replaced; deleted together with the finished JPEG."""
    return f"standard/{order_id}/{photo_no}/before/{sha256}.jpg"


def planted(order_id: str, photo_no: int) -> str:
    """A copy of the finished JPEG with a fault, for a reviewer to see; deleted together with it.  Its name, which a
    link shows, tells nothing."""
    return standard(order_id, photo_no, hashlib.sha256(f"planted {order_id} {photo_no}".encode()).hexdigest())


def of_order(order_id: str) -> tuple[str, ...]:
    """The prefixes of the keys of all pictures of an order."""
    return tuple(f"{kind}/{order_id}/" for kind in ("in/photo", "original", "standard"))


# -- the rest ------------------------------------------------------------------------------------------------------


def avatar(person_id: str, upload_id: str) -> str:
    """An account's avatar."""
    return f"avatars/{person_id}/{upload_id}.jpg"


def of_person(person_id: str) -> tuple[str, ...]:
    """The key prefixes of everything an account has besides its orders: its avatar, copies of its data, and its uploads
    of avatars and collection codes."""
    return tuple(f"{kind}/{person_id}/" for kind in ("avatars", "exports", "in/avatar", "in/qr"))


def export(person_id: str, name: str) -> str:
    """A copy of a person's data."""
    return f"exports/{person_id}/{name}.zip"


def exports(person_id: str) -> str:
    """The prefix of the keys of all copies of a person's data."""
    return f"exports/{person_id}/"


def feedback(day: date) -> str:
    """What reviewers decided on a day, beside the measures; holds nothing of a person."""
    return f"feedback/{day.isoformat()}.jsonl"


def package(package_id: str) -> str:
    """The prefix of the keys of all files of a package."""
    return f"packages/{package_id}/"


def exported_table(export_id: str, ending: str) -> str:
    """A finished table that staff exported."""
    return f"tables/{export_id}/table.{ending}"


def exported_parts(export_id: str) -> str:
    """The prefix of the keys of the parts of an export that is being written."""
    return f"tables/{export_id}/parts/"


def exported_part(export_id: str, number: int) -> str:
    return f"{exported_parts(export_id)}{number:05d}"


def program_code(appid: str, version: str, code: str) -> str:
    """The picture of the mini-program's code that leads to a task.  version: of the mini-program it opens; code: the
    task's, folded."""
    return f"notices/{appid}/{version}/{code}.jpg"


def notice_page(task_id: str, sha256: str) -> str:
    """A task's notice as a PDF; its name identifies its content."""
    return f"notices/tasks/{task_id}/{sha256}.pdf"
