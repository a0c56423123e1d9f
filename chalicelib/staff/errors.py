"""Refusals of staff accounts, login and audit."""

from __future__ import annotations

from chalicelib.shared.errors import Conflicting, Forbidden, Invalid, NotFound, OutsideFailed, TooMany, Unauthenticated


class StaffLoginWrong(Invalid):
    """Unknown name, wrong password, wrong or used code: deliberately one refusal."""

    code = "staff_login_wrong"
    message = "用户名、密码或动态验证码不正确"
    action = "请核对后重新填写；动态验证码每30秒更换，每个只能使用一次"


class StaffLocked(TooMany):
    code = "staff_locked"
    message = "尝试次数过多，暂时不能从这里登录或更改密码"
    action = "请{when}再试；急用时请换到您平时登录的网络，或请系统管理员解除锁定"


class StaffNameTaken(Conflicting):
    code = "staff_name_taken"
    message = "用户名“{username}”已被使用"
    action = "请换一个用户名"


class StaffNameWrong(Invalid):
    code = "staff_name_wrong"
    message = "用户名或姓名不符合要求"
    action = (
        "用户名为2到40个汉字、英文字母、数字或 . _ @ -；姓名为1到40个字，不能换行，"
        "不能有看不见的符号和形似的外文字母，也不能是“系统”“运维人员”一类"
    )


class StaffSessionUnknown(NotFound):
    code = "staff_session_unknown"
    message = "没有找到这次登录，它可能已经结束"
    action = "请刷新登录列表"


class SessionLeft(Unauthenticated):
    code = "staff_session_left"
    message = "您已于 {when} 退出登录"
    action = "请重新登录"


class SessionEndedElsewhere(Unauthenticated):
    code = "staff_session_ended_elsewhere"
    message = "您于 {when} 在别处结束了这次登录"
    action = "请重新登录；如果不是您本人结束的，请立即告诉系统管理员"


class SessionCrowdedOut(Unauthenticated):
    code = "staff_session_crowded_out"
    message = "同一账号最多登录 {most} 处，您于 {when} 在别处登录，最早的这一处随之退出"
    action = "请重新登录；如果不是您本人登录的，请立即告诉系统管理员"


class SessionAged(Unauthenticated):
    code = "staff_session_aged"
    message = "这次登录已满 {hours} 小时，于 {when} 自动结束"
    action = "请重新登录"


class SessionIdle(Unauthenticated):
    code = "staff_session_idle"
    message = "连续 {idle} 分钟没有操作，这次登录已于 {when} 自动结束"
    action = "请重新登录"


class SessionEndedByAdmin(Unauthenticated):
    code = "staff_session_ended_by_admin"
    message = "系统管理员于 {when} 结束了这次登录"
    action = "请重新登录；有疑问请联系系统管理员"


class SessionInvitedAgain(Unauthenticated):
    code = "staff_session_invited_again"
    message = "系统管理员于 {when} 重新邀请了您，原来的密码和验证器已作废"
    action = "请在登录页点“受邀开通”，用本人手机重新设置密码和验证器"


class SessionDisabled(Unauthenticated):
    code = "staff_session_disabled"
    message = "系统管理员于 {when} 停用了您的账号"
    action = "如需继续使用，请联系系统管理员"


class StaffUnknown(NotFound):
    code = "staff_unknown"
    message = "没有找到这个员工账号"
    action = "请核对用户名，或刷新员工列表后重试"


class InviteOver(Invalid):
    code = "staff_invite_over"
    message = "邀请已失效：已过期、已使用，或者在另一台设备上打开了"
    action = "请在登录页点“受邀开通”，重新验证手机；仍然打不开，请系统管理员重新邀请"


class InviteUnknown(Invalid):
    """Told only to whoever typed the code that this phone got."""

    code = "staff_invite_unknown"
    message = "没有给这个用户名和手机号的邀请，或者邀请已过期"
    action = "请向系统管理员核对用户名和登记的手机号，过期的请他重新邀请；已经开通的，请直接登录"


class PasswordWeak(Invalid):
    """Too short, of the owner's names, or among what is guessed first."""

    code = "staff_password_weak"
    message = "这个密码容易被猜到"
    action = (
        "请使用12到128个字符，不含用户名、姓名和分社名，也不是常见密码、键盘顺序、日期的变化；"
        "例如把四个不相关的词连在一起"
    )


class PasswordUnproven(Invalid):
    """Wrong password or wrong or used code: deliberately one refusal."""

    code = "staff_password_unproven"
    message = "现在的密码或动态验证码不正确"
    action = "请核对后重新填写，动态验证码每个只能使用一次；忘记密码时请系统管理员重新邀请"


class OwnLock(Conflicting):
    """Or whoever holds an administrator's session could guess on."""

    code = "staff_own_lock"
    message = "不能解除自己账号的锁定"
    action = "请另一名系统管理员解除，或等锁定时间结束"


class TotpWrong(Invalid):
    code = "staff_totp_wrong"
    message = "动态验证码不正确"
    action = "请确认手机时间准确，并输入验证器当前显示的6位数字"


class RolesClash(Conflicting):
    code = "staff_roles_clash"
    message = "同一个账号不能既是系统管理员又是财务"
    action = "请由另一名系统管理员去掉其中一个角色，由两个人分别担任；分社没有另一名系统管理员的，请联系技术人员"


class OwnRoles(Forbidden):
    code = "staff_own_roles"
    message = "不能修改自己的角色，也不能确认关于自己的变更"
    action = "请由另一名系统管理员处理；分社没有另一名系统管理员的，请联系技术人员"


class OwnGrant(Forbidden):
    code = "staff_own_grant"
    message = "不能确认自己提出的变更"
    action = "请由另一名系统管理员确认；分社没有另一名系统管理员的，请联系技术人员"


class TooNewToConfirm(Forbidden):
    code = "staff_too_new"
    message = "接受邀请或得到新角色后48小时内，不能确认他人提出的事项"
    action = "您的账号从 {when} 起可以确认；急办的请由另一名有权限的同事确认"


class GrantOver(Conflicting):
    code = "staff_grant_over"
    message = "这项变更已被处理、撤回或过期"
    action = "请刷新员工列表；仍然需要的，请重新提出"


class GrantWaits(Conflicting):
    code = "staff_grant_waits"
    message = "这个账号有一项变更正在等待另一名系统管理员确认"
    action = "请先确认、不同意或撤回这项变更，再提出新的变更"


class StaffPhoneNeeded(Invalid):
    code = "staff_phone_needed"
    message = "请填写本人的手机号"
    action = "接受邀请时，验证码会发到这个手机号；请填写11位手机号"


class InviteSmsSlow(TooMany):
    """As the students' limits refuse it; nobody of the staff comes in by the mini-program."""

    code = "staff_invite_sms_slow"
    message = "短信验证码发送量已达上限，暂时不能发送"
    action = "请{when}再试，或换一个网络（如手机流量）；急用时请系统管理员联系技术人员，用链接邀请"


class InviteSmsFailed(OutsideFailed):
    code = "staff_invite_sms_failed"
    message = "短信没有发出"
    action = "请稍后重试；这个号码收不到短信的，请系统管理员更换登记的手机号"


class InviteUnproven(Invalid):
    """A link, where a phone is on record: one of an earlier release, or of the operator's before there was a phone."""

    code = "staff_invite_unproven"
    message = "这个邀请不能用链接打开，要用本人的手机"
    action = "请在登录页点“受邀开通”，填写用户名和登记的手机号"


class LastAdmin(Conflicting):
    code = "staff_last_admin"
    message = "分社至少要保留一名可用的系统管理员"
    action = "请先让另一名系统管理员就位"


class StaffChanged(Conflicting):
    code = "staff_changed"
    message = "该员工账号刚刚被修改"
    action = "请刷新后重试"


class AuditDaysWrong(Invalid):
    code = "audit_days_wrong"
    message = "一次最多查询31天，开始日期不能晚于结束日期"
    action = "请更正开始和结束日期后重新查询"


class ReasonNeeded(Invalid):
    code = "staff_reason_needed"
    message = "请填写原因"
    action = "原因会记入审计记录，请写明依据"
