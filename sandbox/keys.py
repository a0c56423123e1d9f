"""The simulators' keys and ids: created once, kept in the state directory, marked so that production refuses them."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

MARK = "SANDBOX"  # production settings refuse any value that contains it


@dataclass(kw_only=True)
class Keys:
    """Both sides of every key.  *_pem are PKCS#8 private keys; master_key and agency_code_key are base64 of 32
    bytes; of the latter there may be several, separated by spaces, or none: with one, plain cards open nothing.
    contact_keys, staff_keys: rings, the newest key first; *_key_0: "closed" once the derived key is retired.

    platform: WeChat Pay's current key; certificate: its platform certificate (PEM), which identified it before.
    Every simulator has the same object, so that a key changes for all of them at once.
    """

    appid: str
    wechat_secret: str
    mchid: str
    merchant_serial: str
    merchant_pem: str
    platform_key_id: str
    platform_pem: str
    certificate_pem: str
    certificate: str
    apiv3_key: str
    alipay_app_id: str
    alipay_seller_id: str
    alipay_app_pem: str
    alipay_pem: str
    sms_secret_id: str
    sms_secret_key: str
    sms_app_id: str
    captcha_app_id: str
    captcha_app_secret: str
    master_key: str
    contact_keys: str
    staff_keys: str
    contact_key_0: str = ""
    staff_key_0: str = ""
    agency_code_key: str
    aws_access_key_id: str
    aws_secret_access_key: str

    def __post_init__(self) -> None:
        self._former: list[Keys] = []

    def change(self, values: Mapping[str, str], *, overlap: bool) -> None:
        """Gives keys new values.  overlap: what a merchant signs with the old ones is accepted until `retire`."""
        if overlap:
            self._former.append(replace(self))
        for name, value in values.items():
            setattr(self, name, value)

    def retire(self) -> None:
        """Only the current keys are accepted from now on."""
        self._former.clear()

    def accepted(self) -> Iterator[Keys]:
        """The current keys, and the former ones that are still accepted."""
        yield self
        yield from list(self._former)

    @property
    def merchant(self) -> rsa.RSAPrivateKey:
        return _load(self.merchant_pem)

    @property
    def platform(self) -> rsa.RSAPrivateKey:
        return _load(self.platform_pem)

    @property
    def certificate_key(self) -> rsa.RSAPrivateKey:
        return _load(self.certificate_pem)

    @property
    def certificate_serial(self) -> str:
        return f"{x509.load_pem_x509_certificate(self.certificate.encode()).serial_number:040X}"

    @property
    def alipay_app(self) -> rsa.RSAPrivateKey:
        return _load(self.alipay_app_pem)

    @property
    def alipay(self) -> rsa.RSAPrivateKey:
        return _load(self.alipay_pem)

    @property
    def platform_public_pem(self) -> str:
        """The public key a merchant downloads to verify WeChat Pay's answers and notices."""
        return _public_pem(self.platform)

    @property
    def alipay_public_pem(self) -> str:
        """The public key a merchant downloads to verify Alipay's answers and notices."""
        return _public_pem(self.alipay)


def load_keys(state_dir: Path) -> Keys:
    """The keys of this state directory, created at the first call (file mode 600)."""
    path = state_dir / "keys.json"
    stored = json.loads(path.read_text()) if path.exists() else {}
    if stored.keys() >= {field.name for field in fields(Keys)}:
        return Keys(**stored)
    state_dir.mkdir(parents=True, exist_ok=True)
    keys = replace(_new_keys(), **stored)  # an older directory keeps the keys that it has
    draft = path.with_suffix(".new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(keys), file, indent=1)
    draft.replace(path)
    return keys


def _new_keys() -> Keys:
    certificate_pem = new_private_key()
    return Keys(
        appid=f"wx{MARK}000000001",
        wechat_secret=f"{MARK}{secrets.token_hex(12)}",
        mchid=f"{MARK}001",
        merchant_serial=secrets.token_hex(20).upper(),
        merchant_pem=new_private_key(),
        platform_key_id=f"PUB_KEY_ID_{MARK}0012026112400000001",
        platform_pem=new_private_key(),
        certificate_pem=certificate_pem,
        certificate=_certificate(certificate_pem),
        apiv3_key=f"{MARK}{secrets.token_hex(16)}"[:32],
        alipay_app_id=f"2021{MARK}00001",
        alipay_seller_id=f"2088{MARK}00001",
        alipay_app_pem=new_private_key(),
        alipay_pem=new_private_key(),
        sms_secret_id=f"AKID{MARK}{secrets.token_hex(8)}",
        sms_secret_key=f"{MARK}{secrets.token_hex(12)}",
        sms_app_id="1400000001",
        captcha_app_id="",
        captcha_app_secret="",
        master_key=new_secret_key(),
        contact_keys=new_ring(),
        staff_keys=new_ring(),
        agency_code_key="",
        aws_access_key_id=f"AKIA{MARK}{secrets.token_hex(5).upper()[:9]}",
        aws_secret_access_key=f"{MARK}{secrets.token_hex(16)}",
    )


def new_secret_key() -> str:
    """32 bytes in base64."""
    return base64.b64encode(MARK.encode() + secrets.token_bytes(25)).decode()


def new_ring(*older: str) -> str:
    """A ring with a new key before the older ones, as `<id>:<base64>`."""
    return " ".join((f"{len(older) + 1}:{new_secret_key()}", *older))


def new_private_key() -> str:
    """An RSA key, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kind, no_password = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, kind, no_password).decode()


def _certificate(pem: str) -> str:
    """A platform certificate valid for five years, as WeChat Pay's are."""
    key, name = _load(pem), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Tenpay.com {MARK}")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=5 * 365))
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM).decode()


def _public_pem(key: rsa.RSAPrivateKey) -> str:
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, kind).decode()


@cache
def _load(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)  # created here
    assert isinstance(key, rsa.RSAPrivateKey)
    return key
