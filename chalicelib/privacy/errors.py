"""Refusals of a student's data rights."""

from __future__ import annotations

from chalicelib.shared.errors import Conflicting, TooMany


class OrdersStand(Conflicting):
    """data: {orders: [{what, why}]}, each order that is not finished."""

    code = "account_has_orders"
    leads = "ORDERS"
    message = "还有 {count} 个订单没有办完，暂时不能注销"
    action = "请先办完、取消或退款；办理中的订单见下方说明，也可以联系分社"


class ExportTooOften(TooMany):
    code = "export_too_often"
    leads = "CONTACT"
    message = "今天导出的次数已用完"
    action = "请明天再导出"
