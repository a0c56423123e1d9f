"""Who carries prints: every name people write is one code, and what nobody here knows is none."""

from __future__ import annotations

import pytest

from chalicelib.orders.couriers import NAMES, Courier, courier_of, name_of, waybill_of


@pytest.mark.parametrize(
    ("written", "courier"),
    [
        ("顺丰", Courier.SF), ("sf", Courier.SF), (" 顺丰 速运", Courier.SF), ("韵达快递", Courier.YD),
        ("中国邮政EMS", Courier.EMS), ("ems", Courier.EMS), ("邮政", Courier.YZPY), ("德邦", Courier.DBL),
        ("其它", Courier.OTHER), ("OTHER", Courier.OTHER), ("某某速运", None), ("", None),
    ],
)  # fmt: skip
def test_names_as_people_write_them(written: str, courier: Courier | None) -> None:
    assert courier_of(written) is courier


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" SF1234 5678 90123 ", "SF1234567890123"),
        ("７３１２３４５６７８９０", "731234567890"),  # as an input method writes digits
        ("EA123456789CN", "EA123456789CN"),
        ("JDVA00012345678-1-1-", "JDVA00012345678-1-1-"),  # as its label says it
        ("-JDVA00012345678", None),
        ("JDVA00012345678-1-1", "JDVA00012345678-1-1"),
        ("1234567", None),
        ("1" * 41, None),
        ("12 <>", None),
        ("ABCDEFGH", None),
        ("", None),
    ],
)
def test_a_parcels_number_is_letters_and_digits(typed: str, kept: str | None) -> None:
    assert waybill_of(typed) == kept


def test_every_courier_has_its_name_and_no_name_has_two() -> None:
    assert set(NAMES) == set(Courier)
    assert all(courier_of(word) is one for one, names in NAMES.items() for word in (one.value, *names))
    assert [name_of(code) for code in ("SF", "OTHER", "老名字")] == ["顺丰速运", "其他", "老名字"]
