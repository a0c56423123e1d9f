"""A copy of a person's own data (导出): a zip with data.json and the photos, behind a short-lived link."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.identity.accounts import Accounts
from chalicelib.identity.errors import ProveFirst
from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.model import Person, Who
from chalicelib.identity.number.moved_store import EXPORTED, MovedStore
from chalicelib.identity.texts import TEXTS, ConsentKind
from chalicelib.identity.view import UNREADABLE
from chalicelib.invoices.model import KIND_LABELS
from chalicelib.invoices.store import InvoiceStore
from chalicelib.notify.told import Channel, Fate, Told
from chalicelib.notify.told_store import ToldStore
from chalicelib.orders.labels import APPEAL_REASONS, LABELS, PHOTO_SAYS
from chalicelib.orders.machine.decide import FROM_OWNER
from chalicelib.orders.model import CODE_TEXT, EventRecord, Head, Order
from chalicelib.orders.money_model import Attempt, Refund
from chalicelib.orders.photos.comparison import before_key
from chalicelib.orders.photos.upload_sizes import LIMITS
from chalicelib.orders.screen.details import level_text
from chalicelib.orders.screen.view import timeline
from chalicelib.orders.store import code_texts
from chalicelib.orders.store.orders import Orders
from chalicelib.orders.store.sealed_fields import SealedFields, appeal_field
from chalicelib.privacy.errors import ExportTooOften
from chalicelib.privacy.service import Rights
from chalicelib.privacy.store import DeletionStore
from chalicelib.shared.clock import SHANGHAI, Clock, iso
from chalicelib.shared.db import transact
from chalicelib.shared.ids import random_id
from chalicelib.shared.money import Fen, yuan
from chalicelib.shared.sheets import add_file
from chalicelib.storage import keys
from chalicelib.storage.links import LinkSigner
from chalicelib.storage.objects import Absent, Objects
from chalicelib.tasks.model import FIELD_LABELS

LINK_SECONDS: Final = 600
PER_DAY: Final = 5
MOST_BYTES: Final = 300_000_000  # of pictures in one zip: what the step can read in time
PLAIN: Final = ("name", "student_no", "college", "department", "major", "class_name")
ATTEMPTS: Final = {
    "PENDING": "等待支付", "OK": "已支付", "CLOSED": "未支付", "ABANDONED": "未支付", "SUSPECT": "核对中",
    "ORPHAN": "退款中", "RETURNED": "已退款", "RETURNED_OUTSIDE": "已退款",
}  # fmt: skip
REFUNDS: Final = {
    "REQUESTED": "退款中", "PROCESSING": "退款中", "DONE": "已退款", "ABNORMAL": "处理中", "CLOSED": "处理中",
    "BY_HAND": "已退款",
}  # fmt: skip

CHANNELS: Final[Mapping[Channel, str]] = {"wechat": "微信", "sms": "短信"}
FATES: Final[Mapping[Fate, str]] = {
    "TAKEN": "已发出", "NOBODY": "没有发", "NOT_TAKEN": "没有发", "TOO_OFTEN": "暂未发出", "BUSY": "正在重试",
    "REFUSED": "没有发出", "OVER_BUDGET": "暂未发出",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Exported:
    """url: of the zip, valid until expires_at."""

    url: str
    expires_at: datetime


class Export:
    """Exports what the person may see, and nobody else's data."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        moved: MovedStore,
        rights: Rights,
        order_store: Orders,
        invoices: InvoiceStore,
        deletions: DeletionStore,
        told: ToldStore,
        objects: Objects,
        signer: LinkSigner,
        inbox: Inbox,
        fields: SealedFields,
        clock: Clock,
    ) -> None:
        self._accounts, self._moved, self._rights, self._order_store = accounts, moved, rights, order_store
        self._invoices, self._deletions, self._objects = invoices, deletions, objects
        self._told, self._signer, self._inbox, self._fields, self._clock = told, signer, inbox, fields, clock

    def make(self, who: Who) -> Exported:
        """Make a new copy, and delete earlier ones.  Raises ProveFirst, ExportTooOften."""
        if not who.proven:
            raise ProveFirst
        now = self._clock()
        self._count(who.person_id, now)
        person = self._accounts.person(who.person_id)
        if told := self._moved.new(person.phone, now, EXPORTED):
            transact(told)
        orders = [order for order, _ in self._rights.orders_of(who.person_id)]
        key = keys.export(who.person_id, random_id())
        self._objects.delete_all(keys.exports(who.person_id))
        with tempfile.TemporaryFile() as file:
            with zipfile.ZipFile(file, "w") as archive:
                left_out = [name for order in orders for name in self._photos(archive, order)]
                data = self._account(person, now) | {"订单": [self._order(order) for order in orders]}
                data |= {"未包含的照片原图": left_out} if left_out else {}
                text = json.dumps(data, ensure_ascii=False, indent=2)
                add_file(archive, "data.json", text.encode(), packed=True)
            file.seek(0)
            self._objects.put_file(key, file, "application/zip")
        return Exported(url=self._signer.link(key, LINK_SECONDS), expires_at=now + timedelta(seconds=LINK_SECONDS))

    def _count(self, person_id: str, now: datetime) -> None:
        day = now.astimezone(SHANGHAI).date().isoformat()
        until = now + timedelta(days=1)
        if self._inbox.count(f"RATE#export#{person_id}#{day}", until=until, most=PER_DAY) is None:
            raise ExportTooOften(retry_after=24 * 3600)

    # -- pictures --------------------------------------------------------------------------------------------------

    def _photos(self, archive: zipfile.ZipFile, order: Order) -> Iterator[str]:
        """Add every stored picture; yields the names of originals left out because the zip is full."""
        called = order.head.shown_number
        for photo in order.photos:
            at = (order.head.order_id, photo.photo_no)
            if photo.standard_sha256:
                key = keys.standard(*at, photo.standard_sha256)
                self._add(archive, key, f"photos/{called}-{photo.photo_no}.jpg")
            before = before_key(order.head.order_id, photo)
            if before is not None:
                self._add(archive, before, f"photos/{called}-{photo.photo_no}-更换背景前.jpg")
            if photo.source_sha256:
                name = f"photos/{called}-{photo.photo_no}-原图"
                if archive.fp and archive.fp.tell() > MOST_BYTES:
                    yield name
                else:
                    self._add(archive, keys.original(*at, photo.source_sha256), name)

    def _add(self, archive: zipfile.ZipFile, key: str, name: str) -> None:
        try:
            data = self._objects.get(key, LIMITS["PHOTO"]).data
        except Absent:
            return
        extension = "" if name.endswith(".jpg") else _extension(data)
        add_file(archive, name + extension, data)

    # -- texts -----------------------------------------------------------------------------------------------------

    def _account(self, person: Person, now: datetime) -> dict[str, Any]:
        agreed = [
            {
                "同意书": TEXTS[ConsentKind(consent.kind)][-1].title,
                "版本": consent.version,
                "文本摘要": consent.digest,
                "同意时间": _when(consent.given_at),
                "撤回时间": _when(consent.withdrawn_at),
            }
            for consent in person.consents
        ]
        deleted = [
            {"编号": record.record_id, "时间": _when(record.at), "订单": list(record.orders)}
            for record in self._deletions.of_person(person.person_id)
        ]
        return {
            "导出时间": _when(now),
            "账号": {
                "昵称": person.nickname, "手机号": UNREADABLE if person.unopened.phone else person.phone,
                "注册时间": _when(person.created_at), "最近登录": _when(person.last_seen_at),
                "已绑定微信": bool(person.wechat), "已登记证件号后四位": person.id_tail is not None,
            },
            "同意记录": agreed, "删除记录": deleted,
        }  # fmt: skip

    def _order(self, order: Order) -> dict[str, Any]:
        head, student = order.head, order.head.student
        history = self._order_store.history(head.order_id)
        moments = timeline(history)
        typed = {FIELD_LABELS[name]: getattr(student, name) for name in PLAIN if getattr(student, name)}
        return {
            "订单号": head.shown_number, "状态": LABELS[head.state],
            "学校": student.school_name, "学历层次": level_text(student),
            "已登记证件号后四位": student.id_tail is not None, **typed, **self._sealed(head),
            "办理记录": [{"时间": moment.at, "事项": moment.label} for moment in moments],
            "通知记录": self._messages(head.order_id, history),
            "照片": [
                {"序号": photo.photo_no, "检测": PHOTO_SAYS[photo.state], "检测报告": photo.report}
                for photo in order.photos
            ],
            "请人工查看": [
                {
                    "照片": appeal.photo_no, "时间": _when(appeal.at), "原因": APPEAL_REASONS[appeal.reason],
                    "说明": self._fields.read(head.order_id, appeal_field(appeal.photo_no), appeal.note) or "",
                }
                for appeal in head.appeals
            ],
            "付款": list(map(_payment, order.attempts)), "退款": list(map(_refund, order.refunds)),
            "发票抬头": self._invoice(head.order_id),
        }  # fmt: skip

    def _messages(self, order_id: str, history: list[EventRecord]) -> list[dict[str, str]]:
        """What was sent to her: nothing that somebody who had the order before, or claimed it, was told."""
        moves = (event.at for event in history if FROM_OWNER in event.data)
        since = max(moves, default=None)
        messages = self._told.of(order_id)
        return [_message(one) for one in messages if one.to == "owner" and (since is None or one.at >= since)]

    def _sealed(self, head: Head) -> dict[str, str]:
        sealed, text = head.student.sealed, code_texts.load(head)
        contact = self._fields.contact(head.order_id, sealed)
        texts = {FIELD_LABELS[name]: said for name, said in contact.items()}
        code = self._fields.read(head.order_id, CODE_TEXT, text)
        return texts | ({"采集码": code} if code else {})

    def _invoice(self, order_id: str) -> dict[str, str] | None:
        invoice = self._invoices.get(order_id)
        if invoice is None:
            return None
        title = invoice.title
        return {
            "类型": KIND_LABELS[title.kind], "抬头": title.title, "税号": title.tax_no, "邮箱": title.email,
            "发票号码": invoice.number,
        }  # fmt: skip


def _message(told: Told) -> dict[str, str]:
    return {
        "时间": iso(told.at), "渠道": CHANNELS[told.channel], "手机号": told.phone, "内容": told.text,
        "结果": FATES[told.fate],
    }  # fmt: skip


def _payment(attempt: Attempt) -> dict[str, Any]:
    return {
        "金额（元）": yuan(attempt.amount), "渠道": attempt.channel, "结果": ATTEMPTS[attempt.state],
        "交易号": attempt.transaction_id,
        "发起时间": _when(attempt.started_at), "支付时间": _when(attempt.paid_at),
    }  # fmt: skip


def _refund(refund: Refund) -> dict[str, Any]:
    return {
        "金额（元）": yuan(Fen(refund.amount)), "结果": REFUNDS[refund.state], "申请时间": _when(refund.requested_at),
    }  # fmt: skip


def _when(at: datetime | None) -> str | None:
    return iso(at) if at else None


def _extension(data: bytes) -> str:
    """File extension of an original, by its first bytes; "" if unknown."""
    signs = {b"\xff\xd8": ".jpg", b"\x89PNG": ".png", b"RIFF": ".webp"}
    return next((extension for sign, extension in signs.items() if data.startswith(sign)), "")
