"""WeChat Pay v3 signatures, and the encryption of notices."""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sandbox.keys import Keys
from sandbox.records import Record
from sandbox.server import Request

SCHEME = "WECHATPAY2-SHA256-RSA2048"
SKEW_SECONDS = 300


class Refused(Exception):
    """The request is not signed by the merchant; the text says why."""


def sign(key: rsa.RSAPrivateKey, message: bytes) -> str:
    """RSA-SHA256 with PKCS#1 v1.5, base64."""
    return base64.b64encode(key.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()


def verify(key: rsa.RSAPrivateKey, message: bytes, signature: str) -> bool:
    """Whether `signature` (base64) was made with this key over exactly these bytes."""
    try:
        key.public_key().verify(base64.b64decode(signature), message, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def check_request(keys: Keys, request: Request) -> None:
    """Checks the merchant's signature over method, target, time, nonce and body, byte for byte.  Raises Refused."""
    scheme, _, fields = request.header("Authorization").partition(" ")
    values = dict(re.findall(r'(\w+)="([^"]*)"', fields))
    if scheme != SCHEME or not {"mchid", "nonce_str", "timestamp", "serial_no", "signature"} <= values.keys():
        raise Refused("Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》")
    used = next((one for one in keys.accepted() if one.merchant_serial == values["serial_no"]), None)
    if values["mchid"] != keys.mchid or used is None:
        raise Refused("商户证书序列号有误。请使用签名私钥匹配的证书序列号")
    if not values["timestamp"].isdigit() or abs(time.time() - int(values["timestamp"])) > SKEW_SECONDS:
        raise Refused("Http头Authorization中的timestamp与发起请求的时间不得超过5分钟")
    head = f"{request.method}\n{request.target}\n{values['timestamp']}\n{values['nonce_str']}\n".encode()
    if not verify(used.merchant, head + request.body + b"\n", values["signature"]):
        raise Refused("签名错误，请检查后再试")


def platform_headers(
    keys: Keys, body: bytes, *, now: float | None = None, by_certificate: bool = False
) -> dict[str, str]:
    """The signature headers of an answer or a notice (an empty body is signed too).

    by_certificate: sign with the platform certificate's key, as WeChat Pay may do while a merchant changes keys.
    """
    timestamp, nonce = str(int(time.time() if now is None else now)), secrets.token_hex(16)
    key, serial = (keys.platform, keys.platform_key_id)
    if by_certificate:
        key, serial = keys.certificate_key, keys.certificate_serial
    return {
        "Wechatpay-Serial": serial,
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature": sign(key, f"{timestamp}\n{nonce}\n".encode() + body + b"\n"),
        "Wechatpay-Signature-Type": SCHEME,
        "Request-ID": f"{secrets.token_hex(16).upper()}-0",
    }


def pay_sign(keys: Keys, params: Mapping[str, str]) -> bool:
    """Whether the merchant signed these parameters of wx.requestPayment for this app."""
    message = f"{keys.appid}\n{params['timeStamp']}\n{params['nonceStr']}\n{params['package']}\n"
    return params.get("signType") == "RSA" and any(
        verify(one.merchant, message.encode(), params["paySign"]) for one in keys.accepted()
    )


def sealed_notice(keys: Keys, *, notice_id: str, at: str, event: str, about: str, content: Record) -> bytes:
    """A notice's body: an envelope with the encrypted `content` (AES-256-GCM with the APIv3 key).

    about: "transaction" or "refund", which is also the associated data; at: RFC 3339.
    """
    nonce = secrets.token_hex(6)
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    sealed = AESGCM(keys.apiv3_key.encode()).encrypt(nonce.encode(), plain, about.encode())
    summary = {"TRANSACTION.SUCCESS": "支付成功", "REFUND.SUCCESS": "退款成功", "REFUND.ABNORMAL": "退款异常"}
    envelope = {
        "id": notice_id,
        "create_time": at,
        "resource_type": "encrypt-resource",
        "event_type": event,
        "summary": summary.get(event, "退款关闭"),
        "resource": {
            "original_type": about,
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(sealed).decode(),
            "associated_data": about,
            "nonce": nonce,
        },
    }
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode()
