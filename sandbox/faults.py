"""The fault menu: failures of the outside services.  A fault waits for the next call it fits, and is then used up."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sandbox.records import Record, Records
from sandbox.server import HANG_UP, Handle, Reply, Request

NOTICE, PAY, ALIPAY, WECHAT, SMS = "支付通知", "微信支付", "支付宝", "微信开放接口", "短信"
CAPTCHA = "验证码"

# name: (service, label for the tester, seconds by default)
MENU: dict[str, tuple[str, str, float]] = {
    "notice_late": (NOTICE, "通知晚到若干秒", 30),
    "notice_double": (NOTICE, "同一通知同时送达两次", 0),
    "notice_reordered": (NOTICE, "通知排到后一条通知之后送达", 0),
    "notice_lost": (NOTICE, "通知永远不送达", 0),
    "notice_wrong_amount": (NOTICE, "签名正确但金额少 1 分", 0),
    "notice_signtest": (NOTICE, "先发一次验签探测（SIGNTEST），再发正确通知", 0),
    "notice_unknown_serial": (NOTICE, "先用未知公钥编号发送，再发正确通知", 0),
    "notice_by_certificate": (NOTICE, "先由平台证书签名送达一次，再用公钥签名送达（密钥切换期间）", 0),
    "notice_old_timestamp": (NOTICE, "先发 10 分钟前签名的通知，再发正确通知", 0),
    "notice_tampered": (NOTICE, "先发被篡改的通知，再发正确通知", 0),
    "pay_slow_prepay": (PAY, "下单接口响应慢", 4),
    "pay_prepay_lost": (PAY, "下单成功，但响应丢失", 0),
    "pay_paid_while_closing": (PAY, "关单的一刻用户完成支付", 0),
    "pay_wrong_amount": (PAY, "查单返回的金额少 1 分", 0),
    "pay_refund_abnormal": (PAY, "退款异常（ABNORMAL）", 0),
    "pay_refund_closed": (PAY, "退款关闭（CLOSED）", 0),
    "pay_not_enough": (PAY, "退款时商户余额不足", 0),
    "pay_bill_early": (PAY, "当日账单提前可下载", 0),
    "pay_bad_answer_signature": (PAY, "应答签名错误", 0),
    "pay_5xx": (PAY, "返回 500 SYSTEM_ERROR", 0),
    "pay_busy": (PAY, "返回 429 频率超限", 0),
    "pay_timeout": (PAY, "若干秒后断开，不应答", 20),
    "pay_cut": (PAY, "已受理，应答传到一半断开", 0),
    "alipay_slow": (ALIPAY, "响应慢", 4),
    "alipay_5xx": (ALIPAY, "返回 500", 0),
    "alipay_timeout": (ALIPAY, "若干秒后断开，不应答", 20),
    "alipay_cut": (ALIPAY, "已受理，应答传到一半断开", 0),
    "alipay_system_error": (ALIPAY, "返回 ACQ.SYSTEM_ERROR", 0),
    "alipay_answer_lost": (ALIPAY, "已受理，但响应丢失", 0),
    "alipay_bad_answer_signature": (ALIPAY, "应答签名错误", 0),
    "alipay_paid_while_closing": (ALIPAY, "关单的一刻用户完成支付", 0),
    "alipay_wrong_amount": (ALIPAY, "查单返回的金额少 1 分", 0),
    "alipay_wrong_seller": (ALIPAY, "通知签名正确但收款方不同", 0),
    "alipay_wrong_app": (ALIPAY, "通知签名正确但应用不同", 0),
    "alipay_not_enough": (ALIPAY, "退款时商户余额不足", 0),
    "alipay_bill_early": (ALIPAY, "当日账单提前可下载", 0),
    "wechat_slow": (WECHAT, "响应慢", 4),
    "wechat_5xx": (WECHAT, "返回 500", 0),
    "wechat_timeout": (WECHAT, "若干秒后断开，不应答", 20),
    "wechat_busy": (WECHAT, "系统繁忙（-1）", 0),
    "wechat_rate": (WECHAT, "登录过于频繁（45011）", 0),
    "wechat_blocked": (WECHAT, "高风险用户被拦截（40226）", 0),
    "wechat_stale_token": (WECHAT, "access_token 失效（40001）", 0),
    "wechat_quota": (WECHAT, "订阅消息当日额度用完（45009）", 0),
    "wechat_minute": (WECHAT, "订阅消息发送过于频繁（45011）", 0),
    "wechat_template_gone": (WECHAT, "订阅消息模板已删除（40037）", 0),
    "wechat_template_changed": (WECHAT, "订阅消息模板字段不符（47003）", 0),
    "wechat_code_quota": (WECHAT, "小程序码当日额度用完（45009）", 0),
    "wechat_code_page": (WECHAT, "小程序码的页面未发布（41030）", 0),
    "wechat_not_granted": (WECHAT, "账号没有发货信息管理的权限（48001）", 0),
    "sms_5xx": (SMS, "返回 500", 0),
    "sms_timeout": (SMS, "若干秒后断开，不应答", 20),
    "sms_second": (SMS, "号码 30 秒内超限", 0),
    "sms_hour_limit": (SMS, "号码 1 小时内超限", 0),
    "sms_daily_limit": (SMS, "号码当日超限", 0),
    "sms_no_balance": (SMS, "套餐包余量不足", 0),
    "captcha_5xx": (CAPTCHA, "返回 500", 0),
    "captcha_timeout": (CAPTCHA, "若干秒后断开，不应答", 20),
    "captcha_at_risk": (CAPTCHA, "票据有安全风险（21）", 0),
}


@dataclass(frozen=True)
class Fault:
    """A fault that occurs now.  seconds: of a delay or time-out."""

    name: str
    seconds: float


class Faults:
    """The menu of one sandbox; faults that are set survive a restart."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def set(self, name: str, *, times: int = 1, seconds: float | None = None) -> None:
        """Sets a fault to occur the next `times` times; 0 clears it.  Raises KeyError for an unknown name."""
        duration = MENU[name][2] if seconds is None else seconds
        self._records.put("fault", name, {"name": name, "times": times, "seconds": duration})

    def clear(self) -> None:
        """Clears all faults."""
        for name in MENU:
            self._records.remove("fault", name)

    def take(self, name: str) -> Fault | None:
        """The fault if it is set, which uses up one of its times; else None."""
        with self._records.changing():
            fault = self._records.get("fault", name)
            if fault is None or fault["times"] < 1:
                return None
            self._records.put("fault", name, {**fault, "times": fault["times"] - 1})
        return Fault(name, fault["seconds"])

    def menu(self) -> list[Record]:
        """Every fault with its label, and how many times it will still occur."""
        rows = []
        for name, (where, label, seconds) in MENU.items():
            state = self._records.get("fault", name) or {"times": 0, "seconds": seconds}
            rows.append({"name": name, "where": where, "label": label, **state})
        return rows

    def around(self, prefix: str, handle: Handle) -> Handle:
        """`handle` with the faults of a whole server: `<prefix>_slow`, `_timeout`, `_5xx`, `_cut`."""

        def faulty(request: Request) -> Reply:
            if slow := self.take(f"{prefix}_slow"):
                time.sleep(slow.seconds)
            if dead := self.take(f"{prefix}_timeout"):
                time.sleep(dead.seconds)
                return HANG_UP
            if self.take(f"{prefix}_5xx"):
                return Reply.of({"code": "SYSTEM_ERROR", "message": "系统异常，请稍后重试"}, status=500)
            return handle(request).half() if self.take(f"{prefix}_cut") else handle(request)

        return faulty
