"""A head is stored without what is at its default, and read as it was."""

from __future__ import annotations

import msgspec
import pytest

from chalicelib.orders.model import Head, Order, State
from chalicelib.orders.store.items import head_item, read_head
from chalicelib.shared.short_json import as_short_json
from tests.worlds.orders import a_photo, an_order

PLAIN = an_order(State.DRAFT, photos=(), attempts=())
TOLD = PLAIN.but(rejections=2, late=True, denied=("p",), risk=0.5, photo_no=3, number="1", rejected_sha256=("a", "b"))


@pytest.mark.parametrize("order", [PLAIN, TOLD, an_order(State.IN_REVIEW, photos=(a_photo(),))])
def test_what_is_left_out_is_read_as_it_was(order: Order) -> None:
    assert read_head(head_item(order.head, {})) == order.head


def test_a_draft_holds_only_what_is_known_of_it() -> None:
    kept = msgspec.json.decode(as_short_json(PLAIN.head))
    assert not {"lease", "rejection", "rejections", "denied", "late", "posting"} & kept.keys()
    assert {"order_id", "seq", "state", "student"} <= kept.keys()


def test_no_default_of_a_head_changes_as_stored_heads_rely_on_it() -> None:
    defaults = {name: value for name, value in vars(Head).items() if name in Head.__dataclass_fields__}
    false = ("priority", "correcting", "undecided", "stopped", "late")
    others = {
        "rejections": 0, "granted": 0, "rejected_sha256": (), "denied": (), "appeals": (), "risk": 0.0,
        "branch_key": "", "number": "", "reader": "",
    }  # fmt: skip
    said = {name: value for name, value in defaults.items() if value is not None}
    assert said == {**dict.fromkeys(false, False), **others}
