"""Asking for an upload: an exact key, type and size in quarantine.  Clients never choose a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.identity.consents import Consents
from chalicelib.identity.errors import ProveFirst
from chalicelib.identity.model import Who
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders import errors
from chalicelib.orders.labels import LABELS
from chalicelib.orders.model import Order, Photo, PhotoState, State
from chalicelib.orders.photos.rules import upload_refusal
from chalicelib.orders.photos.upload_sizes import FORM_SECONDS, LIMITS, MB, TYPES, Purpose
from chalicelib.orders.store import owners
from chalicelib.orders.store.orders import Orders
from chalicelib.orders.store.photo_pace import Photographing
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Duplicate
from chalicelib.shared.errors import Conflicting, TooLarge, Unsupported
from chalicelib.shared.ids import is_order_id, random_id
from chalicelib.shared.store.together import together
from chalicelib.storage import keys
from chalicelib.storage.links import LinkSigner
from chalicelib.tasks.service import Tasks

PHOTOS_PER_HOUR = 60
MOST_PHOTOS = 500  # per order: a photo's number has four digits, and an order is read with all its photos


class UploadTooLarge(TooLarge):
    code = "upload_too_large"
    message = "图片不能超过 {mb} MB"
    action = "请重新拍摄或选择较小的图片"


class UploadType(Unsupported):
    code = "upload_type"
    message = "不支持这种图片格式"
    action = "请上传 JPG、PNG、WebP 或 HEIC 格式的图片"


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A form that the client posts with the file as its last field; photo_no for a PHOTO only."""

    upload_id: str
    url: str
    fields: dict[str, str]
    max_bytes: int
    expires_at: datetime
    photo_no: int | None = None


class Uploads:
    """Hands out upload forms.  claim_upload: counts those that belong to no order, by person id."""

    def __init__(
        self,
        *,
        store: Orders,
        tasks: Tasks,
        signer: LinkSigner,
        consents: Consents,
        claim_upload: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._store, self._tasks, self._signer = store, tasks, signer
        self._consents, self._claim_upload, self._clock = consents, claim_upload, clock

    def ask(self, who: Who, purpose: Purpose, type_: str, size: int, order_id: str | None) -> Upload:
        """Raises UploadType, UploadTooLarge, ConsentNeeded, OrderNotFound, what `upload_refusal` says,
        TooManyPhotos, ProveFirst, TooManyUploads."""
        if type_ not in TYPES:
            raise UploadType(field="type")
        if size > LIMITS[purpose]:
            raise UploadTooLarge(field="size", mb=LIMITS[purpose] // MB)
        upload_id = random_id()
        if purpose == "PHOTO":
            photo = self._ask_photo(who, order_id, upload_id)
            key = keys.photo_upload(order_id or "", photo.photo_no, upload_id)
            return self._form(upload_id, key, type_, purpose, size, photo.photo_no)
        if (
            purpose == "AVATAR" and not who.proven
        ):  # a collection code is let through: it may be what proves who they are
            raise ProveFirst
        self._claim_upload(who.person_id)
        key = keys.own_upload(purpose.lower(), who.person_id, upload_id)
        return self._form(upload_id, key, type_, purpose, size, None)

    def _form(self, upload_id: str, key: str, type_: str, purpose: Purpose, size: int, photo_no: int | None) -> Upload:
        form = self._signer.form(key, type_, size, FORM_SECONDS)
        return Upload(
            upload_id=upload_id,
            url=form.url,
            fields=dict(form.fields),
            max_bytes=LIMITS[purpose],
            expires_at=form.expires_at,
            photo_no=photo_no,
        )

    def _ask_photo(self, who: Who, order_id: str | None, upload_id: str) -> Photo:
        order = self._store.load(order_id) if order_id and is_order_id(order_id) else None
        if order is None or order.head.person_id != who.person_id or not who.proven:
            raise errors.OrderNotFound
        consent, owner = self._consents.sought(who.person_id), owners.sought(who.person_id)
        found = together(consent, owner)
        self._consents.require_of(consent.of(found), ConsentKind.FACE)
        task, now = self._tasks.lately(order.head.task_id), self._clock()
        head = order.head
        on_site = head.state is State.DRAFT and self._tasks.is_captured_lately(head.task_id, head.enrolment)
        refusal = upload_refusal(order, task, now, on_site=on_site)
        if refusal is not None:
            raise refusal(label=LABELS[head.state], contacts=task.contact_text())
        if _asked_lately(order, now) >= PHOTOS_PER_HOUR:
            raise errors.TooManyPhotos(retry_after=3600)
        number = order.photos[-1].photo_no + 1 if order.photos else 1
        if number > MOST_PHOTOS:
            raise errors.NoMorePhotos(contacts=task.contact_text())
        handed_in = Photographing(owner.of(found), self._clock)
        for photo_no in range(number, number + 8):  # two screens may ask at once, and only one gets the next number
            handed_in.claim_first() if photo_no == 1 else handed_in.claim()
            photo = Photo(
                photo_no=photo_no, state=PhotoState.WAITING, asked_at=now, upload_id=upload_id, client=who.client
            )
            try:
                self._store.ask_photo(order.head.order_id, photo)
            except Duplicate:
                continue
            return photo
        raise Conflicting


def _asked_lately(order: Order, now: datetime) -> int:
    return sum(photo.asked_at > now - timedelta(hours=1) for photo in order.photos)
