"""What a reviewer decided about one photo, beside what the engine measured in it: a line of feedback/<day>.jsonl."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from chalicelib.orders.appeal import appeal_about
from chalicelib.orders.model import Order
from chalicelib.photo.model import Covers, Glasses, Measures, Rgb, Severity
from chalicelib.shared.errors import NotFound
from chalicelib.tasks.model import Task

# Megapixels up to which an uploaded file belongs to a class: a phone's camera takes 8, 12 or more, what a chat program
# passed on has one or two.  Finer classes might single out somebody's device.
SIZES = (1, 2, 4, 9, 16)
# Measures of the file and its camera rather than of the picture: together they might single out a device, too.
OF_CAMERA = frozenset({"width", "height", "camera_distance", "front_lens", "edited"})
# What reading raises where an order, a report or a row of the trail has a shape that this program does not write, or
# the order's task is gone.  A table that does not answer raises others.
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, NotFound)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a reviewer decided about a photo of an order.  reasons: codes of a rejection, empty if it was approved."""

    order_id: str
    photo_no: int
    approved: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DecidedPhoto:
    """One decision; nothing in it names the order, the student, the reviewer, the school, the picture or the hour.

    week: of the decision, in ISO's way; client: with which the photo was handed in, "" where that was not kept; size:
    class of the uploaded file, see SIZES; limits: revision of the limits; glasses, covers, wall: what the task wants,
    as it is when the line is written.  measures, findings: the machine's, by name (without those OF_CAMERA) and by
    code.  appealed: the student asked for a person; reasons: the codes that the reviewer gave, the engine's and those
    that only a person sees.
    A new field needs a default: older lines are read, too.
    """

    week: str
    client: str
    size: str
    engine: str
    limits: str
    spec: str
    spec_rev: int
    glasses: Glasses
    covers: Covers
    wall: Rgb
    measures: Measures
    findings: dict[str, Severity]
    appealed: bool
    approved: bool
    reasons: tuple[str, ...]


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_LINE = msgspec.json.Decoder(DecidedPhoto)


def decided_photo(decision: Decision, order: Order, task: Task, week: str) -> DecidedPhoto | None:
    """None of a photo whose report is gone or has no measures, and of a demo task.  Raises UNREADABLE."""
    photo = order.photo(decision.photo_no)
    report: Mapping[str, Any] = (photo.report if photo else None) or {}
    if photo is None or not report.get("measures") or task.demo:
        return None
    found = DecidedPhoto(
        week=week,
        client=photo.client,
        size=size_class(report["source"]["w"], report["source"]["h"]),
        engine=report["engine"],
        limits=report["limits"],
        spec=photo.spec,
        spec_rev=photo.spec_rev,
        glasses=task.glasses,
        covers=task.covers,
        wall=task.background.rgb,
        measures={name: value for name, value in report["measures"].items() if name not in OF_CAMERA},
        findings={one["code"]: one["severity"] for one in reversed(report["findings"])},  # fails stand first, and count
        appealed=appeal_about(order.head.appeals, photo.photo_no) is not None,
        approved=decision.approved,
        reasons=decision.reasons,
    )
    return _LINE.decode(msgspec.json.encode(found))  # what nobody could read again is told here


def size_class(width: int, height: int) -> str:
    """width, height: in px.  Such as "to 16 MP"."""
    megapixels = width * height / 1_000_000
    return next((f"to {most} MP" for most in SIZES if megapixels <= most), f"over {SIZES[-1]} MP")


def week_of(day: date) -> str:
    """In ISO's way: `2026-W48`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def as_lines(photos: Iterable[DecidedPhoto]) -> bytes:
    """JSON lines in the order of their text, which tells nothing about who was decided about when."""
    return b"".join(sorted(msgspec.json.encode(photo) + b"\n" for photo in photos))


def from_lines(data: bytes) -> list[DecidedPhoto]:
    """What `as_lines` wrote.  Raises msgspec.ValidationError or DecodeError for anything else."""
    return [_LINE.decode(line) for line in data.splitlines()]
