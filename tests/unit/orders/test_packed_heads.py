"""A head is read packed or plain, and packed ones are read for ever."""

from __future__ import annotations

import zlib

import msgspec
import pytest

from chalicelib.orders.model import Order, State
from chalicelib.orders.store.items import OrderItem, head_item, order_of, read_head
from chalicelib.orders.store.packed import SAMPLE, pack, unpack
from chalicelib.shared.short_json import as_short_json
from tests.worlds.orders import a_photo, an_order

ORDERS = [an_order(State.DRAFT), an_order(State.IN_REVIEW, photos=(a_photo(),)), an_order(State.REFUNDED)]
KNOWN = "an order, its person, since when"
DIGEST = "00ff" * 16


def plain(order: Order) -> OrderItem:
    """As a head was stored before any was packed."""
    item = head_item(order.head, {})
    item.packed, item.body = None, as_short_json(order.head)
    return item


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: str(order.head.state))
def test_both_forms_are_read(order: Order) -> None:
    for stored in (plain(order), head_item(order.head, {})):
        there = OrderItem.from_raw_data(stored.serialize())
        assert read_head(there) == order.head
        found = order_of([there])
        assert found is not None
        assert found.head == order.head


def test_a_head_is_written_packed_alone() -> None:
    assert {"packed", "body"} & head_item(ORDERS[0].head, {}).serialize().keys() == {"packed"}


@pytest.mark.parametrize(
    "said",
    ["", DIGEST, f"a{DIGEST}", DIGEST.upper(), "\x01" + "A" * 43, "\U0001f4f7 马克思主义学院" * 500, SAMPLE.decode()],
)
def test_any_json_comes_back(said: str) -> None:
    text = msgspec.json.encode({"said": said, said: [said, f'"{said}"']}).decode()
    assert unpack(pack(text, KNOWN), KNOWN).decode() == text


def test_what_belongs_to_another_item_is_refused() -> None:
    with pytest.raises(zlib.error):
        unpack(pack("{}", KNOWN), "another order")


def test_the_sample_is_the_one_that_stored_heads_were_packed_with() -> None:
    assert (len(SAMPLE), zlib.adler32(SAMPLE)) == (2_605, 3_773_291_447)
    stored = "78f915b5e745ab461491e0d48a92e8181d032c1cf5cb5df489a06b01368c1544"
    text = f'{{"state":"DRAFT","enrolment":"{DIGEST}"}}'
    assert unpack(bytes.fromhex(stored), KNOWN).decode() == text
