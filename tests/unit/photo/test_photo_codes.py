"""Every finding speaks to a student: in Chinese, with something to do, and with its blanks filled."""

from __future__ import annotations

import re

import pytest

from chalicelib.photo.codes import finding, severity
from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Limit, Spec
from drawings.faulty_portraits import FAULTS, faulty

HAN = re.compile(r"[\u4e00-\u9fff]{3,}")


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_words_are_chinese_and_complete(engine: Engine, spec: Spec, code: str) -> None:
    found = next(one for one in engine.judge(faulty(code), spec).report.findings if one.code == code)
    assert HAN.search(found.message)
    assert HAN.search(found.cure)
    assert found.message != found.cure
    assert not re.search(r"[{}]|None", found.message + found.cure)


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        finding("no_such_code", "fail")


@pytest.mark.parametrize(
    ("value", "limit", "bad"),
    [
        (5.0, Limit(5, 8), None),
        (5.1, Limit(5, 8), "warn"),
        (8.0, Limit(5, 8), "warn"),
        (8.1, Limit(5, 8), "fail"),
        (0.20, Limit(0.20, 0.15), None),
        (0.19, Limit(0.20, 0.15), "warn"),
        (0.14, Limit(0.20, 0.15), "fail"),
    ],
)
def test_severity_goes_either_way(value: float, limit: Limit, bad: str | None) -> None:
    assert severity(value, limit) == bad
