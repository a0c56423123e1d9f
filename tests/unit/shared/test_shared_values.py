"""Money, ids, the clock and sealed text."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.shared import ids
from chalicelib.shared.clock import add_days, end_of_day, from_iso, iso, shanghai, system_clock
from chalicelib.shared.crypto import Keys, constant_time_equal, sha256_hex
from chalicelib.shared.money import MOST, Fen, fen, from_yuan, yuan

AMOUNTS = st.integers(0, MOST)
ORDERS = st.text(ids.ALPHABET, min_size=22, max_size=22)
NUMBERS = st.integers(1, 99)
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)
)


# -- money --------------------------------------------------------------------------------------------------------


@given(AMOUNTS)
def test_an_amount_survives_being_written_in_yuan(amount: int) -> None:
    assert from_yuan(yuan(fen(amount))) == amount


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "0.00"), (1, "0.01"), (2000, "20.00"), (105, "1.05"), (MOST, "1000000.00")]
)
def test_yuan_as_people_and_bills_write_it(amount: int, text: str) -> None:
    assert yuan(Fen(amount)) == text


@pytest.mark.parametrize(("text", "amount"), [("20", 2000), ("20.5", 2050), (" 0.01 ", 1), ("007", 700), ("20.", 2000)])
def test_yuan_as_it_may_be_read(text: str, amount: int) -> None:
    assert from_yuan(text) == amount


@pytest.mark.parametrize("wrong", [True, 1.0, "1", None, -1, MOST + 1])
def test_no_float_and_no_bool_is_money(wrong: object) -> None:
    with pytest.raises(ValueError, match="not an amount in fen"):
        fen(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong", ["", ".", ".5", "1.234", "-1", "+1", "1e3", "1,000", "١", "1.٢", "¥1", "nan", "1000001"]
)
def test_what_is_not_yuan(wrong: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        from_yuan(wrong)


# -- ids ----------------------------------------------------------------------------------------------------------


@given(ORDERS, NUMBERS)
def test_a_trade_number_leads_back_to_its_attempt(order: str, attempt: int) -> None:
    number = ids.out_trade_no(order, attempt)
    assert ids.parse_out_trade_no(number) == (order, attempt)
    assert len(number) <= 32
    assert ids.parse_out_refund_no(number) is None


@given(ORDERS, NUMBERS, st.integers(0, 9))
def test_a_refund_number_leads_back_to_its_try(order: str, attempt: int, try_no: int) -> None:
    number = ids.out_refund_no(order, attempt, try_no)
    assert ids.parse_out_refund_no(number) == (order, attempt, try_no)
    assert ids.parse_out_trade_no(number) is None


@given(st.text(max_size=40))
def test_a_number_that_is_not_ours_leads_nowhere(text: str) -> None:
    found = ids.parse_out_trade_no(text)
    assert found is None or ids.TRADE.fullmatch(text)


@pytest.mark.parametrize(
    "text", ["", "a" * 22, "a" * 22 + "_1", "a" * 22 + "_١١", "a" * 21 + "é_01", "a" * 22 + "_01\n"]
)
def test_a_number_that_is_nearly_ours(text: str) -> None:
    assert ids.parse_out_trade_no(text) is None
    assert ids.parse_out_refund_no(text) is None


@pytest.mark.parametrize(("order", "attempt"), [("short", 1), ("a" * 22, 0), ("a" * 22, 100), ("é" * 22, 1)])
def test_a_number_that_cannot_be_made(order: str, attempt: int) -> None:
    with pytest.raises(ValueError, match="no such attempt"):
        ids.out_trade_no(order, attempt)


@given(st.binary(min_size=1), st.text(), st.text(), st.integers(1, 99))
def test_an_order_id_is_one_of_its_enrolment_task_and_round(key: bytes, task: str, enrolment: str, round_: int) -> None:
    one = ids.order_id(key, task, enrolment, round_)
    assert one == ids.order_id(key, task, enrolment, round_)
    assert ids.is_order_id(one)
    assert one != ids.order_id(key, task, enrolment, round_ + 1)
    assert one != ids.order_id(key + b"x", task, enrolment, round_)


@pytest.mark.parametrize("text", ["", "a" * 21, "a" * 23, "a" * 21 + "_", "é" * 22, "١" * 22, "a" * 21 + "\n"])
def test_the_shape_of_an_order_id(text: str) -> None:
    assert not ids.is_order_id(text)


def test_random_ids_differ() -> None:
    assert len({ids.random_id() for _ in range(1000)}) == 1000
    assert ids.base62(61, 2) == "0z"


def test_an_id_of_the_same_parts_is_the_same() -> None:
    made = [ids.id_of(*parts, length=16) for parts in (("a", "b"), ("a", "b"), ("ab", ""), ("b", "a"))]
    assert made[0] == made[1]
    assert len(set(made)) == 3
    assert {len(each) for each in made} == {16}


# -- the clock ----------------------------------------------------------------------------------------------------


@given(INSTANTS)
def test_an_instant_survives_the_table(instant: datetime) -> None:
    assert from_iso(iso(instant)) == instant


@given(INSTANTS, INSTANTS)
def test_texts_sort_as_instants_do(one: datetime, other: datetime) -> None:
    assert (iso(one) < iso(other)) == (one < other)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        iso(datetime(2026, 1, 1))


def test_now_is_kept_as_it_is_written() -> None:
    now = system_clock()
    assert from_iso(iso(now)) == now
    assert now.tzinfo is UTC


def test_a_date_ends_at_the_end_of_its_day_in_shanghai() -> None:
    assert end_of_day(date(2026, 11, 24)) == datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC)
    assert shanghai(datetime(2026, 11, 24, 16, 30, tzinfo=UTC)) == "11月25日 00:30"


FRIDAY_LATE = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)  # Saturday, 0:30, in Shanghai


@pytest.mark.parametrize(
    ("since", "days", "working", "ends"),
    [
        (datetime(2026, 11, 24, 8, tzinfo=UTC), 2, False, date(2026, 11, 26)),
        (datetime(2026, 11, 26, 8, tzinfo=UTC), 2, True, date(2026, 11, 30)),  # Thursday → Friday, Monday
        (datetime(2026, 11, 27, 8, tzinfo=UTC), 1, True, date(2026, 11, 30)),
        (FRIDAY_LATE, 1, True, date(2026, 11, 30)),
        (FRIDAY_LATE, 1, False, date(2026, 11, 29)),
        (datetime(2026, 12, 31, 8, tzinfo=UTC), 0, True, date(2026, 12, 31)),
    ],
)
def test_days_on(since: datetime, days: int, working: bool, ends: date) -> None:
    assert add_days(since, days, working=working) == end_of_day(ends)


@given(INSTANTS, st.integers(0, 60))
def test_working_days_are_never_shorter_and_never_end_on_a_weekend(since: datetime, days: int) -> None:
    working = add_days(since, days, working=True)
    assert working >= add_days(since, days)
    assert days == 0 or (working + timedelta(hours=8)).weekday() < 5


# -- keys ---------------------------------------------------------------------------------------------------------

KEYS, OTHERS = Keys(bytes(32)), Keys(bytes(31) + b"x")


@given(st.text(), st.text(max_size=20))
def test_sealed_text_opens_again(text: str, about: str) -> None:
    sealed = KEYS.seal(text, about=about)
    assert KEYS.unseal(sealed, about=about) == text
    assert sealed != KEYS.seal(text, about=about)
    assert not text or len(text) < 4 or text not in sealed


def test_sealed_text_opens_for_its_key_and_purpose_only() -> None:
    sealed = KEYS.seal("13800000000", about="phone")
    raw = bytearray(base64.b64decode(sealed))
    raw[-1] ^= 1
    wrong = [
        (OTHERS, sealed, "phone"),
        (KEYS, sealed, "email"),
        (KEYS, base64.b64encode(raw).decode(), "phone"),
        (KEYS, "", "phone"),
    ]
    for keys, text, about in wrong:
        with pytest.raises(ValueError, match=r".+"):
            keys.unseal(text, about=about)


def test_a_digest_is_of_its_key_and_kind() -> None:
    digest = KEYS.digest("phone", "13800000000")
    assert (len(digest), digest) == (64, KEYS.digest("phone", "13800000000"))
    assert digest not in {KEYS.digest("email", "13800000000"), OTHERS.digest("phone", "13800000000")}
    assert digest != sha256_hex(b"13800000000")
    assert KEYS.digest("a", "b\x00c") != KEYS.digest("a\x00b", "d")


def test_keys_of_different_purposes_differ_and_need_32_bytes() -> None:
    assert KEYS.order != OTHERS.order
    assert KEYS.order != KEYS._derive("lookup")
    for size in (0, 16, 31, 33):
        with pytest.raises(ValueError, match="32 bytes"):
            Keys(bytes(size))


def test_constant_time_comparison() -> None:
    assert constant_time_equal("é123", "é123")
    assert not constant_time_equal("é123", "é124")
    assert not constant_time_equal("", "x")
