"""A deployed stack as its operator's commands see it: secrets that fit, and an account that answers from memory."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

REGION = "cn-north-1"
MADE_AT = datetime(2036, 2, 29, 8, 0, tzinfo=UTC)


@cache
def pems(whose: str = "the merchant's") -> tuple[str, str]:
    """A private key and its public key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return private, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def others_key() -> str:
    """The public key of the channel."""
    return pems("the channel's")[1]


@cache
def _key_32() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def values_of(group: str) -> dict[str, str]:
    """A group's values in the form that the vendors give them."""
    private, public = pems()[0], others_key()
    template = "Abc-_" + "x1" * 19
    groups = {
        "master": {"MASTER_KEY": _key_32()},
        "contact": {"CONTACT_KEYS": f"2:{_key_32()} 1:{_key_32()}"},
        "staff": {"STAFF_KEYS": f"1:{_key_32()}"},
        "codes": {"AGENCY_CODE_KEY": _key_32()},
        "wechat": {"WECHAT_SECRET": "0123456789abcdef" * 2, "WECHAT_RESULT_TEMPLATE": template}
        | {"WECHAT_STATE_TEMPLATE": template},
        "wxpay": {"WXPAY_MCHID": "1612345678", "WXPAY_SERIAL": "5F" * 20, "WXPAY_PRIVATE_KEY": private}
        | {"WXPAY_APIV3_KEY": "k3" * 16, "WXPAY_PUBLIC_KEY_ID": "PUB_KEY_ID_0116123456782024111100291500001234"}
        | {"WXPAY_PUBLIC_KEY": public, "WXPAY_MORE_KEYS": json.dumps({"5E" * 20: public})},
        "alipay": {"ALIPAY_APP_ID": "2021001234567890", "ALIPAY_SELLER_ID": "2088123412341234"}
        | {"ALIPAY_PRIVATE_KEY": private, "ALIPAY_PUBLIC_KEY": public},
        "sms": {"SMS_SECRET_ID": "AKID" + "x1" * 16, "SMS_SECRET_KEY": "y2" * 16, "SMS_APP_ID": "1400123456"}
        | {"SMS_SIGN": "湖南分社", "SMS_TEMPLATE": "1234567", "SMS_REJECT_TEMPLATE": "1234568"}
        | {"SMS_REFUND_TEMPLATE": "1234569", "SMS_REMIND_TEMPLATE": "1234570"}
        | {"SMS_MOVED_TEMPLATE": "1234571"},
        "captcha": {"CAPTCHA_APP_ID": "190123456", "CAPTCHA_APP_SECRET": "z3" * 12},
    }
    return dict(groups[group])


def refusal(code: str) -> ClientError:
    """What AWS says when it refuses."""
    return ClientError({"Error": {"Code": code, "Message": "…"}}, "Asked")


@dataclass
class FakeCloud:
    """answers: service → operation → its answer, a function of the request, or an error to raise; what has none is
    not there.  asked: every request."""

    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    region: str = REGION
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def client(self, service: str) -> Any:
        return _FakeClient(self, self.answers.get(service, {}))


@dataclass
class _FakeClient:
    cloud: FakeCloud
    answers: Mapping[str, Any]

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def ask(**request: Any) -> Any:
            self.cloud.asked.append((operation, request))
            answer = self.answers.get(operation, refusal("ResourceNotFoundException"))
            if callable(answer):
                answer = answer(**request)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return ask


def secret_values(made_at: datetime = MADE_AT, /, **stored: Mapping[str, str] | Exception) -> Callable[..., Any]:
    """Answers get_secret_value: group → its values, stored at that time."""

    def get(SecretId: str) -> Any:
        found = stored.get(SecretId.rpartition("/")[2], refusal("ResourceNotFoundException"))
        if isinstance(found, Exception):
            return found
        return {"SecretString": json.dumps(found), "VersionId": "1", "CreatedDate": made_at}

    return get
