"""Settings: one validated, frozen model per step; `settings_reader` fills it.

A field is the environment variable of the same name in upper case, or a name in the secret of its group.  The sandbox
and production differ only in these values, and production refuses a simulator's address or key.  The models have no
repr, which would show keys.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import Field, dataclass, field
from typing import Any, Literal

import msgspec

from chalicelib.shared.config.common import ALIPAY, CAPTCHA, CODES, GROUP, SMS, WECHAT, WXPAY, Common
from chalicelib.shared.config.keys import LooksUp, SealsContact, SealsStaff

# Not every branch has the last three; without a ring, what is sealed has the key derived from the master.
OPTIONAL_GROUPS = frozenset({"contact", "staff", "codes", "alipay", "captcha"})


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class UsesPhotos(Common):
    """Steps that read or sign objects."""

    photo_bucket: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class UsesEngine(UsesPhotos):
    """Steps that process pictures; the paths are those of the Lambda layer."""

    models_dir: str = "/opt/models"
    zbar_library: str = "/opt/lib/libzbar.so.0"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DrawsPages(UsesPhotos):
    """Steps that draw PDFs; the path is that of the print layer."""

    fonts_dir: str = "/opt/fonts"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ReadsCodes(UsesEngine):
    """Steps that read collection codes, also those encrypted for the agency; without a key, that reader is left out.

    agency_code_key: several, separated by spaces, while codes of an older key are about.
    """

    agency_code_key: str = field(default="", metadata=CODES)

    def __post_init__(self) -> None:
        super().__post_init__()
        if any(len(base64.b64decode(one)) != 32 for one in self.agency_code_key.split()):
            raise ValueError("AGENCY_CODE_KEY is not 32 bytes in base64")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DecodeSettings(SealsContact, ReadsCodes):
    """The decode step reads a code, and seals what it read."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class UsesWeChatPay(Common):
    """Steps that talk to WeChat Pay v3 (public-key mode)."""

    wechat_appid: str
    wxpay_mchid: str = field(metadata=WXPAY)
    wxpay_serial: str = field(metadata=WXPAY)
    wxpay_private_key: str = field(metadata=WXPAY)
    wxpay_apiv3_key: str = field(metadata=WXPAY)
    wxpay_public_key_id: str = field(metadata=WXPAY)
    wxpay_public_key: str = field(metadata=WXPAY)
    wxpay_notice_url: str
    wxpay_api_url: str = "https://api.mch.weixin.qq.com"
    # JSON, serial → key: further keys accepted on notices during a change of keys
    wxpay_more_keys: str = field(default="", metadata=WXPAY)

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.wxpay_apiv3_key.encode()) != 32:
            raise ValueError("WXPAY_APIV3_KEY is not 32 bytes")
        msgspec.json.decode(self.wxpay_more_keys or "{}", type=dict[str, str])


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class UsesPay(UsesWeChatPay):
    """Steps that move money: WeChat Pay, and Alipay if the branch has an account there.

    site_url: address of the site without a trailing slash; browsers return to it after paying.
    no_ios_pay: on while WeChat allows no payments in a mini-program on iOS.
    """

    site_url: str
    no_ios_pay: Literal["off", "on"] = "off"
    alipay_app_id: str = field(default="", metadata=ALIPAY)
    alipay_seller_id: str = field(default="", metadata=ALIPAY)
    alipay_private_key: str = field(default="", metadata=ALIPAY)
    alipay_public_key: str = field(default="", metadata=ALIPAY)
    alipay_gateway_url: str = "https://openapi.alipay.com/gateway.do"

    def __post_init__(self) -> None:
        super().__post_init__()
        given = (self.alipay_app_id, self.alipay_seller_id, self.alipay_private_key, self.alipay_public_key)
        if any(given) and not all(given):
            raise ValueError("ALIPAY_APP_ID, _SELLER_ID, _PRIVATE_KEY and _PUBLIC_KEY belong together")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class UsesWeChat(Common):
    """Steps that call WeChat's open API."""

    wechat_appid: str
    wechat_secret: str = field(metadata=WECHAT)
    wechat_api_url: str = "https://api.weixin.qq.com"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PaySettings(LooksUp, UsesPay, UsesWeChat):
    """The pay step also asks WeChat for the openid of whoever pays through a shared link, without an account."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class OrdersSettings(SealsContact, UsesPhotos, UsesPay):
    """The orders step signs previews, and closes a pending payment before it cancels an order."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SendsCodes(Common):
    """Steps that send codes by SMS."""

    sms_secret_id: str = field(metadata=SMS)
    sms_secret_key: str = field(metadata=SMS)
    sms_app_id: str = field(metadata=SMS)
    sms_sign: str = field(metadata=SMS)
    sms_template: str = field(metadata=SMS)
    sms_api_url: str = "https://sms.tencentcloudapi.com"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LoginSettings(SealsContact, SendsCodes, UsesPhotos, UsesWeChat):
    """The login step also sends SMS to strangers, and signs avatars.  captcha_…: the app of Tencent Captcha, in the
    account that sends; without one, a picture is drawn."""

    captcha_app_id: str = field(default="", metadata=CAPTCHA)
    captcha_app_secret: str = field(default="", metadata=CAPTCHA)
    captcha_api_url: str = "https://captcha.tencentcloudapi.com"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RightsSettings(SealsContact, UsesPhotos):
    """The rights step also unbinds logins of the mini-program."""

    wechat_appid: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SweepSettings(Common):
    """The two sweeping schedules only read what is due and queue it."""

    due_queue_url: str
    judge_queue_url: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class KnowsReviewHours(Common):
    """Steps that know how long a photo may wait for a reviewer: hours of the clock, nights and weekends too."""

    review_hours: int = 24

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.review_hours <= 720:
            raise ValueError("REVIEW_HOURS is not 1–720")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RemindSettings(KnowsReviewHours):
    """The reminder schedule reads what may be due and queues it, and looks for photos that wait too long."""

    remind_queue_url: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class NotifySettings(SealsContact, SendsCodes, UsesPhotos, UsesWeChat, UsesWeChatPay):
    """The notify step sends subscribe messages and SMS, if the branch has templates, reports shipping to WeChat, and
    queues refunds that were just requested."""

    due_queue_url: str

    wechat_result_template: str = field(default="", metadata=WECHAT)
    wechat_state_template: str = field(default="", metadata=WECHAT)
    sms_reject_template: str = field(default="", metadata=SMS)
    sms_refund_template: str = field(default="", metadata=SMS)
    sms_remind_template: str = field(default="", metadata=SMS)
    sms_moved_template: str = field(default="", metadata=SMS)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ImportSettings(LooksUp, ReadsCodes):
    """The imports step reads collection codes, and queues itself again when a run is too short."""

    import_queue_url: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DeliverSettings(SealsContact, DrawsPages):
    """The deliver step builds packages and tables; a long table is continued by a message to its own queue."""

    deliver_queue_url: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class StaffSettings(SealsStaff, OrdersSettings, ImportSettings, SendsCodes, DrawsPages, KnowsReviewHours):
    """The staff step does with orders what students can do, finds them by collection code, queues long work, and sends
    codes to those who are invited.

    console_url: address of the branch's console without a trailing slash; invitations lead there.
    """

    console_url: str
    deliver_queue_url: str
    bill_queue_url: str
    remind_queue_url: str

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.console_url == self.site_url:
            raise ValueError("CONSOLE_URL is SITE_URL: the branch's sessions would lie in reach of the students' site")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class WitnessSettings(Common):
    """The witness step writes digests of the audit trail into a bucket whose objects are locked."""

    audit_bucket: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class AllSettings(LoginSettings, NotifySettings, StaffSettings, SweepSettings, RemindSettings, WitnessSettings):
    """All settings, for a process that runs every step (sandbox, tools)."""


STEPS: Mapping[str, type[Common]] = {
    "login": LoginSettings,
    "lookup": SealsContact,
    "upload": UsesPhotos,
    "decode": DecodeSettings,
    "validate": UsesEngine,
    "orders": OrdersSettings,
    "pay": PaySettings,
    "pay_webhook": UsesPay,
    "staff": StaffSettings,
    "deliver": DeliverSettings,
    "rights": RightsSettings,
    "purge": UsesPhotos,
    "notify": NotifySettings,
    "imports": ImportSettings,
    "remind": RemindSettings,
    "expire": SweepSettings,
    "reconcile": SweepSettings,
    "settle_due": UsesPay,
    "match_bills": UsesPay,
    "gather_feedback": UsesPhotos,
    "witness": WitnessSettings,
}


def group_of(setting: Field[Any]) -> str:
    """The group of the secret that holds this field; "" if it is no secret."""
    return str(setting.metadata.get(GROUP, ""))
