"""An invoice and its title (发票抬头), the party an order's invoice is made out to.  Pure.

One per order: an invoice shows what that order's payer paid, and an account may hold forty classmates' orders.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.invoices.errors import TaxNoMistyped, TaxNoNeeded, TaxNoWrong
from chalicelib.shared.errors import Invalid
from chalicelib.shared.names import clean_name

Kind = Literal["PERSONAL", "COMPANY"]
State = Literal["WAITING", "ISSUED"]
KIND_LABELS = {"PERSONAL": "个人", "COMPANY": "企业"}
SHAPE = re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{17}|[0-9A-Z]{18}|[0-9A-Z]{20}")
# GB 32100-2015: 31 characters (no I, O, S, V, Z), weights 3^i mod 31.  GB 11643: digits, weights 2^(17-i) mod 11.
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ID_SIGNS = "10X98765432"


@dataclass(frozen=True, kw_only=True)
class Title:
    """tax_no: empty for a person; email: where the electronic invoice goes."""

    kind: Kind
    title: str
    tax_no: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """rev: number of writes of the title and corrections of the number; number: of the issued invoice, else empty;
    attempt_no: of the payment it was issued for, None for old invoices without this record."""

    order_id: str
    branch: str
    title: Title
    asked_at: datetime
    rev: int = 1
    state: State = "WAITING"
    number: str = ""
    issued_at: datetime | None = None
    attempt_no: int | None = None


def read_title(kind: Kind, title: str, tax_no: str, email: str) -> Title:
    """The title from what was typed.  Raises Invalid, TaxNoNeeded, TaxNoWrong, TaxNoMistyped."""
    name = clean_name(title)
    if name is None:
        raise Invalid(field="title")
    if kind == "PERSONAL":
        return Title(kind=kind, title=name, tax_no="", email=email)
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", tax_no)).upper()
    if not number:
        raise TaxNoNeeded(field="tax_no")
    if not SHAPE.fullmatch(number):
        raise TaxNoWrong(field="tax_no")
    if len(number) == 18 and not (_credit_code(number) or _id_number(number)):
        raise TaxNoMistyped(field="tax_no")
    return Title(kind=kind, title=name, tax_no=number, email=email)


def _credit_code(number: str) -> bool:
    """Whether the check character of a unified social credit code (统一社会信用代码) is right."""
    if any(sign not in CREDIT_SIGNS for sign in number):
        return False
    total = sum(CREDIT_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(number[:17]))
    return CREDIT_SIGNS[-total % 31] == number[17]


def _id_number(number: str) -> bool:
    """Whether it is a valid ID number, which a sole trader may have as tax number."""
    if not number[:17].isdigit():
        return False
    total = sum(int(sign) * pow(2, 17 - place, 11) for place, sign in enumerate(number[:17]))
    return ID_SIGNS[total % 11] == number[17]
