"""Alipay's signatures (RSA2: SHA-256 with PKCS#1 v1.5), over forms and over the text of an answer."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from urllib.parse import quote_plus, unquote_plus

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa


class Unsigned(Exception):
    """The merchant did not sign this request; sub_code and text are Alipay's."""

    def __init__(self, sub_code: str, text: str) -> None:
        super().__init__(text)
        self.sub_code, self.text = sub_code, text


def sign(key: rsa.RSAPrivateKey, text: str) -> str:
    return base64.b64encode(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


def signed_text(fields: Mapping[str, str]) -> str:
    """The text that is signed: every field that is not empty, sorted by name, as `name=value`, joined with &."""
    return "&".join(f"{name}={fields[name]}" for name in sorted(fields) if fields[name] != "")


def fields_of(form: str) -> dict[str, str]:
    """Decodes a query or form.  Raises Unsigned for a repeated field."""
    fields: dict[str, str] = {}
    for pair in filter(None, form.split("&")):
        name, _, value = pair.partition("=")
        if unquote_plus(name) in fields:
            raise Unsigned("isv.invalid-parameter", "参数重复")
        fields[unquote_plus(name)] = unquote_plus(value)
    return fields


def check_request(keys: Collection[rsa.RSAPrivateKey], fields: Mapping[str, str]) -> None:
    """Checks the merchant's signature over all other fields.  keys: any of the merchant's.  Raises Unsigned."""
    if fields.get("sign_type") != "RSA2":
        raise Unsigned("isv.invalid-signature-type", "无效签名类型")
    text = signed_text({name: value for name, value in fields.items() if name != "sign"})
    if not any(_is_signed(key, text, fields.get("sign", "")) for key in keys):
        raise Unsigned("isv.invalid-signature", "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配")


def _is_signed(key: rsa.RSAPrivateKey, text: str, sign: str) -> bool:
    try:
        key.public_key().verify(
            base64.b64decode(sign, validate=True), text.encode(), padding.PKCS1v15(), hashes.SHA256()
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def signed_form(key: rsa.RSAPrivateKey, fields: Mapping[str, str]) -> bytes:
    """The body of a notice: the fields and their signature, which does not cover sign_type.  key: Alipay's."""
    signed = {**fields, "sign_type": "RSA2", "sign": sign(key, signed_text(fields))}
    return "&".join(f"{name}={quote_plus(value)}" for name, value in signed.items()).encode()
