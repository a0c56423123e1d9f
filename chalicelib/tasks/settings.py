"""A task's settings by name: what they are called, and what its numbers may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.shared.money import MOST as MOST_FEN

LABELS: Final[Mapping[str, str]] = {
    "code": "特征码", "title": "任务名称", "schools": "学校", "levels": "学历层次", "task_type": "采集类型",
    "collect_mode": "采集模式", "opens_at": "开始时间", "closes_at": "结束时间", "price": "价格", "spec": "照片标准",
    "sub_unit": "院系或教学点", "spec_rev": "照片标准版本", "background": "背景颜色", "file_bytes": "照片文件大小",
    "glasses": "眼镜要求", "refund_note": "退款补充说明", "contacts": "联系人", "grace_hours": "到账宽限时间",
    "pay_minutes": "支付时限", "reject_limit": "可驳回次数", "resubmit_days": "重新提交天数",
    "review_days": "审核工作日", "production_days": "制作工作日", "demo": "演示任务",
    "retention_days": "资料保留天数", "roster": "名单", "form_fields": "填写项目", "file_name": "文件名模板",
    "makeup_of": "补采集的原任务",
}  # fmt: skip


@dataclass(frozen=True)
class Limit:
    """Both ends are allowed.  unit: as it is shown, with `parts` of what is kept in one of it."""

    least: int
    most: int
    unit: str
    parts: int = 1

    def __contains__(self, number: int) -> bool:
        return self.least <= number <= self.most

    def __str__(self) -> str:
        return f"{self.least // self.parts:,}–{self.most // self.parts:,} {self.unit}"


LIMITS: Final[Mapping[str, Limit]] = {
    "price": Limit(0, MOST_FEN, "元", parts=100),
    "grace_hours": Limit(0, 720, "小时"),
    "pay_minutes": Limit(5, 10_080, "分钟"),  # a week
    "reject_limit": Limit(1, 20, "次"),
    "resubmit_days": Limit(1, 60, "天"),
    "review_days": Limit(1, 60, "天"),
    "production_days": Limit(1, 150, "天"),  # both together stay within the 330 days that the platform takes
    "retention_days": Limit(1, 3650, "天"),
}
