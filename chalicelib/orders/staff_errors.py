"""What an order refuses to the branch's staff."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.shared.errors import Conflicting, DomainError, Invalid


class LeasedByOther(Conflicting):
    code = "review_leased"
    message = "这张照片正由其他审核员查看"
    action = "请领取下一张"


class LeaseLost(Conflicting):
    code = "review_lease_lost"
    message = "您对这张照片的审核时间已过，或照片已被更换"
    action = "请重新领取后再审核"


class NeedsSecond(Conflicting):
    code = "needs_second"
    message = "这项操作需要两个人：一人提出，另一人确认"
    action = "请先提出申请，由另一名同事确认后生效"


class ReasonMissing(Invalid):
    code = "order_reason_missing"
    message = "请填写原因"
    action = "原因会记入审计记录，请写明依据"


class InPackage(Conflicting):
    code = "order_in_package"
    message = "照片已进入制作包，不能召回"
    action = "如照片有误，请在制作后发起勘误"


STAFF_GUARDS: Mapping[str, type[DomainError]] = {
    "lease_free_or_own": LeasedByOther,
    "lease_own": LeaseLost,
    "four_eyes": NeedsSecond,
    "four_eyes_if_paid": NeedsSecond,
    "may_refund": NeedsSecond,
    "reason_given": ReasonMissing,
    "not_packaged": InPackage,
}
