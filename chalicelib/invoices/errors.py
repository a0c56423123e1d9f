"""Refusals of invoicing."""

from __future__ import annotations

from chalicelib.shared.errors import Conflicting, Invalid, NotFound


class NotPaid(Conflicting):
    code = "invoice_not_paid"
    leads = "ORDER"
    message = "这个订单没有可以开票的付款"
    action = "支付成功后再填写发票抬头；已退款的订单不开发票"


class Issued(Conflicting):
    code = "invoice_issued"
    leads = "CONTACT"
    message = "这个订单的发票已经开具"
    action = "发票已发到您填写的邮箱；抬头有误需要换开的，请联系分社"


class IssuedAlready(Conflicting):
    code = "invoice_issued_already"
    message = "这个订单的发票已按号码“{number}”登记"
    action = "号码登记错误的，请更正发票号码并写明原因；不需要再次登记"


class NotIssued(Conflicting):
    code = "invoice_not_issued"
    message = "这个订单的发票还没有登记，或号码刚刚被更正"
    action = "请刷新发票列表后重试"


class NumberTaken(Conflicting):
    code = "invoice_number_taken"
    message = "发票号码“{number}”已登记在另一个订单上"
    action = "请核对发票号码；如另一个订单（可能是其他分社的）登记错误，请先更正那个订单的号码"


class RefundOpen(Conflicting):
    code = "invoice_refund_open"
    message = "这个订单正在退款，不能开票"
    action = "请在退款列表中查看结果；退款成功的订单不开发票"


class Refunding(Conflicting):
    code = "invoice_refunding"
    leads = "ORDER"
    message = "这个订单正在退款，不能填写发票抬头"
    action = "已退款的订单不开发票；如退款没有成功，请联系分社"


class MoneyReturned(Conflicting):
    code = "invoice_money_returned"
    message = "这个订单已经退款，不能开票"
    action = "请刷新待开票列表；已开出的发票请在开票系统中冲红"


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


class TaxNoMistyped(Invalid):
    code = "tax_no_mistyped"
    message = "税号的校验位不对，至少有一位填错"
    action = "请对照营业执照逐位核对；统一社会信用代码中没有字母I、O、S、V、Z"


class InvoiceUnknown(NotFound):
    code = "invoice_unknown"
    message = "这个订单没有填写发票抬头"
    action = "请刷新待开票列表后重试"
