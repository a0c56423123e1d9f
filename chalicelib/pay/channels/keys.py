"""Loads merchant and platform keys from the text in the settings.

A private key may also be given as its two primes (`python -m tools.merchant_key`): the whole key in 344 characters,
without the line breaks that pasting a PEM into JSON loses.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from math import lcm

from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPrivateNumbers,
    RSAPublicKey,
    RSAPublicNumbers,
    rsa_crt_dmp1,
    rsa_crt_dmq1,
    rsa_crt_iqmp,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

EXPONENT = 65537  # of every key that either channel issues
PRIME_BYTES = 128  # RSA-2048


def private_key(text: str, *, prove: bool = False) -> RSAPrivateKey:
    """From PEM, base64 of PKCS#8 (as Alipay's tool writes it), or base64 of the two primes.  Raises ValueError.

    prove: check that its parts belong together, which takes 30 ms; a merchant's own key is checked once, by the tool.
    """
    trust = not prove
    if text.lstrip().startswith("-----"):
        key = load_pem_private_key(text.encode(), None, unsafe_skip_rsa_key_validation=trust)
    else:
        raw = _decode(text)
        short = len(raw) == 2 * PRIME_BYTES
        key = (
            from_primes(raw, prove) if short else load_der_private_key(raw, None, unsafe_skip_rsa_key_validation=trust)
        )
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("not an RSA key")
    return key


def private_pem(text: str) -> str:
    """The same key as PKCS#8 PEM, which both libraries read."""
    return private_key(text).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def from_primes(raw: bytes, prove: bool) -> RSAPrivateKey:
    p, q = int.from_bytes(raw[:PRIME_BYTES]), int.from_bytes(raw[PRIME_BYTES:])
    d = pow(EXPONENT, -1, lcm(p - 1, q - 1))
    return RSAPrivateNumbers(
        p, q, d, rsa_crt_dmp1(d, p), rsa_crt_dmq1(d, q), rsa_crt_iqmp(p, q), RSAPublicNumbers(EXPONENT, p * q)
    ).private_key(unsafe_skip_rsa_key_validation=not prove)


def primes(key: RSAPrivateKey) -> str:
    """The key as text that `private_key` reads.  Raises ValueError for a key of another size or exponent."""
    numbers = key.private_numbers()
    if key.key_size != 16 * PRIME_BYTES or numbers.public_numbers.e != EXPONENT:
        raise ValueError("not an RSA-2048 key with exponent 65537")
    return base64.b64encode(numbers.p.to_bytes(PRIME_BYTES) + numbers.q.to_bytes(PRIME_BYTES)).decode()


def public_key(text: str) -> RSAPublicKey:
    """From a PEM public key, a PEM certificate, or base64 of the public key.  Raises ValueError."""
    key = _public_key(text)
    if not isinstance(key, RSAPublicKey):
        raise ValueError("not an RSA key")
    return key


def _public_key(text: str) -> object:
    if "BEGIN CERTIFICATE" in text:
        from cryptography.x509 import load_pem_x509_certificate

        return load_pem_x509_certificate(text.encode()).public_key()
    if text.lstrip().startswith("-----"):
        return load_pem_public_key(text.encode())
    return load_der_public_key(_decode(text))


def public_keys(texts: Mapping[str, str]) -> dict[str, RSAPublicKey]:
    """Keys by serial: a public key's id (PUB_KEY_ID_…) or a certificate's serial number in hex."""
    return {serial: public_key(text) for serial, text in texts.items()}


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error as error:
        raise ValueError("neither PEM nor base64") from error
