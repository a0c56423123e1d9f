"""Refusals of login and account."""

from __future__ import annotations

from chalicelib.shared.errors import (
    Conflicting,
    Forbidden,
    Invalid,
    OutsideBusy,
    OutsideFailed,
    TooMany,
    Unauthenticated,
)


class PhoneInvalid(Invalid):
    code = "phone_invalid"
    message = "手机号格式不正确"
    action = "请填写11位中国大陆手机号"


class PhoneNeeded(Invalid):
    """No account belongs to this WeChat login yet."""

    code = "phone_needed"
    leads = "LOGIN"
    message = "首次登录需要绑定手机号"
    action = "请点击“手机号快捷登录”并同意授权"


class PhoneTaken(Conflicting):
    """The other account holds data or orders."""

    code = "phone_taken"
    leads = "CONTACT"
    message = "该手机号已是另一个账号，且该账号已有资料或订单"
    action = "请用该手机号登录那个账号，注销后再换；有订单的请先联系分社转到本账号"


class AccountChanged(Conflicting):
    """Too many requests changed the account at the same time."""

    code = "account_changed"
    message = "账号信息刚刚发生变化"
    action = "请刷新后重试"


class SessionEndedElsewhere(Unauthenticated):
    code = "session_ended_elsewhere"
    message = "您于 {when} 在别处结束了这次登录"
    action = "请重新登录；如果不是您本人结束的，请联系分社"


class SessionAccountChanged(Unauthenticated):
    """Whoever has the old number may have begun a session."""

    code = "session_account_changed"
    message = "账号于 {when} 更换了手机号，此前的登录都已结束"
    action = "请用现在的手机号重新登录；不是您本人要求的，请立即联系分社"


class SessionIdle(Unauthenticated):
    """Of a computer that may be of many."""

    code = "session_idle"
    message = "为保护您的信息，这次登录已自动结束"
    action = "请重新登录，填写过的内容还在"


class WeChatCodeUsed(Invalid):
    code = "wechat_code_used"
    message = "微信登录凭证已失效"
    action = "请再点一次"


class WeChatTooOften(TooMany):
    code = "wechat_too_often"
    message = "微信登录过于频繁"


class WeChatRisky(Forbidden):
    code = "wechat_risky"
    message = "微信提示该账号存在安全风险，暂时无法登录"
    action = "请在微信中解除账号风险，或改用网页版手机号登录"


class WeChatFailed(OutsideFailed):
    code = "wechat_failed"
    message = "微信登录服务返回异常"
    action = "请稍后重试，或改用网页版手机号登录"


class WeChatBusy(OutsideBusy):
    code = "wechat_busy"
    message = "微信登录服务暂时无响应"
    action = "请稍后重新点击登录"


class CaptchaWrong(Invalid):
    code = "captcha_wrong"
    message = "图形验证码错误或已过期"
    action = "请输入新的图形验证码"


class CaptchaHarder(Invalid):
    """The network sends so many requests that the captcha solved is not enough."""

    code = "captcha_harder"
    message = "当前网络请求较多，需要重新验证"
    action = "请完成新的验证"


class CaptchaAway(OutsideBusy):
    """The outside service says nothing; the picture is the way on."""

    code = "captcha_away"
    message = "安全验证服务暂时无响应"
    action = "请改用图形验证码"


class PageOutdated(Conflicting):
    """A page or mini-program from before the last change of how a code is asked for or entered."""

    code = "page_outdated"
    message = "页面版本过旧，无法获取验证码"
    action = "请刷新页面，或关闭小程序后重新打开，再获取验证码"


class SmsTooOften(TooMany):
    code = "sms_too_often"
    message = "短信验证码获取过于频繁"


class SmsRefused(Invalid):
    """The operator does not deliver to this number."""

    code = "sms_refused"
    message = "该手机号无法接收验证码短信"
    action = "请检查手机号或更换手机号，也可使用微信小程序登录"


class SmsFailed(OutsideFailed):
    code = "sms_failed"
    message = "短信发送失败"
    action = "请稍后重试，或使用微信小程序登录"


class SmsBusy(OutsideBusy):
    code = "sms_busy"
    message = "短信服务暂时无响应"
    action = "请稍后重新获取验证码"


class CodeWrong(Invalid):
    code = "sms_code_wrong"
    message = "短信验证码错误"
    action = "请重新输入，还可尝试 {left} 次"


class CodeOver(Invalid):
    """Used, expired, tried five times, of another asker or never sent: deliberately one refusal."""

    code = "sms_code_over"
    message = "短信验证码已失效"
    action = "请重新获取短信验证码"


class IdTailFixed(Invalid):
    """The ID tail proves the owner, so it can be set only once."""

    code = "id_tail_fixed"
    leads = "CONTACT"
    message = "身份证号后四位已登记，不能自行修改"
    action = "如登记有误，请联系分社"


class ProveFirst(Forbidden):
    """The number may have changed hands since the account was last used."""

    code = "prove_first"
    leads = "PROVE"
    message = "为保护账号安全，需要先核对身份"
    action = "请核对身份证号后四位，或重新上传采集码；无法核对请联系分社"


class ProveForPhone(Forbidden):
    """A session alone does not move, export or close an account, as it may be a copy of the owner's."""

    code = "phone_proof_needed"
    message = "为保护账号安全，这一步需要先验证是您本人"
    action = "请先用当前手机号短信、微信或身份证号后四位验证；都不能验证时，请联系分社"


class WeChatElsewhere(Invalid):
    code = "wechat_elsewhere"
    message = "本机登录的微信没有绑定这个账号"
    action = "请改用当前手机号短信或身份证号后四位验证，或联系分社"


class TailTooNew(Invalid):
    """Whoever took the session could have put the tail on record."""

    code = "id_tail_too_new"
    leads = "CONTACT"
    message = "身份证号后四位登记不满7天，不能用来更换手机号"
    action = "请改用原手机号短信或微信验证，或联系分社"


class ProofUnavailable(Invalid):
    code = "proof_unavailable"
    leads = "CONTACT"
    message = "该账号没有登记身份证号后四位"
    action = "请重新上传采集码进行核对，或联系分社"


class AvatarNotReady(Conflicting):
    code = "avatar_not_ready"
    message = "头像还在处理中，或图片无法使用"
    action = "请稍等几秒后重试；如仍不成功，请换一张图片"


class IdTailWrong(Invalid):
    code = "id_tail_wrong"
    message = "身份证号后四位不一致"
    action = "请检查后重新填写"


class IdTailTooOften(TooMany):
    code = "id_tail_too_often"
    leads = "CONTACT"
    message = "今日核对次数已用完"
    action = "请明天再试，或重新上传采集码进行核对"


class IdTailSpent(Forbidden):
    """Guessed so often that more would find it: the limit of a year, which no waiting ends soon."""

    code = "id_tail_spent"
    leads = "CONTACT"
    message = "今年核对证件号后四位的次数已用完"
    action = "请上传采集码进行核对，或联系分社核对身份"


class PayingTooOften(TooMany):
    code = "paying_too_often"
    message = "打开或支付过于频繁"


class LookingTooOften(TooMany):
    code = "looking_too_often"
    message = "打开过于频繁"


class TooManyUploads(TooMany):
    code = "too_many_uploads"
    message = "上传图片过于频繁"


class TooManyOpenings(TooMany):
    code = "too_many_openings"
    message = "提交学生信息过于频繁"


class ConsentNeeded(Invalid):
    """data: {kind, version, title, text} of the text to agree to."""

    code = "consent_needed"
    leads = "CONSENTS"
    message = "请先阅读并同意《{title}》"
    action = "同意后即可继续"


class ConsentOutdated(Invalid):
    """data: {kind, version, title, text} of the version in force."""

    code = "consent_outdated"
    leads = "CONSENTS"
    message = "《{title}》已更新"
    action = "请阅读新版本后重新同意"
