"""The upload-triggered step: an object arrived in quarantine; judge it once, keep what is good, write the verdict.

Running again on the same event changes nothing: a judged number is immutable, and objects are named by content.  Of a
form that is posted again meanwhile, one picture is judged: what else comes under it is left (`store/turns.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol

import msgspec

from chalicelib.orders.model import Order, Photo, PhotoState
from chalicelib.orders.photos.age import with_age
from chalicelib.orders.photos.repeats import FirstSeen, with_repeats
from chalicelib.orders.photos.samples import fault_for
from chalicelib.orders.photos.upload_sizes import FORM_SECONDS, LIMITS
from chalicelib.orders.store import owners
from chalicelib.orders.store.items import JUDGED_WITHIN, photo_no_of
from chalicelib.orders.store.orders import Orders
from chalicelib.orders.store.owners import Owner
from chalicelib.orders.store.turns import Taken, Turns
from chalicelib.photo.codes import only_soft
from chalicelib.photo.model import Background, Covers, Glasses, Report, Spec
from chalicelib.shared.clock import Clock, system_clock
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.db import Conflict
from chalicelib.shared.ids import is_order_id
from chalicelib.shared.log import continue_under, fault
from chalicelib.shared.metrics import measured
from chalicelib.storage import keys
from chalicelib.storage.objects import Absent, Objects
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

NOTHING, TOO_LATE = "nothing to do", "judged already"
POSTABLE = timedelta(seconds=2 * FORM_SECONDS)  # a post that was begun in time ends later
UNJUDGED = (PhotoState.WAITING, PhotoState.CHECKING)


class Judged(Protocol):
    """What the engine returns: the report, and the standard JPEG of a photo that passed or failed on soft codes alone;
    before: the same picture on its original wall; taken: the day its file names."""

    @property
    def report(self) -> Report: ...
    @property
    def standard(self) -> bytes | None: ...
    @property
    def look(self) -> str: ...
    @property
    def before(self) -> bytes | None: ...
    @property
    def taken(self) -> date | None: ...


class Engine(Protocol):
    """Judges a picture; never raises on bad bytes."""

    def judge(self, data: bytes, spec: Spec) -> Judged: ...


class SpecFor(Protocol):
    """The photo standard that a task names, with the task's own settings in it."""

    def __call__(
        self, name: str, background: Background, *, file_bytes: tuple[int, int] | None, glasses: Glasses, covers: Covers
    ) -> Spec: ...


class PhotoJudge:
    """engine, spec_for, small_avatar, spoil, bare_file: callables, so that a process that sees only QR pictures loads
    no models.  bare_file: an upload without what it says of its place, its owner and its device, which is what is kept;
    None for one that is no picture, which is not."""

    def __init__(
        self,
        *,
        store: Orders,
        tasks: Tasks,
        objects: Objects,
        engine: Callable[[], Engine],
        spec_for: SpecFor,
        small_avatar: Callable[[bytes], bytes],
        bare_file: Callable[[bytes], bytes | None],
        spoil: Callable[[bytes, str], bytes],
        first_pictures: FirstSeen,
        turns: Turns,
        clock: Clock,
    ) -> None:
        self._store, self._tasks, self._objects, self._first_pictures = store, tasks, objects, first_pictures
        self._turns, self._clock = turns, clock
        self._engine, self._spec_for = engine, spec_for
        self._small_avatar, self._spoil, self._bare_file = small_avatar, spoil, bare_file

    def arrived(self, key: str, stored_at: datetime | None = None) -> str:
        """Judges the object; returns the outcome in a word, for the log.  stored_at: since when its verdict is waited
        for.  Raises ComeAgain."""
        continue_under(None)
        match keys.parse_upload(key):
            case keys.PhotoUpload(order_id, photo_no, upload_id) if is_order_id(order_id):
                outcome = self._photo(key, order_id, photo_no, upload_id)
                values = _metrics(outcome, photo_no, stored_at)
                measured("judged", values, order_id=order_id, photo_no=photo_no, outcome=outcome)
                return outcome
            case keys.AvatarUpload(person_id, upload_id):
                return self._avatar(person_id, key, keys.avatar(person_id, upload_id))
        return "not ours"

    def judge_overdue(self, order_id: str, part: str) -> str:
        """Judge a photo that is due without a verdict, if its picture is stored; return as `arrived`.

        S3's event may have been lost.  A picture that is not stored yet is checked for again until its upload form
        ends.  A photo that stays without a verdict is judged again at growing intervals.  Raises ComeAgain.
        """
        order, photo_no, now = self._store.load(order_id), photo_no_of(part), self._clock()
        photo = order.photo(photo_no) if order else None
        if order is None or photo is None or photo.state not in UNJUDGED:
            return NOTHING
        key, form_ends = keys.photo_upload(order_id, photo_no, photo.upload_id), photo.asked_at + POSTABLE
        stored_at = None if order.head.erased_at else self._objects.stored_at(key)
        if stored_at is None:
            self._store.reschedule_photo(order_id, photo_no, now + JUDGED_WITHIN if now < form_ends else None)
            return NOTHING
        if now < stored_at + JUDGED_WITHIN:
            self._store.reschedule_photo(order_id, photo_no, stored_at + JUDGED_WITHIN)
            return NOTHING
        self._store.reschedule_photo(order_id, photo_no, now + max(POSTABLE, now - photo.asked_at))
        waited = round((now - stored_at).total_seconds())
        measured("photo found without a verdict", {"PhotoWait": waited}, order_id=order_id, photo_no=photo_no)
        return self.arrived(key, stored_at)

    def _photo(self, key: str, order_id: str, photo_no: int, upload_id: str) -> str:
        order = self._store.load(order_id)
        photo = order.photo(photo_no) if order else None
        if order is None or photo is None or photo.state not in UNJUDGED or upload_id != photo.upload_id:
            return NOTHING
        if order.head.erased_at is not None:
            return NOTHING
        now = self._clock()
        try:
            turn = self._turns.take(order_id, photo_no, now, postable=now < photo.asked_at + POSTABLE)
        except Taken:
            return NOTHING
        try:
            return self._in_turn(key, order, photo)
        except Exception:
            self._turns.give_back(order_id, photo_no, turn)
            raise

    def _in_turn(self, key: str, order: Order, photo: Photo) -> str:
        try:
            picture = self._objects.get(key, LIMITS["PHOTO"])
        except Absent:
            return self._settle(order.head.order_id, replace(photo, state=PhotoState.GONE))
        continue_under(picture.ref)
        return self._judge(order, photo, picture.data, self._tasks.lately(order.head.task_id))

    def _judge(self, order: Order, photo: Photo, data: bytes, task: Task) -> str:
        spec = self._spec(task)
        judged = self._engine().judge(data, spec)
        report, order_id = with_age(judged.report, judged.taken, photo.asked_at.date()), order.head.order_id
        report = with_repeats(report, order, judged.look, self._first_pictures)
        sha256 = sha256_hex(data)
        if (bare := self._bare_file(data)) is not None:
            self._objects.put(keys.original(order_id, photo.photo_no, sha256), bare, "application/octet-stream")
        standard = report.standard
        if judged.before is not None and standard is not None:
            key = keys.before_wall(order_id, photo.photo_no, sha256_hex(judged.before))
            self._objects.put(key, judged.before, "image/jpeg")
        if judged.standard is not None and standard is not None:
            key = keys.standard(order_id, photo.photo_no, standard.sha256)
            self._objects.put(key, judged.standard, "image/jpeg")
        verdict = replace(
            photo,
            state=PhotoState(report.verdict),
            report=msgspec.to_builtins(report),
            spec=task.spec,
            spec_rev=task.spec_rev,
            source_sha256=sha256,
            standard_sha256=standard.sha256 if standard else "",
            look=judged.look,
            appealable=standard is not None and only_soft(report, spec),
            risk=report.risk or 0.0,
        )
        outcome = self._settle(order_id, verdict)
        if outcome == TOO_LATE:
            self._leave_if_erased(order, verdict)
        if judged.standard is not None and not report.findings:
            self._plant(order_id, photo.photo_no, judged.standard)
        return outcome

    def _leave_if_erased(self, order: Order, photo: Photo) -> None:
        """The erasure could not know of a mark that was taken while it was under way."""
        head, now = order.head, self._store.load(order.head.order_id)
        if photo.look and (now is None or now.head.erased_at is not None):
            self._first_pictures.leave(head.task_id, photo.look, head.enrolment)

    def _plant(self, order_id: str, photo_no: int, standard: bytes) -> None:
        """A copy with a fault, which tells later whether reviewers look.  No student waits for it."""
        if not (code := fault_for(order_id, photo_no)):
            return
        try:
            self._objects.put(keys.planted(order_id, photo_no), self._spoil(standard, code), "image/jpeg")
        except Exception as error:
            fault("no fault was planted", error, order_id=order_id, photo_no=photo_no)

    def _spec(self, task: Task) -> Spec:
        wall = task.background
        background = Background(rgb=wall.rgb, tolerance=wall.tolerance, policy=wall.policy)
        return self._spec_for(
            task.spec, background, file_bytes=task.file_bytes, glasses=task.glasses, covers=task.covers
        )

    def _settle(self, order_id: str, photo: Photo) -> str:
        try:
            self._store.judge_photo(order_id, photo)
        except Conflict:  # the event was delivered twice, and the other one was faster
            return TOO_LATE
        return photo.state.value

    def _avatar(self, person_id: str, key: str, to: str) -> str:
        from chalicelib.identity.errors import TooManyUploads
        from chalicelib.orders.store.photo_pace import Photographing
        from chalicelib.photo.reading.picture_error import PictureError

        owner = owners.load(person_id)
        if self._ended(owner, key, to) or self._objects.exists(to):  # a form may be posted again for ten minutes
            return NOTHING
        try:
            picture = self._objects.get(key, LIMITS["PHOTO"])
            Photographing(owner, self._clock).claim()
            small = self._small_avatar(picture.data)
        except (Absent, PictureError, TooManyUploads):  # not there, or no picture, or many: a retry would not help
            return NOTHING
        self._objects.put(to, small, "image/jpeg")
        return NOTHING if self._ended(owners.load(person_id), key, to) else "avatar"

    def _ended(self, owner: Owner, *files: str) -> bool:
        """Whether the account is closed; then its files are deleted already, and this one goes after them."""
        if not owner.ended:
            return False
        for file in files:
            self._objects.delete(file)
        return True


def _metrics(outcome: str, photo_no: int, stored_at: datetime | None) -> dict[str, float]:
    """What a verdict adds to the metrics; an event that comes late or twice brings none."""
    if outcome not in (PhotoState.PASSED, PhotoState.FAILED, PhotoState.UNREADABLE):
        return {}
    passed = int(outcome == PhotoState.PASSED)
    counts: dict[str, float] = {"PhotosJudged": 1, "PhotosPassed": passed}
    if photo_no == 1:
        counts |= {"FirstPhotos": 1, "FirstPhotosPassed": passed}
    if stored_at is not None:
        counts["VerdictSeconds"] = round(max(0.0, (system_clock() - stored_at).total_seconds()), 2)
    return counts
