"""The daily bill of the simulated Alipay: a zip of two CSV files in GBK (GB18030 for rare characters).

The file names are in GBK too, without a flag that says so.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime

from sandbox.alipay.books import BusinessError, stamp, yuan
from sandbox.records import Record
from sandbox.times import CHINA

HEAD = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
RULE = "#" + "-" * 41


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, CHINA).date()


def _line(trade: Record, at: float, refund: Record | None) -> str:
    sign, amount = ("-", refund["refund"]) if refund else ("", trade["total"])
    coupon = _coupon_share(trade, amount)
    sums = [f"{sign}{yuan(fen)}" for fen in (amount, amount - coupon)]
    shares = ["0.00", "0.00", "0.00", f"{sign}{yuan(coupon)}" if coupon else "0.00", "0.00"]
    fields = [
        trade["trade_no"], trade["out_trade_no"], "退款" if refund else "交易", trade["subject"],
        stamp(trade["created_at"]), stamp(at), "", "", "", "", "*明(159****5620)", *sums, *shares, "", "0.00",
        "0.00", refund["out_request_no"] if refund else "", "0.00", "0.00", refund["reason"] if refund else "",
    ]  # fmt: skip
    return ",".join(str(field).replace(",", " ") + "\t" for field in fields)


def _coupon_share(trade: Record, amount: int) -> int:
    """The part of an amount, in fen, that was paid by a coupon of the merchant."""
    return int(trade.get("coupon", 0) * amount // trade["total"])


def bill_zip(seller_id: str, day: date, trades: Iterable[Record], refunds: Iterable[Record]) -> bytes:
    """The bill of one day in China's time.  Raises BusinessError if there were no payments or refunds."""
    paid = {trade["out_trade_no"]: trade for trade in trades if "paid_at" in trade}
    payments = [trade for trade in paid.values() if _day(trade["paid_at"]) == day]
    returns = [refund for refund in refunds if _day(refund["at"]) == day]
    if not payments and not returns:
        raise BusinessError("isp.bill_not_exist", "账单不存在")
    lines = [_line(trade, trade["paid_at"], None) for trade in payments]
    lines += [_line(paid[refund["out_trade_no"]], refund["at"], refund) for refund in returns]
    discounts = sum(trade.get("coupon", 0) for trade in payments)
    withdrawn = sum(_coupon_share(paid[refund["out_trade_no"]], refund["refund"]) for refund in returns)
    income = sum(trade["total"] for trade in payments) - discounts
    returned = sum(refund["refund"] for refund in returns) - withdrawn
    text = "\r\n".join(
        [
            "#支付宝业务明细查询",
            f"#账号：[{seller_id}0156]",
            f"#起始日期：[{day:%Y年%m月%d日} 00:00:00]",
            f"{RULE}业务明细列表{RULE[1:]}",
            HEAD,
            *lines,
            f"{RULE}业务明细列表结束{RULE[1:]}",
            f"#交易合计：{len(payments)}笔，商家实收共{yuan(income)}元，商家优惠共{yuan(discounts)}元",
            f"#退款合计：{len(returns)}笔，商家实收退款共-{yuan(returned)}元，商家优惠退款共-{yuan(withdrawn)}元",
            "",
        ]
    )
    name = f"{seller_id}0156_{day:%Y%m%d}"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for title, content in ((f"{name}_业务明细.csv", text), (f"{name}_业务明细(汇总).csv", "#汇总\r\n")):
            archive.writestr(_Unflagged(title), content.encode("gb18030"))
    return packed.getvalue()


class _Unflagged(zipfile.ZipInfo):
    """An entry whose name is written as old tools do: GBK bytes without the UTF-8 flag."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800
