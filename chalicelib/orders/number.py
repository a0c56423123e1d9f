"""An order's number: what people read out on the telephone, type and print.  Its id is for machines and links.

Twelve digits.  Eleven are random, so that a number tells neither how many orders there are nor what the next one is
called; the first is not 0, which a spreadsheet drops.  The last is the check digit of ISO/IEC 7812-1, annex B ("Luhn"):
it detects every single wrong digit, and two neighbours that changed places unless they are 0 and 9.
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
    """Digits, but not of any order's number."""


def fresh() -> str:
    """One of 90 thousand million; the store says whether it is taken."""
    drawn = str(secrets.randbelow(9 * 10 ** (DIGITS - 2)) + 10 ** (DIGITS - 2))
    return drawn + _check_digit(drawn)


def read(typed: str) -> str | None:
    """The number that was typed, grouped in any way; None if it is no number.  Raises Mistyped."""
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST):
        return None
    if len(digits) != DIGITS or digits[-1] != _check_digit(digits[:-1]):
        raise Mistyped
    return digits


def grouped(called: str) -> str:
    """The digits in fours, which read best and which a spreadsheet takes for text; also for a channel's number.  An id
    stays as it is."""
    return " ".join(_FOURS.findall(called)) if called.isdecimal() and len(called) >= DIGITS else called


def _check_digit(digits: str) -> str:
    """Doubles every second digit from the right and adds up the digits of all."""
    total = sum(sum(divmod(int(digit) * (2 - at % 2), 10)) for at, digit in enumerate(reversed(digits)))
    return str(-total % 10)
