"""Every finding speaks to a student: in Chinese, with something to do, and with its blanks filled."""

from __future__ import annotations

import re

import pytest

from chalicelib.photo.codes import finding
from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Spec
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
