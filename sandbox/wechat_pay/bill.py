"""The daily bills of the simulated WeChat Pay, of trades and of funds: CSV in yuan, a back-tick before every field."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sandbox.keys import Keys
from sandbox.records import Record
from sandbox.times import CHINA
from sandbox.wechat_pay.books import PayError, coupon_of

READY_HOUR = 10  # of the next day, in China: the bills are ready
HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
TOTALS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"

FUND_HEAD = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,"
    "业务凭证号"
)
FUND_TOTALS = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"


def check_bill_date(text: str, *, today_too: bool, now: float | None = None) -> date:
    """The day in `text`.  today_too: allows a day that is not over or has no bill yet.  Raises PayError."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise PayError(400, "PARAM_ERROR", "账单日期格式错误，应为yyyy-MM-dd", "/bill_date") from None
    moment = datetime.fromtimestamp(time.time() if now is None else now, CHINA)
    if moment.date() - day > timedelta(days=92):
        raise PayError(400, "INVALID_REQUEST", "仅支持下载三个月内的账单")
    ready = datetime(day.year, day.month, day.day, READY_HOUR, tzinfo=CHINA) + timedelta(days=1)
    if moment < ready and not (today_too and day <= moment.date()):
        raise PayError(400, "STATEMENT_CREATING", "账单生成中，请在次日10点后下载")
    return day


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, CHINA).date()


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _line(keys: Keys, trade: Record, at: float, refund: Record | None) -> str:
    moment = datetime.fromtimestamp(at, CHINA).strftime("%Y-%m-%d %H:%M:%S")
    kind = "MWEB" if trade["kind"] == "H5" else trade["kind"]
    ids = [trade["transaction_id"], trade["out_trade_no"]]
    head = [moment, keys.appid, keys.mchid, "0", "", *ids, trade["payer"], kind]
    total, coupon = (0, 0) if refund else (trade["total"], coupon_of(trade))
    money = ["REFUND" if refund else "SUCCESS", "OTHERS", "CNY", _yuan(total - coupon), _yuan(coupon)]
    if refund:
        refund_amount, settled = _yuan(refund["refund"]), _yuan(refund["refund"] - _coupon_share(trade, refund))
        returned = [refund["refund_id"], refund["out_refund_no"], settled, "0.00", "ORIGINAL", refund["status"]]
    else:
        refund_amount = "0.00"
        returned = ["0", "0", "0.00", "0.00", "", ""]
    order = trade["asked"]
    tail = [order["description"], order.get("attach", ""), "0.00000", "0.60%"]
    tail += [_yuan(total), refund_amount, ""]
    return ",".join("`" + field.replace(",", " ") for field in [*head, *money, *returned, *tail])


def _coupon_share(trade: Record, refund: Record) -> int:
    """The part of a refund, in fen, that the merchant's coupon had paid: the payer does not get it."""
    return int(coupon_of(trade) * refund["refund"] // trade["total"])


def bill_csv(keys: Keys, day: date, trades: Iterable[Record], refunds: Iterable[Record]) -> bytes:
    """The bill of one day in China's time: payments by payment time, refunds by request time.  Raises PayError."""
    paid = {trade["out_trade_no"]: trade for trade in trades if "paid_at" in trade}
    payments = [trade for trade in paid.values() if _day(trade["paid_at"]) == day]
    returns = [refund for refund in refunds if _day(refund["created_at"]) == day]
    if not payments and not returns:
        raise PayError(400, "NO_STATEMENT_EXIST", "账单文件不存在")
    lines = [_line(keys, trade, trade["paid_at"], None) for trade in payments]
    lines += [_line(keys, paid[refund["out_trade_no"]], refund["created_at"], refund) for refund in returns]
    income = sum(trade["total"] for trade in payments)
    returned = sum(refund["refund"] for refund in returns)
    settled = income - sum(coupon_of(trade) for trade in payments)
    settled_back = returned - sum(_coupon_share(paid[refund["out_trade_no"]], refund) for refund in returns)
    totals = [str(len(lines)), _yuan(settled), _yuan(settled_back), "0.00", "0.00000", _yuan(income), _yuan(returned)]
    text = "\r\n".join([HEAD, *lines, TOTALS, ",".join("`" + field for field in totals), ""])
    return ("\ufeff" + text).encode()


def fund_csv(day: date, trades: Iterable[Record], refunds: Iterable[Record]) -> bytes:
    """The movements on the merchant's account on one day in China's time: payments and finished refunds, by time.

    Raises PayError.
    """
    paid = {trade["out_trade_no"]: trade for trade in trades if "paid_at" in trade}
    moves = [
        (trade["paid_at"], trade["transaction_id"], trade["total"] - coupon_of(trade), "交易", trade["out_trade_no"])
        for trade in paid.values()
    ]
    for refund in refunds:
        if refund["status"] == "SUCCESS":
            amount = _coupon_share(paid[refund["out_trade_no"]], refund) - refund["refund"]
            moves.append((refund["finished_at"], refund["refund_id"], amount, "退款", refund["out_refund_no"]))
    lines, balance, today = [], 0, []
    for at, number, amount, kind, reference in sorted(moves):
        balance += amount
        if _day(at) == day:
            moment = datetime.fromtimestamp(at, CHINA).strftime("%Y-%m-%d %H:%M:%S")
            side = "收入" if amount > 0 else "支出"
            amounts = _yuan(abs(amount)), _yuan(balance)
            fields = [moment, number, number, kind, kind, side, *amounts, "system", "", reference]
            lines.append(",".join("`" + field for field in fields))
            today.append(amount)
    if not lines:
        raise PayError(400, "NO_STATEMENT_EXIST", "账单文件不存在")
    sides = [[amount for amount in today if amount > 0], [-amount for amount in today if amount < 0]]
    totals = [str(len(today)), *(text for amounts in sides for text in (str(len(amounts)), _yuan(sum(amounts))))]
    text = "\r\n".join([FUND_HEAD, *lines, FUND_TOTALS, ",".join("`" + field for field in totals), ""])
    return ("\ufeff" + text).encode()
