from __future__ import annotations

import pytest

from chalicelib.identity.phone import fold, mask


@pytest.mark.parametrize(
    "typed",
    [
        "13800000000",
        " 138 0000 0000 ",
        "138-0000-0000",
        "+86 138 0000 0000",
        "+8613800000000",
        "008613800000000",
        "8613800000000",
        "(+86)138 0000 0000",
        "１３８００００００００",
        "＋８６１３８００００００００",
        "138\u20110000\u20110000",
    ],
)
def test_every_way_to_write_a_number_is_one_number(typed: str) -> None:
    assert fold(typed) == "13800000000"


@pytest.mark.parametrize(
    "typed",
    ["", "12800000000", "1380000000", "138000000000", "+85291234567", "010-62770334", "1380000000a", "٠١٣٨٠٠٠٠٠٠٠٠"],
)
def test_what_is_no_mainland_mobile_is_refused(typed: str) -> None:
    assert fold(typed) is None


def test_a_number_starting_like_the_country_code_keeps_its_digits() -> None:
    assert fold("18613800000") == "18613800000"


def test_mask_hides_the_middle() -> None:
    assert mask("13812345678") == "138****5678"
    assert mask("") == ""
