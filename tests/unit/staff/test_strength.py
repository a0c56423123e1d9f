"""Which passwords are too easy to guess."""

from __future__ import annotations

import subprocess
import sys

import pytest

from chalicelib.staff.strength import LEAST_LENGTH, LOOKED_AT, MOST_LENGTH, is_weak

NAMES = ("reviewer", "王老师", "湖南分社")


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "ab" * 10, "x" * 129, "reviewer-2027", "1" * 12])
def test_weak_passwords(password: str) -> None:
    assert is_weak(password, *NAMES)


@pytest.mark.parametrize(
    "password",
    [
        "Password1234",
        "123456789012",
        "qwertyuiop12",
        "admin1234567",
        "P@ssw0rd2026!",
        "1qaz2wsx3edc",
    ],
)
def test_what_everybody_tries_first_is_weak(password: str) -> None:
    assert is_weak(password)
    assert is_weak(password.upper(), *NAMES)


@pytest.mark.parametrize(
    "password",
    [
        "湖南分社湖南分社2026",
        "hunanfenshe2026",
        "HuNanFenShe-2026!",
        "Hunan2026湖南分社kq",
        "wanglaoshi198801",
        "毕业照毕业照毕业照2026",
        "gradphoto2026!",
    ],
)
def test_the_branch_the_owner_and_the_product_are_guessed_too(password: str) -> None:
    assert is_weak(password, *NAMES)


@pytest.mark.parametrize("password", ["湖南分社湖南分社2026", "我爱我家湖南一二三四五六七八"])
def test_a_branch_that_is_named_in_pinyin_is_guessed_in_characters(password: str) -> None:
    assert is_weak(password, "reviewer", "王老师", "hunan")
    assert not is_weak(password + "飞来", "reviewer", "王老师", "yunnan")


@pytest.mark.parametrize("password", ["lisi-lisi-2027", "my-LiSi-is-2027", "今天天气很好李四一二三四五"])
def test_a_short_name_is_not_to_be_in_a_password_either(password: str) -> None:
    assert is_weak(password, "lisi", "李四")
    assert not is_weak(password, "wangwu", "王五")
    assert not is_weak(password, "", "")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "春天的花园里飞来十二只鸟",
        "violet-tram-92-otter",
        "Gp4$kdu2Lq0z",
        "qjvxw kzptm bdrfg",
    ],
)
def test_what_is_long_and_odd_needs_nothing_else(password: str) -> None:
    assert not is_weak(password, *NAMES)


def test_the_lengths_that_are_taken() -> None:
    strong = "Gp4$kdu2Lq0z" * 11
    assert [is_weak(strong[:length]) for length in (LEAST_LENGTH - 1, LEAST_LENGTH)] == [True, False]
    assert [is_weak("qjvxw kzptm bdrfg" * 8, "a"), len("qjvxw kzptm bdrfg" * 8) > MOST_LENGTH] == [True, True]
    assert not is_weak(strong[:MOST_LENGTH])
    assert LOOKED_AT <= 72  # zxcvbn refuses more


def test_the_lists_are_loaded_only_when_a_password_is_set() -> None:
    code = "import sys, chalicelib.staff.passwords, chalicelib.staff.accounts; sys.exit('zxcvbn' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
