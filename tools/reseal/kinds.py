"""Every kind of item that keeps sealed text, and how its text is taken out and put back.

What lives no longer than a day is not here: it is gone before its key is (see SHORT_LIVED).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from chalicelib.delivery.store import MEMBER
from chalicelib.identity.number.moved_store import MOVED
from chalicelib.identity.store import PROFILE
from chalicelib.invoices import store as invoices
from chalicelib.orders.model import CODE_TEXT
from chalicelib.orders.store import sealed_fields
from chalicelib.orders.store.items import FIRST_PART, OrderItem, event_part, head_text, packed_as
from chalicelib.orders.store.sealed_fields import appeal_field
from chalicelib.staff.store import ACCOUNT
from chalicelib.teachers import links

Table = Literal["orders", "people", "tasks"]
Group = Literal["contact", "staff"]
Value = dict[str, Any]  # of an attribute, as DynamoDB has it
Item = Mapping[str, Value]

# Modules that seal what is in no table, or not for a day, and how long an older key is needed for it.
SHORT_LIVED = {
    "chalicelib/identity/captcha/picture.py": "a picture's address: minutes",
    "chalicelib/identity/wechat_token.py": "WeChat's token, fetched anew when it does not open: two hours",
    "chalicelib/identity/trail.py": "networks in the log: 180 days, for tools.trail alone",
    "chalicelib/collect_codes/sealed.py": "a reading, kept by whoever uploaded the code: an hour",
    "chalicelib/collect_codes/service.py": "the code in a reading: an hour; its order seals it for itself",
}


class Again(Protocol):
    """Gives the text to keep in the place of a sealed one; "" stays."""

    def __call__(self, sealed: str, about: str, before: str | None = None, /) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Items of a table that keep sealed text in one attribute.

    sealed_by: the module that seals it; has: whether an item with this pk and sk is one; attribute: its name in an
    item; renewed: its value with each sealed text as `again` gives it.
    """

    name: str
    table: Table
    group: Group
    sealed_by: str
    has: Callable[[str, str], bool]
    attribute: Callable[[Item], str]
    renewed: Callable[[Item, Again], Value]


def _json(text: bytes | str, change: Callable[[Any], None]) -> str:
    """Whatever else stands there stays, also what this release does not know."""
    said = json.loads(text)
    change(said)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _under(item: Item) -> str:
    """The id behind the name of the partition."""
    return str(item["pk"]["S"]).partition("#")[2]


def _text(attribute: str, about: Callable[[Item], tuple[str, str | None]]) -> Callable[[Item, Again], Value]:
    """Of an attribute that is a sealed text."""
    return lambda item, again: {"S": again(item[attribute]["S"], *about(item))}


# -- orders ------------------------------------------------------------------------------------------------------------


def _fields(order_id: str, sealed: dict[str, str], again: Again) -> None:
    for field, text in sealed.items():
        sealed[field] = _field(order_id, field, text, again)


def _field(order_id: str, field: str, text: str, again: Again) -> str:
    return again(text, sealed_fields.about(order_id, field), sealed_fields.before(field))


def _head(item: Item, again: Again) -> Value:
    read, order_id = OrderItem.from_raw_data(dict(item)), str(item["pk"]["S"])

    def change(head: Any) -> None:
        _fields(order_id, head["student"].get("sealed", {}), again)
        for appeal in head.get("appeals", ()):
            if appeal.get("note"):
                appeal["note"] = _field(order_id, appeal_field(appeal["photo_no"]), appeal["note"], again)

    text = _json(head_text(read), change)
    return {"S": text} if read.packed is None else {"B": packed_as(read, text)}


def _member(item: Item, again: Again) -> Value:
    order_id = str(item["sk"]["S"]).removeprefix(MEMBER)
    return {"S": _json(item["body"]["S"], lambda member: _fields(order_id, member.get("sealed", {}), again))}


def _code_text(item: Item) -> tuple[str, str | None]:
    return sealed_fields.about(item["pk"]["S"], CODE_TEXT), sealed_fields.before(CODE_TEXT)


# -- people ------------------------------------------------------------------------------------------------------------


def _person(item: Item, again: Again) -> Value:
    def change(person: Any) -> None:
        for name in ("phone", "profile", "wechat_phone"):
            if person.get(name):
                person[name] = again(person[name], f"{name.replace('_', ' ')} {_under(item)}")

    return {"S": _json(item["body"]["S"], change)}


def _staff(item: Item, again: Again) -> Value:
    staff_id = _under(item)

    def change(account: Any) -> None:
        account["totp"] = again(account["totp"], f"totp {staff_id}")
        for phone in filter(None, (account, account.get("grant"))):
            if phone.get("phone"):
                phone["phone"] = again(phone["phone"], f"staff phone {staff_id}")

    return {"S": _json(item["body"]["S"], change)}


KINDS = (
    Kind(
        name="heads of orders",
        table="orders",
        group="contact",
        sealed_by="chalicelib/orders/store/sealed_fields.py",
        has=lambda pk, sk: sk == FIRST_PART and "#" not in pk,
        attribute=lambda item: "packed" if "packed" in item else "body",
        renewed=_head,
    ),
    Kind(
        name="texts of collection codes",
        table="orders",
        group="contact",
        sealed_by="chalicelib/orders/store/sealed_fields.py",
        has=lambda pk, sk: sk == event_part(1),
        attribute=lambda _: "code_text",
        renewed=_text("code_text", _code_text),
    ),
    Kind(
        name="members of packages",
        table="orders",
        group="contact",
        sealed_by="chalicelib/orders/store/sealed_fields.py",
        has=lambda pk, sk: pk.startswith("PACKAGE#") and sk.startswith(MEMBER),
        attribute=lambda _: "body",
        renewed=_member,
    ),
    Kind(
        name="titles of invoices",
        table="orders",
        group="contact",
        sealed_by="chalicelib/invoices/store.py",
        has=lambda pk, sk: sk == invoices.SK and "#" not in pk,
        attribute=lambda _: "title",
        renewed=_text("title", lambda item: (invoices.title_about(item["pk"]["S"]), None)),
    ),
    Kind(
        name="numbers that were left",
        table="orders",
        group="contact",
        sealed_by="chalicelib/identity/number/moved_store.py",
        has=lambda pk, sk: sk == MOVED,
        attribute=lambda _: "phone",
        renewed=_text("phone", lambda item: (f"moved {_under(item)}", None)),
    ),
    Kind(
        name="proposals",
        table="orders",
        group="staff",
        sealed_by="chalicelib/desk/proposal_store.py",
        has=lambda pk, sk: pk.startswith("PROPOSAL#") and sk == "PROPOSAL",
        attribute=lambda _: "params",
        renewed=_text("params", lambda item: (f"proposal {_under(item)}", None)),
    ),
    Kind(
        name="accounts of students",
        table="people",
        group="contact",
        sealed_by="chalicelib/identity/person_record.py",
        has=lambda pk, sk: pk.startswith("P#") and sk == PROFILE,
        attribute=lambda _: "body",
        renewed=_person,
    ),
    Kind(
        name="accounts of staff",
        table="people",
        group="staff",
        sealed_by="chalicelib/staff/invitations.py",
        has=lambda pk, sk: pk.startswith("STAFF#") and sk == ACCOUNT,
        attribute=lambda _: "body",
        renewed=_staff,
    ),
    Kind(
        name="phones of teachers",
        table="tasks",
        group="contact",
        sealed_by="chalicelib/teachers/links.py",
        has=lambda pk, sk: pk.startswith("TEACHER#"),
        attribute=lambda _: "phone",
        renewed=_text("phone", lambda item: (links.about(_under(item)), links.SEALED)),
    ),
)


def kind_of(table: Table, item: Item) -> Kind | None:
    """None for an item without sealed text."""
    pk, sk = item["pk"]["S"], item["sk"]["S"]
    found = next((kind for kind in KINDS if kind.table == table and kind.has(pk, sk)), None)
    return found if found is not None and found.attribute(item) in item else None
