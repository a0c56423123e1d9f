"""What the support desk refuses."""

from __future__ import annotations

from chalicelib.shared.errors import Conflicting, Forbidden, Invalid, NotFound, TooMany


class ProposalUnknown(NotFound):
    code = "proposal_unknown"
    message = "没有找到这个待确认事项"
    action = "请刷新待办列表"


class ProposalOver(Conflicting):
    code = "proposal_over"
    message = "这个事项已经处理过，或已失效"
    action = "请刷新“待处理”；还需要办理的，请核对后重新提出"


class ProposerGone(Conflicting):
    code = "proposer_gone"
    message = "提出该事项的人已停用，或不再有这个权限，该事项已撤下"
    action = "请核对订单和原因；确实要办的，请由您重新提出，再请另一名同事确认"


class PhoneHasAccount(Conflicting):
    code = "phone_has_account"
    message = "该手机号已是另一个账号，且该账号已有资料或订单"
    action = "请先核实：是同一名学生的，把那个账号的订单转到本账号，请学生注销那个账号后再换；不是的，请核对号码"


class OwnProposal(Forbidden):
    code = "own_proposal"
    message = "不能确认自己提出的事项"
    action = "请由另一名有权限的同事确认"


class TwoManagers(Forbidden):
    code = "two_managers"
    message = "已有任务适用“{name}”，改名、改标识码或减少曾用名须两位管理员"
    action = "请一位管理员到“院校目录”修改这所学校，另一位在“待处理”中同意"


class NobodyWithPhone(Invalid):
    code = "nobody_with_phone"
    message = "没有使用该手机号的账号"
    action = "请核对手机号，或请学生先登录一次"


class NotEditable(Invalid):
    code = "field_not_editable"
    message = "不能修改“{label}”"
    action = "学号、学校和学历层次由采集码或任务决定；如有错误，请取消后重新建立订单"


class NothingToEdit(Invalid):
    code = "edit_empty"
    message = "没有填写要修改的内容"
    action = "请至少修改一项信息"


class AttemptUnknown(Invalid):
    code = "attempt_unknown"
    message = "该订单没有这笔支付"
    action = "请刷新订单后重试"


class PartWrong(Invalid):
    code = "part_wrong"
    message = "退还的金额不对"
    action = "这笔款请填 0.01 到 {most} 元；全部退回请用“退款”"


class PartlyBack(Conflicting):
    code = "partly_back"
    message = "渠道显示这笔付款已有部分或全部退款，但没有说明金额"
    action = "请到商户平台查看，如有余款请在那里退回付款人；全部退回后登记“已在商户平台退回”，或等次日对账自动结案"


class NotBack(Conflicting):
    code = "not_back"
    message = "渠道没有显示这笔付款有退款"
    action = "请到商户平台核对；刚在那里退款的，等当日账单核对后再登记；没有退款的，请重试退款，或登记人工退回"


class BillShowsPart(Conflicting):
    code = "bill_shows_part"
    message = "渠道账单只显示退了 {amount} 元，不是全部"
    action = "请在商户平台把余款退回付款人；那天的账单核对后系统自动结案，不用登记"


class WentBack(Conflicting):
    code = "went_back"
    message = "渠道或账单显示这笔款项已经退回、正在退回，或没有收到，不能再退给付款人"
    action = "请到商户平台查看，如有余款请在那里退回付款人；全部退回后登记“已在商户平台退回”，或等次日对账自动结案"


class BillFirst(Conflicting):
    code = "bill_first"
    message = "渠道关闭过这笔退款；{day} 的账单核对之前，不能确定此后有没有在商户平台退过款"
    action = "请等该日账单核对后再登记：次日上午自动核对，更早的账单请在对账页面手动核对；也可以先重试退款"


class NotAboutOrders(Invalid):
    code = "not_about_orders"
    message = "更换手机号不是对订单的操作"
    action = "请在学生账号中办理"


class VerdictNeeded(Invalid):
    code = "verdict_needed"
    message = "请选择怎样处理这笔付款"
    action = "先到商户平台核对是否收到款项，再选择“接受”“退款”或“作废”"


class ReferenceNeeded(Invalid):
    code = "reference_needed"
    message = "请填写退款的凭证号或退款单号"
    action = "线下退回的填写银行回单号或转账流水号，在商户平台退回的填写平台上的退款单号，便于日后核对"


class BillUnknown(NotFound):
    code = "bill_unknown"
    message = "这一天的账单还没有核对"
    action = "请先核对这一天的账单，几分钟后再查看"


class BillDayWrong(Invalid):
    code = "bill_day_wrong"
    message = "不能核对这一天的账单"
    action = "请选择今天以前、90 天以内的日期；渠道在次日上午 10 点后提供账单"


class FindWhat(Invalid):
    code = "find_what"
    message = "没有填写要查找的内容"
    action = "请填写手机号、订单号或支付单号、采集码或学号"


class FindByCode(Invalid):
    code = "find_by_code"
    message = "该任务按采集码识别学生，不能按学号查找"
    action = "请改用学生的采集码、手机号或订单号查找"


class PersonUnknown(NotFound):
    code = "person_unknown"
    message = "没有找到这个学生"
    action = "请核对后重新查找"


class OwnAlready(Invalid):
    code = "own_already"
    message = "订单已经属于使用该手机号的账号"
    action = "请填写要转给的账号的手机号"


class AccountElsewhere(Conflicting):
    """Another branch's orders would move with the account."""

    code = "account_elsewhere"
    message = "该账号在其他分社也有订单，不能由本分社换号"
    action = "请学生登录后自行更换；不能登录的，请各分社把自己的订单转移到学生的新账号"


class OwnNumber(Invalid):
    code = "own_number"
    message = "账号已经在用这个手机号"
    action = "请核对新手机号"


class DaysTurned(Invalid):
    code = "days_turned"
    message = "开始日期晚于结束日期"
    action = "请调整日期后重试"


class NothingToTell(Conflicting):
    code = "nothing_to_tell"
    message = "这个订单现在没有需要告诉学生的事"
    action = "不用发送；学生询问时，请按订单的状态答复"


class AlreadyTold(TooMany):
    code = "already_told"
    message = "刚给这个订单的学生发过消息"
    action = "请在“发出的消息”里看结果；{at} 以后可以再发"


class FacesUsedUp(TooMany):
    code = "faces_used_up"
    message = "您一小时里看了太多没有作审核决定的照片"
    action = "{at} 以后可以继续；急用时请由另一名同事查看"


class RemindWhenOpen(Conflicting):
    code = "remind_when_open"
    message = "任务没有开放，学生现在不能提交照片或支付"
    action = "请开放任务后再催办；“待重新提交”的学生现在也可以催"


class NobodyToRemind(Conflicting):
    code = "nobody_to_remind"
    message = "没有这种情况的订单，不用催办"
    action = "请刷新后再看人数"


class AlreadyReminded(Conflicting):
    code = "already_reminded"
    message = "今天已经催办过这些学生，上次是 {at}"
    action = "明天可以再催；只催一名学生的，请在订单页点“给学生发消息”"


class FindsUsedUp(TooMany):
    code = "finds_used_up"
    message = "您今天用手机号查找了太多没有本分社订单的账号"
    action = "请向学生要订单号、姓名或学号再查找，或由另一名同事按手机号查找；您明天可以继续"
