"""A finding is made of a code that has words."""

from __future__ import annotations

import pytest

from chalicelib.photo.codes import finding


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        finding("no_such_code", "fail")
