"""Refusals of teachers' links."""

from __future__ import annotations

from chalicelib.shared.errors import Conflicting, Forbidden, NotFound


class TeacherLinkOver(NotFound):
    """Unknown, revoked and ended links look alike."""

    code = "teacher_link_over"
    message = "进度链接无效、已停用或已过期"
    action = "请联系分社重新发送链接"


class LinkUnknown(NotFound):
    code = "teacher_link_unknown"
    message = "没有找到这条进度链接"
    action = "它可能已经停用，请刷新链接列表"


class TeacherCodeNeeded(Forbidden):
    """data: {"phone": masked}."""

    code = "teacher_code_needed"
    message = "这个链接要验证老师的手机号"
    action = "请获取短信验证码并填写；手机号不对时请联系分社"


class TeacherCodeIdle(Conflicting):
    """The link asks for no code."""

    code = "teacher_code_idle"
    message = "这个链接不需要验证码"
    action = "请刷新页面"


class TeacherCountsOnly(Forbidden):
    code = "teacher_counts_only"
    message = "这个链接只显示人数"
    action = "需要名单时请联系分社，另发带名单的链接"


class TeacherPhoneIdle(Conflicting):
    """A link that shows numbers alone is meant to be passed on."""

    code = "teacher_phone_idle"
    message = "只有人数的链接用于转发，不能限定手机号"
    action = "请清空手机号，或改选带名单的链接"
