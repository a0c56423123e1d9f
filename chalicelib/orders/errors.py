"""What an order can refuse, in words for the student."""

from __future__ import annotations

from chalicelib.shared.errors import Conflicting, Invalid, NotFound, TooMany


class OrderNotFound(NotFound):
    code = "order_not_found"
    leads = "ORDERS"
    message = "没有找到这个订单"
    action = "请核对订单号，或从订单列表重新打开；超过保存期的订单已经删除"


class NotInThisState(Conflicting):
    code = "order_not_in_this_state"
    leads = "ORDER"
    message = "订单当前为“{label}”，不能进行此操作"
    action = "页面已为您更新，请按最新状态操作"


class TaskNotOpen(Conflicting):
    code = "task_not_open"
    leads = "CONTACT"
    message = "该采集任务现在不在开放时间内"
    action = "请联系老师或分社确认采集时间"


class PhotoNotReady(Conflicting):
    code = "photo_not_ready"
    leads = "PHOTO"
    message = "这张照片还没有通过检测，或已不是最新上传的照片"
    action = "请等待检测结果，或重新上传照片"


class PhotoNotAppealable(Conflicting):
    code = "photo_not_appealable"
    leads = "PHOTO"
    message = "这张照片不能申请人工查看，或已不是最新上传的照片"
    action = "请按检测提示重新拍摄后上传；照片已合格的，直接提交即可"


class AppealTooEarly(Conflicting):
    code = "appeal_too_early"
    leads = "PHOTO"
    message = "请先按检测提示换一张照片"
    action = "换一张后仍未通过的，可以请人工查看"


class NoAppealsLeft(Conflicting):
    code = "no_appeals_left"
    leads = "PHOTO"
    message = "这个订单请人工查看的次数已用完"
    action = "请按检测提示重新拍摄；仍有困难的，请联系：{contacts}"


class AppealNoteNeeded(Invalid):
    code = "appeal_note_needed"
    message = "请写明请人工查看的原因"
    action = "用一句话说明照片为什么符合要求，或您的特殊情况"


class PhotoAlreadyRejected(Conflicting):
    code = "photo_already_rejected"
    leads = "PHOTO"
    message = "这张照片已被驳回过，不能重复提交"
    action = "请按驳回原因重新拍摄后上传"


class NoTriesLeft(Conflicting):
    code = "no_tries_left"
    leads = "CONTACT"
    message = "重新提交的次数已用完"
    action = "请联系分社处理"


class GrantsNothing(Conflicting):
    code = "grants_nothing"
    message = "没有延长时间，也没有增加次数，或截止时间仍已过去"
    action = "延长的天数从今天算起，要晚于现在的截止时间；不延期的，请填写要增加的次数；截止时间已过的，一定要延期"


class DeadlinePassed(Conflicting):
    code = "deadline_passed"
    leads = "CONTACT"
    message = "已超过截止时间"
    action = "请联系分社处理"


class PayTimeOver(Conflicting):
    code = "pay_time_over"
    leads = "ORDER"
    message = "支付时间已到或不足一分钟"
    action = "请稍等片刻后查看订单，可以重新支付的会显示“重新支付”"


class PaymentUnderWay(Conflicting):
    code = "payment_under_way"
    message = "有一笔支付正在进行，暂时无法确认结果"
    action = "请稍等一分钟后重试；如已付款，系统会自动到账"


class PaymentNeedsStaff(Conflicting):
    code = "payment_needs_staff"
    leads = "CONTACT"
    message = "有一笔付款的金额与订单不符，正在人工核对"
    action = "请勿重复付款，请联系分社处理"


class TooManyPayments(Conflicting):
    code = "too_many_payments"
    leads = "CONTACT"
    message = "这个订单发起支付的次数过多"
    action = "请联系分社处理"


class InReviewNow(Conflicting):
    code = "in_review_now"
    message = "审核老师正在查看您的照片，暂时不能操作"
    action = "请过几分钟再试"


class PartUnderWay(Conflicting):
    code = "refund_part_under_way"
    message = "有一笔部分退款正在办理，退完以后才能再退"
    action = "通常几分钟内完成，请稍后再试；长时间没有完成的，请联系分社"


class RefundNotAllowed(Conflicting):
    code = "refund_not_allowed"
    leads = "CONTACT"
    message = "按本任务的退款规则，当前不能自助退款"
    action = "请联系分社处理"


class ClaimTaken(Conflicting):
    code = "claim_taken"
    leads = "ORDERS"
    message = "该采集码已被新的订单使用"
    action = "请在“我的订单”中查看新订单"


class EnrolmentInUseUnpaid(Conflicting):
    code = "collect_code_in_use_unpaid"
    message = "该学籍已于{since}在本任务中建立了订单（尚未支付）"
    action = "如果是您本人，请填写证件号码后 4 位，验证后即可由您继续办理{wait}"


class EnrolmentInUseUnproven(EnrolmentInUseUnpaid):
    """The other order holds nothing by which somebody could prove to be its student."""

    code = "enrolment_in_use_unproven"
    leads = "CONTACT"
    action = "请核对学号；如果没有填错，{wait}请联系：{contacts}"


class CodeHeld(Conflicting):
    """Somebody else's unpaid order has a photo that passed or was handed in.  data: read_id, with which the branch may
    be asked."""

    code = "collect_code_held"
    message = "该采集码已于{since}由其他账号办理，照片已提交或初检合格，尚未支付"
    action = "如果采集码是您本人的，请点“是我本人，请分社核对”；也可联系分社：{contacts}"


class CodeBeingChecked(Conflicting):
    code = "collect_code_being_checked"
    leads = "CONTACT"
    message = "该采集码有两个账号申请办理，分社正在核对"
    action = "请等核对完成；急需办理请联系：{contacts}"


class CodeDecided(Conflicting):
    code = "collect_code_decided"
    leads = "CONTACT"
    message = "分社核对后，该采集码由原来的账号继续办理"
    action = "有疑问请联系：{contacts}"


class EnrolmentInUsePaid(Conflicting):
    code = "collect_code_in_use_paid"
    leads = "CONTACT"
    message = "该学籍在本任务中已有提交的订单（{since}建立）"
    action = "如果不是您本人操作，请联系分社：{contacts}"


class TooManyUnpaid(Conflicting):
    code = "too_many_unpaid"
    message = "您名下未支付或待审核的订单已有 {most} 个，不能再增加"
    action = "请先完成或取消不需要的订单；要为更多同学办理，请联系：{contacts}"


class FormFixed(Conflicting):
    """The caller's own order was handed in already.  data: its order_id."""

    code = "form_fixed"
    leads = "ORDER"
    message = "这个订单已提交，填写的信息不能在这里修改"
    action = "需要更正的，请联系：{contacts}"


class ContactFixed(Conflicting):
    code = "contact_fixed"
    leads = "CONTACT"
    message = "订单已交付制作，联系信息不能在这里修改"
    action = "需要更正的，请联系：{contacts}"


class CollectedElsewhere(Conflicting):
    """A refusal where the task blocks, a remark where it only warns."""

    code = "collected_elsewhere"
    leads = "CONTACT"
    message = "该学籍已于{since}在本分社的另一个采集任务中办理"
    action = "请勿重复采集；如要改在本任务办理，请先取消原订单，或联系分社：{contacts}"


class CollectedOnSite(Conflicting):
    code = "collected_on_site"
    message = "您已在现场或门店完成采集"
    action = "无需再次采集；如有疑问请联系：{contacts}"


class WrongIdTail(Invalid):
    code = "wrong_id_tail"
    message = "证件号码后 4 位不一致"
    action = "请核对后重新填写"


class FieldMissing(Invalid):
    code = "field_missing"
    message = "请填写“{label}”"
    action = "带 * 的为必填项"


class FormNeeded(Invalid):
    code = "form_needed"
    leads = "COLLECT_CODE"
    message = "缺少学生信息"
    action = "请先上传采集码，或填写学生信息"


class NotOnRoster(Invalid):
    code = "student_not_on_roster"
    leads = "CONTACT"
    message = "本任务的名单中没有这个学号"
    action = "请核对学号，或联系老师：{contacts}"


class LevelNotInTask(Invalid):
    code = "form_level_not_in_task"
    message = "本任务不包含这个学历层次"
    action = "请核对特征码和学历层次"


class PhotoNotWanted(Conflicting):
    code = "photo_not_wanted"
    leads = "ORDER"
    message = "订单当前为“{label}”，不能更换照片"
    action = "正在审核的请先撤回审核；还没有支付的，可取消订单后重新办理"


class TooManyPhotos(TooMany):
    code = "too_many_photos"
    leads = "CONTACT"
    message = "这个订单上传的照片次数过多"
    action = "请一小时后再试，或联系分社帮助"


class NoMorePhotos(Conflicting):
    code = "no_more_photos"
    message = "这个订单不能再上传照片"
    action = "请从已上传的照片中提交合格的一张，或联系：{contacts}"


class PhotoNotFound(NotFound):
    code = "photo_not_found"
    leads = "PHOTO"
    message = "没有找到这张照片"
    action = "请重新上传照片"
