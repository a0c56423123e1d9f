"""Passwords and authenticator codes."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.staff import proofs

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2036, 11, 24, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_of_rfc_6238(seconds: int, digits: str) -> None:
    assert proofs.code_at(RFC_SECRET, seconds // 30) == digits


def test_a_code_is_good_one_step_early_or_late_and_once() -> None:
    secret, step = proofs.new_secret(), proofs.step_of(NOW)
    for drift in (-1, 0, 1):
        assert proofs.used_step(secret, proofs.code_at(secret, step + drift), NOW, after=0) == step + drift
    for drift in (-3, -2, 2, 3):
        assert proofs.used_step(secret, proofs.code_at(secret, step + drift), NOW, after=0) is None
    assert proofs.used_step(secret, proofs.code_at(secret, step), NOW, after=step) is None
    assert proofs.used_step(secret, proofs.code_at(secret, step + 1), NOW + timedelta(seconds=30), after=step)


def test_a_password_is_kept_as_argon2id_and_found_again() -> None:
    kept = proofs.hash_password("correct horse")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert proofs.hash_password("correct horse") != kept
    assert proofs.matches("correct horse", kept)
    assert not proofs.matches("correct horsf", kept)
    assert not proofs.matches("", proofs.NOBODY)


def test_what_an_authenticator_reads() -> None:
    assert proofs.otpauth("ABC", "li hua").startswith("otpauth://totp/%E9%AB%98")
    assert ":li%20hua?secret=ABC&issuer=" in proofs.otpauth("ABC", "li hua")
