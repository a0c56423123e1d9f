"""A collection task (采集任务): who may take part, when, for how much, and under which rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

from chalicelib.shared.money import MOST as MOST_FEN
from chalicelib.shared.money import Fen
from chalicelib.tasks.consistency import FILE_BYTES, MOST_CODE, require_consistent
from chalicelib.tasks.levels import Level
from chalicelib.tasks.rules import DaysKind, Overdue, RefundUntil, Rules, delivery_text, kept_text, refund_text
from chalicelib.tasks.settings import Length, Limit, Setting, Visibility, declared_settings
from chalicelib.tasks.spelling import fold

TaskType = Literal["GROUP", "INDIVIDUAL"]
CollectMode = Literal["ENCRYPTED", "PLAIN"]
TaskState = Literal["DRAFT", "OPEN", "CLOSED"]
Problem = Literal["DRAFT", "NOT_OPEN_YET", "CLOSED"]
Roster = Literal["NONE", "CODES", "STUDENT_NOS"]
Elsewhere = Literal["WARN", "BLOCK"]
Glasses = Literal["ALLOW", "DOUBT", "REFUSE"]
Covers = Literal["REFUSE", "ALLOW"]

TYPE_LABELS: Final[Mapping[str, str]] = {"GROUP": "集中采集", "INDIVIDUAL": "散拍"}
FIELD_LABELS: Final[Mapping[str, str]] = {
    "name": "姓名", "school": "学校", "level": "学历层次", "college": "学院", "department": "系所", "major": "专业",
    "class_name": "班级", "student_no": "学号", "contact_phone": "联系电话", "id_tail": "证件号码后 4 位",
    "email": "电子邮箱", "consignee": "收件人", "address": "收件地址", "layout": "冲印版式",
}  # fmt: skip
FIELD, ROW, WITHIN = Visibility.FIELD, Visibility.ROW, Visibility.WITHIN
_ID = re.compile(r"[0-9A-Za-z_-]{1,32}")


@dataclass(frozen=True)
class Background:
    """The required background.  tolerance: CIE Lab ΔE; policy: normalise replaces an even wall of another colour."""

    rgb: tuple[int, int, int]
    tolerance: float
    policy: Literal["keep", "normalise"]

    def __post_init__(self) -> None:
        need(all(0 <= part <= 255 for part in self.rgb), "rgb parts are 0–255")
        need(0 < self.tolerance <= 100, "tolerance is a ΔE above 0, at most 100")


@dataclass(frozen=True)
class FormField:
    """A question of the form."""

    name: str
    required: bool = True

    def __post_init__(self) -> None:
        need(self.name in FIELD_LABELS, f"no such form field: {self.name}")

    @property
    def label(self) -> str:
        """As shown in the form."""
        return FIELD_LABELS[self.name]


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody a student may call: the school's teacher, or the branch."""

    role: Literal["TEACHER", "BRANCH"]
    name: str
    phone: str

    def __str__(self) -> str:
        return f"{self.name} {self.phone}"


@dataclass(frozen=True, kw_only=True)
class Task:
    """One collection task; a task that contradicts itself cannot be created (SettingWrong).

    Each setting is declared only here: a type Annotated with a Setting is checked, and part of the API; people cannot
    set the other fields.

    opens_at, closes_at: timezone-aware, both inclusive.  grace_hours: how long after closing a late payment still
    counts. refund_until, overdue, reject_limit, resubmit_…: see Rules.  refund_note: text shown after the refund rule.
    elsewhere: what happens to an enrolment that has an order in another task of the branch.  file_bytes: (least, most)
    bytes of the finished photo, None for the limits of its spec.  glasses: how clear glasses are judged (tinted ones
    always fail); covers: whether what covers the head may stay on.  review_days, production_days: working days until
    the verdict, and from it until the photo is made; a promise that nothing enforces.  demo: for the platform's
    reviewer only; its orders are never delivered.  file_name: template of a delivered file, with variables from
    FILE_WORDS in braces.
    """

    task_id: str
    rev: int = 1
    branch: str
    state: TaskState = "DRAFT"
    code: Annotated[str, Setting("特征码", Length(0, MOST_CODE), rule=f"由 1 至 {MOST_CODE} 位字母和数字组成")]
    title: Annotated[str, Setting("任务名称", Length(1, 120), rule="不能为空", visible=FIELD)]
    schools: Annotated[
        tuple[str, ...],
        Setting("学校", Length(1, 300), rule="由 5 位院校代码组成，不能重复", visible=FIELD | ROW, row="适用学校"),
    ]
    levels: Annotated[
        tuple[Level, ...], Setting("学历层次", Length(1, len(Level)), rule="不能重复", visible=FIELD | ROW)
    ]
    sub_unit: Annotated[str | None, Setting("院系或教学点", Length(1, 120), visible=FIELD | ROW, row="院系")] = None
    task_type: Annotated[TaskType, Setting("采集类型", frozen=True, visible=FIELD)]
    collect_mode: Annotated[CollectMode, Setting("采集模式", frozen=True, visible=FIELD | ROW, row="办理方式")]
    opens_at: Annotated[datetime, Setting("开始时间", rule="要早于结束时间，年份在 2000 至 2100 之间", visible=FIELD)]
    closes_at: Annotated[
        datetime, Setting("结束时间", rule="年份在 2000 至 2100 之间", visible=FIELD | ROW, row="截止时间")
    ]
    grace_hours: Annotated[int, Setting("到账宽限时间", Limit(0, 720, "小时"))] = 24
    price: Annotated[Fen, Setting("价格", Limit(0, MOST_FEN, "元", parts=100), visible=FIELD)]
    pay_minutes: Annotated[int, Setting("支付时限", Limit(5, 10_080, "分钟"), visible=FIELD)] = 1440  # at most a week
    allow_album: Annotated[bool, Setting("从相册选择", visible=FIELD)] = True
    spec: Annotated[str, Setting("照片标准", Length(1, 64), frozen=True)]
    spec_rev: Annotated[int, Setting("照片标准版本", Limit(1, 1_000_000))]
    background: Annotated[Background, Setting("背景颜色", visible=FIELD)]
    file_bytes: Annotated[
        tuple[int, int] | None,
        Setting("照片文件大小", rule="在 {} 至 {} 字节之间，最小值不超过最大值的九成".format(*FILE_BYTES)),
    ] = None
    glasses: Annotated[Glasses, Setting("眼镜要求", visible=FIELD)] = "ALLOW"
    covers: Annotated[Covers, Setting("头部覆盖物", visible=FIELD)] = "REFUSE"
    reject_limit: Annotated[int, Setting("可驳回次数", Limit(1, 20, "次"))] = 3
    resubmit_days: Annotated[int, Setting("重新提交天数", Limit(1, 60, "天"))] = 2
    resubmit_days_kind: Annotated[DaysKind, Setting("天数算法")] = "calendar"
    # Both together stay within the 330 days that the platform takes; longer than 15 days must be reported to it.
    review_days: Annotated[int, Setting("审核工作日", Limit(1, 60, "天"), visible=WITHIN)] = 3
    production_days: Annotated[int, Setting("制作工作日", Limit(1, 150, "天"), visible=WITHIN)] = 7
    overdue: Annotated[Overdue, Setting("逾期未重新提交")] = "KEEP"
    refund_until: Annotated[RefundUntil, Setting("学生自行退款", visible=WITHIN)] = "REVIEW"
    refund_note: Annotated[str, Setting("退款补充说明", Length(0, 1000), visible=WITHIN)] = ""
    roster: Annotated[
        Roster, Setting("名单", rule="加密任务只能用采集码名单，普通任务只能用学号名单，也可以不用名单")
    ] = "NONE"
    elsewhere: Annotated[Elsewhere, Setting("已在其他任务办理")] = "WARN"
    form_fields: Annotated[
        tuple[FormField, ...],
        Setting("填写项目", Length(0, 20), rule="普通任务必须填写姓名和学号，项目不能重复", visible=WITHIN),
    ] = ()
    contacts: Annotated[tuple[Contact, ...], Setting("联系人", Length(1, 10), visible=FIELD)]
    file_name: Annotated[str, Setting("文件名模板", Length(5, 120))] = "{order_id}.jpg"
    retention_days: Annotated[int, Setting("资料保留天数", Limit(1, 3650, "天"), visible=WITHIN)] = 180
    makeup_of: Annotated[str | None, Setting("补采集的原任务", Length(1, 64))] = None
    demo: Annotated[bool, Setting("演示任务")] = False

    def __post_init__(self) -> None:
        need(_ID.fullmatch(self.task_id), "task_id has 1–32 letters, digits, _ or -")
        need(self.branch.strip() and self.rev >= 1, "branch is not empty, rev starts at 1")
        require_consistent(self)
        for name, setting in SETTINGS.items():
            setting.require(name, getattr(self, name))

    @property
    def folded_code(self) -> str:
        """The folded code, compared with the folded text a student types."""
        return fold(self.code)

    def open_problem(self, now: datetime) -> Problem | None:
        """Why nobody can take part now, or None."""
        return problem_of(self.state, self.opens_at, self.closes_at, now)

    def is_open(self, now: datetime) -> bool:
        """Whether students may begin, submit and pay now."""
        return self.open_problem(now) is None

    def deadline_to_pay(self, now: datetime) -> datetime:
        """Deadline to pay an order submitted now: after pay_minutes, but not after closing."""
        return min(now + timedelta(minutes=self.pay_minutes), self.closes_at)

    def grace_over(self, now: datetime) -> bool:
        """Whether the grace period is over, so that late payments are returned."""
        return now > self.closes_at + timedelta(hours=self.grace_hours)

    @property
    def kept_until(self) -> datetime:
        """Until when whatever has no date of its own is kept: the retention counts from the closing."""
        return self.closes_at + max(timedelta(days=self.retention_days), timedelta(hours=self.grace_hours))

    @property
    def delivery_text(self) -> str:
        return delivery_text(self.review_days, self.production_days)

    @property
    def kept_text(self) -> str:
        return kept_text(self.retention_days)

    @property
    def refund_text(self) -> str:
        """The refund rule, shown before paying."""
        return refund_text(self.refund_until, self.price, self.refund_note)

    @property
    def rules(self) -> Rules:
        """The rules that apply to a photo handed in now."""
        return Rules(
            refund_until=self.refund_until,
            refund_text=self.refund_text,
            overdue=self.overdue,
            reject_limit=self.reject_limit,
            resubmit_days=self.resubmit_days,
            resubmit_days_kind=self.resubmit_days_kind,
        )

    def contact_text(self, role: Literal["TEACHER", "BRANCH"] = "BRANCH") -> str:
        """The contacts of one role, or all if it has none, joined for use in a sentence."""
        return "、".join(str(contact) for contact in self.contacts_of(role))

    def contacts_of(self, role: Literal["TEACHER", "BRANCH"]) -> tuple[Contact, ...]:
        """The contacts of one role, or all if it has none."""
        return tuple(contact for contact in self.contacts if contact.role == role) or self.contacts


def problem_of(state: TaskState, opens_at: datetime, closes_at: datetime, now: datetime) -> Problem | None:
    """Why nobody can take part in such a task now, or None."""
    if state == "DRAFT":
        return "DRAFT"
    if state == "CLOSED" or now > closes_at:
        return "CLOSED"
    return "NOT_OPEN_YET" if now < opens_at else None


def need(fact: object, text: str) -> None:
    """Raises ValueError(text) unless `fact` holds."""
    if not fact:
        raise ValueError(text)


SETTINGS: Final[Mapping[str, Setting]] = declared_settings(Task)
