"""The secrets of a deployment, and the form of each value in them.

A secret `gradphoto/<stage>/<group>` is one JSON object of names and texts.  No message quotes a value.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm

from chalicelib.pay.channels.keys import private_key, public_key, public_keys
from chalicelib.shared.config.common import SANDBOX_MARK
from chalicelib.shared.config.key_ring import CLOSED, OPEN, read_ring

Form = Callable[[str], str]  # "" if the value has the form; otherwise what it should be
Values = Mapping[str, str]


def like(pattern: str, what: str) -> Form:
    compiled = re.compile(pattern)
    return lambda value: "" if compiled.fullmatch(value) else f"应是{what}"


def _key_32(value: str) -> str:
    try:
        key = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return "应是 32 字节随机数的 Base64"
    if len(key) != 32:
        return f"应是 32 字节，现在是 {len(key)} 字节"
    return "" if len(set(key)) > 8 else "看起来不是随机数"


def _keys_32(value: str) -> str:
    """One key, or the old and the new one while they change, with a blank between."""
    return next(filter(None, map(_key_32, value.split())), "")


def _ring(value: str) -> str:
    try:
        keys = read_ring(value)
    except ValueError:
        return "应是“编号:32 字节的 Base64”，新的在前，用空格隔开（用 tools.secret rotate 生成，不要手写）"
    return next(filter(None, (_key_32(base64.b64encode(key).decode()) for key in keys.values())), "")


def _merchant_key(value: str) -> str:
    try:
        private_key(value, prove=True)
    except ValueError:
        return "应是商户 API 证书的私钥（apiclient_key.pem 的全文，或 tools.merchant_key 的短格式），RSA 2048 位"
    return ""


def _public(value: str) -> str:
    try:
        public_key(value)
    except (ValueError, UnsupportedAlgorithm):
        return "应是 RSA 公钥（PEM 的全文）"
    return ""


def _more_keys(value: str) -> str:
    try:
        public_keys(json.loads(value))
    except (ValueError, AttributeError, TypeError, UnsupportedAlgorithm):
        return '应是 JSON：{"公钥 ID 或证书序列号": "PEM"}'
    return ""


@dataclass(frozen=True)
class Group:
    """One secret.  needed: names without which it is incomplete; more: names that it may have; absent: what a
    deployment lacks without it, "" if it cannot run without it."""

    title: str
    needed: Mapping[str, Form]
    more: Mapping[str, Form] = field(default_factory=dict)
    absent: str = ""

    @property
    def forms(self) -> Mapping[str, Form]:
        return {**self.needed, **self.more}


_SUBSCRIPTION = like(r"[0-9A-Za-z_-]{43}", "订阅消息模板的编号，43 个字符")
_KEY_0 = like(f"{CLOSED}|{OPEN}", f"{CLOSED}（密钥 0 已停用，由 retire 写入）或 {OPEN}")
SMS_NOTICES = ("SMS_REJECT_TEMPLATE", "SMS_REFUND_TEMPLATE", "SMS_REMIND_TEMPLATE", "SMS_MOVED_TEMPLATE")
_SMS_TEMPLATE = like(r"[0-9]{4,10}", "短信模板的数字编号")

GROUPS: Mapping[str, Group] = {
    "master": Group("数据密钥", {"MASTER_KEY": _key_32}),
    "contact": Group(
        "联系信息密钥",
        {"CONTACT_KEYS": _ring},
        {"CONTACT_KEY_0": _KEY_0},
        absent="手机号、地址等用主密钥推出的密钥加密，泄露后不能更换",
    ),
    "staff": Group(
        "员工密钥",
        {"STAFF_KEYS": _ring},
        {"STAFF_KEY_0": _KEY_0},
        absent="员工的动态口令、手机号用主密钥推出的密钥加密，泄露后不能更换",
    ),
    "codes": Group(
        "采集码密钥",
        {"AGENCY_CODE_KEY": _keys_32},
        absent="只能识别未加密的采集码，这样的码任何人都能仿造；机构自己的加密采集码不能识别",
    ),
    "wechat": Group(
        "小程序",
        {"WECHAT_SECRET": like(r"[0-9a-f]{32}", "小程序的 AppSecret，32 位十六进制")},
        {"WECHAT_RESULT_TEMPLATE": _SUBSCRIPTION, "WECHAT_STATE_TEMPLATE": _SUBSCRIPTION},
    ),
    "wxpay": Group(
        "微信支付",
        {
            "WXPAY_MCHID": like(r"[0-9]{8,10}", "商户号，8 到 10 位数字"),
            "WXPAY_SERIAL": like(r"[0-9A-F]{40}", "商户 API 证书的序列号，40 位大写十六进制"),
            "WXPAY_PRIVATE_KEY": _merchant_key,
            "WXPAY_APIV3_KEY": like(r"[0-9A-Za-z]{32}", "APIv3 密钥，32 个字母或数字"),
            "WXPAY_PUBLIC_KEY_ID": like(r"PUB_KEY_ID_[0-9]{20,40}", "微信支付公钥的编号，PUB_KEY_ID_ 开头（公钥模式）"),
            "WXPAY_PUBLIC_KEY": _public,
        },
        {"WXPAY_MORE_KEYS": _more_keys},
    ),
    "alipay": Group(
        "支付宝",
        {
            "ALIPAY_APP_ID": like(r"20(?!88)[0-9]{14}", "应用编号，20 开头的 16 位数字（2088 开头的是 PID）"),
            "ALIPAY_SELLER_ID": like(r"2088[0-9]{12}", "商家的 PID，2088 开头的 16 位数字"),
            "ALIPAY_PRIVATE_KEY": _merchant_key,
            "ALIPAY_PUBLIC_KEY": _public,
        },
        absent="不能用支付宝付款",
    ),
    "sms": Group(
        "短信",
        {
            "SMS_SECRET_ID": like(r"AKID[0-9A-Za-z]{20,60}", "腾讯云的 SecretId，AKID 开头"),
            "SMS_SECRET_KEY": like(r"[0-9A-Za-z]{20,60}", "腾讯云的 SecretKey"),
            "SMS_APP_ID": like(r"14[0-9]{8}", "短信应用的 SdkAppId，14 开头的 10 位数字"),
            "SMS_SIGN": like(r"[^【】\s]{2,12}", "短信签名的内容，2 到 12 个字，不带【】"),
            "SMS_TEMPLATE": _SMS_TEMPLATE,
        },
        dict.fromkeys(SMS_NOTICES, _SMS_TEMPLATE),
    ),
    "captcha": Group(
        "腾讯云验证码",
        {
            "CAPTCHA_APP_ID": like(r"[0-9]{9,10}", "验证码的 CaptchaAppId，9 到 10 位数字"),
            "CAPTCHA_APP_SECRET": like(r"[0-9A-Za-z*_-]{16,64}", "验证码的 AppSecretKey"),
        },
        absent="获取短信验证码前显示本系统的图形验证码",
    ),
}


def faults(stage: str, group: str, values: Values) -> Iterator[str]:
    """What is wrong with a group's values, each by its name and without the value.  A simulator's values, which have
    forms of their own, are none of `prod`'s."""
    known = GROUPS[group]
    yield from (f"缺少 {name}" for name in known.needed if not values.get(name))
    yield from (f"{name} 不属于 {group}（请核对拼写）" for name in sorted(values.keys() - known.forms.keys()))
    for name, form in known.forms.items():
        if (value := values.get(name)) and (why := _odd(stage, value, form)):
            yield f"{name} {why}"


def is_sample(value: str) -> bool:
    """Whether a value is a simulator's, or one of several keys in it."""
    return SANDBOX_MARK in value.upper() or any(_is_marked(one.rpartition(":")[2]) for one in value.split())


def _is_marked(key: str) -> bool:
    try:
        return SANDBOX_MARK.encode() in base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return False


def _odd(stage: str, value: str, form: Form) -> str:
    if is_sample(value):
        return "是模拟环境的值" if stage == "prod" else ""
    if "\n" not in value and value != value.strip():
        return "前后有空格"
    return form(value)


def read_values(text: str) -> dict[str, str]:
    """The values of a secret's text.  Raises ValueError if it is no JSON object of texts; nothing is quoted."""
    try:
        values = json.loads(text)
    except ValueError:
        raise ValueError("不是 JSON") from None  # the error would quote it
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise ValueError("应是一个 JSON 对象，每个值都是文本（数字也加引号）")
    return values
