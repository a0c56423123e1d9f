"""Keys in every form the settings may hold them."""

from __future__ import annotations

import base64
import io
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from chalicelib.pay.channels.keys import primes, private_key, private_pem, public_key, public_keys
from tools import merchant_key

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
PKCS1 = KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
DER = base64.b64encode(KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
PUBLIC_DER = base64.b64encode(KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
OTHER = ec.generate_private_key(ec.SECP256R1())


def unfit_key() -> str:
    """A private key whose parts do not belong together."""
    numbers = KEY.private_numbers()
    unfit = rsa.RSAPrivateNumbers(
        numbers.p, numbers.q, numbers.d + 2, numbers.dmp1, numbers.dmq1, numbers.iqmp, numbers.public_numbers
    ).private_key(unsafe_skip_rsa_key_validation=True)
    return unfit.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def certificate() -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "platform")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
    )
    return made.sign(KEY, SHA256()).public_bytes(Encoding.PEM).decode()


@pytest.mark.parametrize("text", [PEM, PKCS1, DER, "\n".join([DER[:64], DER[64:]]), primes(KEY)], ids=range(5))
def test_a_private_key_is_read_in_every_form(text: str) -> None:
    assert private_key(text).private_numbers() == KEY.private_numbers()
    assert private_pem(text) == PEM


def test_the_short_form_is_short() -> None:
    assert len(primes(KEY)) == 344


@pytest.mark.parametrize("text", [PUBLIC, PUBLIC_DER, certificate()], ids=range(3))
def test_a_public_key_is_read_in_every_form(text: str) -> None:
    assert public_key(text).public_numbers() == KEY.public_key().public_numbers()
    assert list(public_keys({"serial": text})) == ["serial"]


EC_PEM = OTHER.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
EC_PUBLIC = OTHER.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize("text", ["", "not base64!", "AAAA", EC_PEM, PUBLIC], ids=range(5))
def test_what_is_no_private_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        private_key(text)


@pytest.mark.parametrize("text", ["", "not base64!", "AAAA", EC_PUBLIC, PEM], ids=range(5))
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        public_key(text)


def test_a_key_of_another_size_has_no_short_form() -> None:
    with pytest.raises(ValueError, match="RSA-2048"):
        primes(rsa.generate_private_key(public_exponent=65537, key_size=3072))


def test_the_tool_prints_the_short_form(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PEM))
    assert merchant_key.main() == 0
    assert private_pem(capsys.readouterr().out) == PEM


@pytest.mark.parametrize("text", ["nonsense", unfit_key()], ids=["nonsense", "parts of two keys"])
def test_the_tool_names_what_is_no_key(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert merchant_key.main() == 1
    assert "not a key" in capsys.readouterr().err
