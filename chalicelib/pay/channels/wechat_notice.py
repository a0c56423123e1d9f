"""Parses a WeChat Pay v3 notice: verified before it is parsed, known serials only, five-minute window, no network.

The signature (RSA-SHA256, PKCS#1 v1.5) covers the exact bytes of `timestamp\\nnonce\\nbody\\n`; the resource is
encrypted with the APIv3 key (AEAD_AES_256_GCM).  WeChat also sends probes signed WECHATPAY/SIGNTEST/… and expects
a refusal.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from chalicelib.pay.model import CONTENT, NoticeRefused

WINDOW = timedelta(minutes=5)  # the provider's rule: refuse anything older or newer


class Resource(msgspec.Struct):
    algorithm: str
    ciphertext: str
    nonce: str
    associated_data: str = ""


class Notice(msgspec.Struct):
    """The envelope.  id: the same in every delivery of one event."""

    id: str
    event_type: str
    resource: Resource


_NOTICE = msgspec.json.Decoder(Notice)  # made at import: its first use by two threads at once would crash


def verify(headers: Mapping[str, str], raw: bytes, keys: Mapping[str, RSAPublicKey], now: datetime) -> None:
    """Checks the signature.  headers: lower-case names; keys: serial → public key.  Raises NoticeRefused."""
    serial, nonce = headers.get("wechatpay-serial", ""), headers.get("wechatpay-nonce", "")
    timestamp, signature = headers.get("wechatpay-timestamp", ""), headers.get("wechatpay-signature", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise NoticeRefused("timestamp")
    if abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        raise NoticeRefused("stale")
    key = keys.get(serial)
    if key is None:
        raise NoticeRefused("serial")
    message = f"{timestamp}\n{nonce}\n".encode() + raw + b"\n"
    try:
        key.verify(base64.b64decode(signature, validate=True), message, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError) as error:  # ValueError: not base64, or not even ASCII
        raise NoticeRefused("signature") from error


def unpack(raw: bytes, apiv3_key: bytes) -> tuple[Notice, dict[str, Any]]:
    """The envelope and its decrypted resource.  Raises NoticeRefused."""
    try:
        notice = _NOTICE.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NoticeRefused("envelope") from error
    resource = notice.resource
    if resource.algorithm != "AEAD_AES_256_GCM":
        raise NoticeRefused("algorithm")
    try:
        sealed = base64.b64decode(resource.ciphertext, validate=True)
        opened = AESGCM(apiv3_key).decrypt(resource.nonce.encode(), sealed, resource.associated_data.encode())
    except (InvalidTag, ValueError) as error:
        raise NoticeRefused("ciphertext") from error
    try:
        return notice, msgspec.json.decode(opened, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NoticeRefused(CONTENT) from error
