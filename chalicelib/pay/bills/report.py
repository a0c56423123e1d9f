"""A bill report for the finance staff, as CSV or XLSX: the sums, then the differences.  Amounts are in yuan."""

from __future__ import annotations

import csv
import io

from chalicelib.orders.labels import CHANNELS
from chalicelib.pay.bills.model import BillDifference, BillReport, Difference
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.money import Fen, yuan
from chalicelib.shared.sheets import xlsx_bytes

KINDS = {
    Difference.MISSING_HERE: "渠道有、系统无",
    Difference.MISSING_THERE: "系统有、渠道无",
    Difference.AMOUNT: "金额不一致",
    Difference.TRANSACTION: "渠道流水号不一致",
    Difference.DOUBLE: "账单中重复",
    Difference.TWICE: "退了两次",
    Difference.SUM: "合计不一致",
    Difference.PROOF: "账目复核不符",
}
HEAD = ("差异", "类型", "商户单号", "订单号", "系统金额（元）", "渠道金额（元）", "时间", "处理情况")


def rows(report: BillReport) -> list[tuple[str, ...]]:
    """One row per difference, as display text in the order of HEAD."""
    return [_row(line) for line in report.lines]


def _row(line: BillDifference) -> tuple[str, ...]:
    at = line.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    kind = "退款" if line.returned else "支付"
    number = (
        f"'{line.number}" if line.number[:1] in tuple("=+-@") else line.number
    )  # others choose this number: it must not be a formula
    return (KINDS[line.kind], kind, number, line.order_id, in_yuan(line.here), in_yuan(line.there), at, line.note)


def in_yuan(amount: int | None) -> str:
    """Fen as yuan; empty for nothing."""
    if amount is None:
        return ""
    return f"-{yuan(Fen(-amount))}" if amount < 0 else yuan(Fen(amount))


def summary(report: BillReport) -> list[tuple[str, str]]:
    """(label, value) rows that are shown above the differences."""
    return [
        ("渠道", CHANNELS.get(report.channel, report.channel)), ("账单日期", report.day.isoformat()),
        ("支付笔数", str(report.payments)), ("支付金额（元）", in_yuan(report.paid)),
        ("退款笔数", str(report.refunds)), ("退款金额（元）", in_yuan(report.returned)),
        *_others(report), ("差异笔数", str(report.differences)), ("结论", _verdict(report)),
    ]  # fmt: skip


def _others(report: BillReport) -> list[tuple[str, str]]:
    amount = in_yuan(report.others_fen)
    return [("非本系统的单号", f"{report.others} 笔，合计 {amount} 元，不参与核对")] if report.others else []


def _verdict(report: BillReport) -> str:
    if report.unlisted:
        return f"差异过多，仅列出前 {len(report.lines)} 笔，请先查明原因，再重新核对当日账单"
    return "有差异，请逐笔处理" if report.lines else "核对一致"


def as_csv(report: BillReport) -> bytes:
    """UTF-8, with the byte order mark by which Excel recognises it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([*summary(report), (), HEAD, *rows(report)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(report: BillReport) -> bytes:
    return xlsx_bytes([*summary(report), (), HEAD, *rows(report)], f"{report.day:%Y-%m-%d}")
