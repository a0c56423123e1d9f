"""What invoicing may refuse."""

from __future__ import annotations

from chalicelib.shared.errors import Conflicting, Invalid, NotFound


class NotPaid(Conflicting):
    code = "invoice_not_paid"
    message = "这个订单没有可以开票的付款"
    action = "支付成功后再填写发票抬头；已退款的订单不开发票"


class Issued(Conflicting):
    code = "invoice_issued"
    message = "这个订单的发票已经开具"
    action = "发票已发到您填写的邮箱；抬头有误需要换开的，请联系分社"


class TitleChanged(Conflicting):
    code = "invoice_title_changed"
    message = "学生刚刚修改了这个订单的发票抬头"
    action = "请刷新待开票列表，按新的抬头开具"


class TaxNoNeeded(Invalid):
    code = "tax_no_needed"
    message = "企业抬头需要填写税号"
    action = "请填写统一社会信用代码；以个人名义开票请选择“个人”"


class TaxNoWrong(Invalid):
    code = "tax_no_wrong"
    message = "税号不正确"
    action = "税号为15、17、18或20位数字和大写字母，请对照营业执照核对"


class InvoiceUnknown(NotFound):
    code = "invoice_unknown"
    message = "这个订单没有填写发票抬头"
    action = "请刷新待开票列表后重试"
