"""What an order refuses to staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.orders.machine import guards as when
from chalicelib.orders.machine import money_guards as money
from chalicelib.orders.machine import ownership_guards as ownership
from chalicelib.orders.machine import part_guards as part
from chalicelib.orders.machine.situation import Guard
from chalicelib.shared.errors import Conflicting, DomainError, Invalid


class NumberMistyped(Invalid):
    code = "order_number_mistyped"
    message = "订单号输入有误，没有这样的订单号"
    action = "订单号是 12 位数字，请逐位核对后重新输入"


class LeasedByOther(Conflicting):
    code = "review_leased"
    message = "这张照片正由其他审核员查看"
    action = "请领取下一张"


class LeaseLost(Conflicting):
    code = "review_lease_lost"
    message = "您对这张照片的审核时间已过，或照片已被更换"
    action = "请重新领取后再审核"


class ConsentTakenBack(Conflicting):
    code = "review_consent_taken_back"
    message = "学生已撤回人脸照片处理的同意，审核已停止"
    action = "请审核下一张；学生重新同意后，照片会回到队列"


class NeedsSecond(Conflicting):
    code = "needs_second"
    message = "这项操作需要两个人：一人提出，另一人确认"
    action = "请先提出申请，由另一名同事确认后生效"


class ReasonMissing(Invalid):
    code = "order_reason_missing"
    message = "请填写原因"
    action = "原因会记入审计记录，请写明依据"


class NothingToCorrect(Invalid):
    code = "nothing_to_correct"
    message = "请说明要更正什么"
    action = "请选择原因，或写明要更正的内容；学生和审核员会看到"


class PartsUsedUp(Conflicting):
    code = "refund_parts_used_up"
    message = "这笔付款已经部分退还过 3 次"
    action = "还要退的，请在商户平台办理，第二天对账时自动记上；或全部退款"


class NotSuspect(Conflicting):
    code = "payment_not_suspect"
    message = "这笔支付不需要核实"
    action = "请刷新订单，查看它现在的状态"


class NothingHeld(Conflicting):
    code = "payment_nothing_held"
    message = "渠道没有收到这笔款项，或已经退回"
    action = "请选择“作废”；如商户平台显示已收款，请几分钟后重试"


class MoneyHeld(Conflicting):
    code = "payment_money_held"
    message = "渠道收到了这笔款项，不能作废"
    action = "请选择“接受”或“退款”"


class RefundNotStuck(Conflicting):
    code = "refund_not_stuck"
    message = "这笔退款不需要人工处理"
    action = "请刷新退款列表，查看它现在的状态"


class RefundStillOpen(Conflicting):
    code = "refund_still_open"
    message = "渠道还可能完成这笔退款，现在不能登记为已退回"
    action = "请先重试退款；渠道关闭退款之后才能登记，以免退两次。渠道已停用的，请技术人员恢复其设置"


class NothingToRefund(Conflicting):
    code = "nothing_to_refund"
    message = "该订单没有可以退的款项，或已在退款"
    action = "请在订单中查看支付和退款记录"


class InPackage(Conflicting):
    code = "order_in_package"
    message = "照片已进入制作包，不能召回"
    action = "如照片有误，请在制作后发起勘误"


class AlreadyErased(Conflicting):
    code = "order_erased"
    message = "这个订单的个人信息已经删除"
    action = "没有信息可以修改、转移或邮寄；如需补采，请学生重新办理"


class CodeContested(Conflicting):
    code = "collect_code_contested"
    message = "两个账号都说采集码是自己的，还没有核对"
    action = "请先在“待处理”中核对身份：订单保留，或释放采集码"


STAFF_GUARDS: Mapping[Guard[Any], type[DomainError]] = {
    when.not_contested: CodeContested,
    when.lease_free_or_own: LeasedByOther,
    when.lease_own: LeaseLost,
    when.four_eyes: NeedsSecond,
    when.four_eyes_if_paid: NeedsSecond,
    ownership.four_eyes_if_shown: NeedsSecond,
    when.may_refund: NeedsSecond,
    when.reason_given: ReasonMissing,
    when.to_correct: NothingToCorrect,
    when.not_packaged: InPackage,
    part.part_is_small_or_four_eyes: NeedsSecond,
    part.parts_left: PartsUsedUp,
    money.attempt_suspect: NotSuspect,
    money.held: NothingHeld,
    money.verdict_accept: MoneyHeld,
    money.attempt_settled: RefundNotStuck,
    money.refund_stuck: RefundNotStuck,
    money.attempt_ok: RefundNotStuck,
    money.attempt_orphan: RefundNotStuck,
    money.refund_given_up: RefundStillOpen,
    money.refund_unsent: RefundNotStuck,
    when.refundable: NothingToRefund,
    when.not_erased: AlreadyErased,
}
