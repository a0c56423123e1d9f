"""All settings of the product, pointing at the sandbox: the only difference from production."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.cloud.resources import AUDIT_BUCKET, BUCKET
from sandbox.cloud.template import ROOT
from sandbox.keys import Keys
from sandbox.tencent import sms

TABLES = ("Orders", "People", "Tasks", "Inbox")
ZBAR_PATHS = ("/usr/lib/x86_64-linux-gnu/libzbar.so.0", "/usr/lib/aarch64-linux-gnu/libzbar.so.0")


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Base URLs, without a slash at the end."""

    api: str
    console: str
    wechat: str
    pay: str
    sms: str
    alipay: str
    captcha: str


def environment(keys: Keys, at: Addresses, aws: Mapping[str, str]) -> dict[str, str]:
    """Every setting that a step may read.  at: of the simulators; aws: environment variables for boto3."""
    tables = {f"{table.upper()}_TABLE": f"{table}Table" for table in TABLES}
    return {
        **aws,
        **tables,
        "STAGE": "dev",
        "MASTER_KEY": keys.master_key,
        "CONTACT_KEYS": keys.contact_keys,
        "STAFF_KEYS": keys.staff_keys,
        "CONTACT_KEY_0": keys.contact_key_0,
        "STAFF_KEY_0": keys.staff_key_0,
        "AGENCY_CODE_KEY": keys.agency_code_key,
        "PHOTO_BUCKET": BUCKET,
        "AUDIT_BUCKET": AUDIT_BUCKET,
        "DUE_QUEUE_URL": f"{aws['AWS_ENDPOINT_URL']}/000000000000/DueQueue",
        "JUDGE_QUEUE_URL": f"{aws['AWS_ENDPOINT_URL']}/000000000000/JudgeQueue",
        "DELIVER_QUEUE_URL": f"{aws['AWS_ENDPOINT_URL']}/000000000000/DeliverQueue",
        "IMPORT_QUEUE_URL": f"{aws['AWS_ENDPOINT_URL']}/000000000000/ImportQueue",
        "REMIND_QUEUE_URL": f"{aws['AWS_ENDPOINT_URL']}/000000000000/RemindQueue",
        "BILL_QUEUE_URL": f"{aws['AWS_ENDPOINT_URL']}/000000000000/BillQueue",
        "MODELS_DIR": str(ROOT / "build" / "models"),
        "FONTS_DIR": str(ROOT / "build" / "fonts"),
        "ZBAR_LIBRARY": next((path for path in ZBAR_PATHS if Path(path).exists()), "libzbar.so.0"),
        "WECHAT_APPID": keys.appid,
        "WECHAT_SECRET": keys.wechat_secret,
        "WECHAT_API_URL": at.wechat,
        "WXPAY_MCHID": keys.mchid,
        "WXPAY_SERIAL": keys.merchant_serial,
        "WXPAY_PRIVATE_KEY": keys.merchant_pem,
        "WXPAY_APIV3_KEY": keys.apiv3_key,
        "WXPAY_PUBLIC_KEY_ID": keys.platform_key_id,
        "WXPAY_PUBLIC_KEY": keys.platform_public_pem,
        "WXPAY_API_URL": at.pay,
        "WXPAY_NOTICE_URL": f"{at.api}/api/pay/notices/wechat",
        "WXPAY_MORE_KEYS": json.dumps({keys.certificate_serial: keys.certificate}),
        "SITE_URL": at.api,
        "CONSOLE_URL": at.console,
        "NO_IOS_PAY": "off",
        "REVIEW_HOURS": "24",
        "ALIPAY_APP_ID": keys.alipay_app_id,
        "ALIPAY_SELLER_ID": keys.alipay_seller_id,
        "ALIPAY_PRIVATE_KEY": keys.alipay_app_pem,
        "ALIPAY_PUBLIC_KEY": keys.alipay_public_pem,
        "ALIPAY_GATEWAY_URL": f"{at.alipay}/gateway.do",
        "SMS_SECRET_ID": keys.sms_secret_id,
        "SMS_SECRET_KEY": keys.sms_secret_key,
        "SMS_APP_ID": keys.sms_app_id,
        "SMS_SIGN": sms.SIGN_NAME,
        "SMS_TEMPLATE": sms.TEMPLATE_ID,
        "SMS_REJECT_TEMPLATE": sms.NOTICE_ID,
        "SMS_REFUND_TEMPLATE": sms.NOTICE_ID,
        "SMS_REMIND_TEMPLATE": sms.NOTICE_ID,
        "SMS_MOVED_TEMPLATE": sms.MOVED_ID,
        "WECHAT_RESULT_TEMPLATE": "SANDBOX-result-template-000000000000000000A",
        "WECHAT_STATE_TEMPLATE": "SANDBOX-state-template-0000000000000000000A",
        "SMS_API_URL": at.sms,
        "CAPTCHA_APP_ID": keys.captcha_app_id,
        "CAPTCHA_APP_SECRET": keys.captcha_app_secret,
        "CAPTCHA_API_URL": at.captcha,
        "TZ": "Asia/Shanghai",
    }
