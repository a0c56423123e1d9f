"""Alipay's daily bill: a zip with the trades and their totals as CSV in GB18030, amounts in yuan, refunds negative."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from chalicelib.pay.model import Bill, BillLine
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.money import from_yuan

FLAG_UTF8 = 0x800
BEGIN, END = "业务明细列表", "业务明细列表结束"
KINDS = ("交易", "退款")


def read_bill(packed: bytes) -> Bill:
    """Every line of the file of trades; below them are the totals.  Raises ValueError if this is not such a bill."""
    table, below = _parts(_trades(packed).decode("gb18030"))  # a superset of GBK
    lines, counts, received = list[BillLine](), Counter[str](), Counter[str]()
    for row in csv.DictReader(table):
        fields = {name.strip(): (value or "").strip() for name, value in row.items() if name}
        lines.append(_line(fields))
        counts[fields["业务类型"]] += 1
        received[fields["业务类型"]] += from_yuan(fields["商家实收（元）"].removeprefix("-"))
    agrees = all(_total(kind, below) == (counts[kind], received[kind]) for kind in KINDS)
    return Bill(lines=tuple(lines), agrees=agrees)


def _trades(packed: bytes) -> bytes:
    with _archive(packed) as archive:
        members = [member for member in archive.infolist() if "汇总" not in _name(member)]
        if len(members) != 1:
            raise ValueError(f"a bill with {len(members)} files of trades")
        return archive.read(members[0])


def _archive(packed: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(packed))
    except zipfile.BadZipFile as error:
        raise ValueError("a bill that is no zip") from error


def _name(member: zipfile.ZipInfo) -> str:
    """File names are in GBK, but no flag says so: zipfile decodes them as cp437."""
    if member.flag_bits & FLAG_UTF8:
        return member.filename
    return member.filename.encode("cp437").decode("gbk", errors="replace")


def _parts(text: str) -> tuple[list[str], str]:
    """The rows of the table of trades, and what is below it."""
    rows = iter(text.splitlines())
    for row in rows:
        if row.startswith("#") and BEGIN in row:
            break
    else:
        raise ValueError("a bill without its list of trades")
    table: list[str] = []
    for row in rows:
        if row.startswith("#") and END in row:
            return table, "\n".join(rows)
        table.append(row)
    raise ValueError("a bill that ends too soon")


def _total(kind: str, below: str) -> tuple[int, int] | None:
    """How many 交易 or 退款 there were, and the fen that the merchant received or gave back; None if not said."""
    found = re.search(rf"^#{kind}合计：(\d+)笔，商家实收(?:退款)?共-?([\d.]+)元", below, re.MULTILINE)
    return (int(found[1]), from_yuan(found[2])) if found else None


def _line(fields: Mapping[str, str]) -> BillLine:
    is_refund, amount = fields["业务类型"] == "退款", fields["订单金额（元）"]
    return BillLine(
        out_trade_no=fields["商户订单号"],
        transaction_id=fields["支付宝交易号"],
        state="SUCCESS",
        amount=from_yuan("0" if is_refund else amount),
        out_refund_no=fields["退款批次号/请求号"] if is_refund else "",
        refund_amount=from_yuan(amount.removeprefix("-") if is_refund else "0"),
        at=datetime.strptime(fields["完成时间"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI),
    )
