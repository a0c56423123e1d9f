"""An order's number: what people read out on the telephone, type and print.  Its id is for machines and links.

Twelve digits.  Eleven are drawn at random, so that nobody can tell from one how many orders there are or what the next
is called; the first is not 0, which a spreadsheet drops.  The last is the check digit of ISO/IEC 7812-1, annex B
("Luhn"): it tells every single wrong digit, and two neighbours that changed places unless they are 0 and 9.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

DIGITS = 12
MOST = 16  # a longer row of digits is a channel's number
_FOURS = re.compile(r"\d{1,4}")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]")  # how people group digits


class Mistyped(ValueError):
    """Digits, but not those of any order's number."""


def fresh() -> str:
    """One of 90 thousand million; whether it is taken the store says."""
    drawn = str(secrets.randbelow(9 * 10 ** (DIGITS - 2)) + 10 ** (DIGITS - 2))
    return drawn + _check_digit(drawn)


def read(typed: str) -> str | None:
    """The number that was typed, however it is grouped; None for what is none.  Raises Mistyped."""
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST):
        return None
    if len(digits) != DIGITS or digits[-1] != _check_digit(digits[:-1]):
        raise Mistyped
    return digits


def grouped(called: str) -> str:
    """In fours, as it is read best, and as a spreadsheet takes it for text, a channel's number too; an id stays as it
    is."""
    return " ".join(_FOURS.findall(called)) if called.isdecimal() and len(called) >= DIGITS else called


def _check_digit(digits: str) -> str:
    """Every second digit from the right is doubled, and the digits of all that added up."""
    total = sum(sum(divmod(int(digit) * (2 - at % 2), 10)) for at, digit in enumerate(reversed(digits)))
    return str(-total % 10)
