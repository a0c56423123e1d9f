"""What the owner sees of a finished photo: the frame on the old wall, where the head lies, whether it was replaced."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.orders.model import PhotoState, State
from chalicelib.orders.screen.photos import HeadView, PhotoView, photo_view
from tests.worlds.orders import a_photo, an_order

MADE = {"w": 480, "h": 640, "bytes": 33_000, "sha256": "ab"}
HEAD = {"top": 0.13, "chin": 0.66}
NOT_KEPT = (None, None, None)


def signed(key: str, name: str = "") -> str:
    return f"signed:{key}" + (f" as {name}" if name else "")


def seen(made: dict[str, Any] | None, *, links: bool = True) -> PhotoView:
    order = an_order(State.DRAFT)
    photo = a_photo(3, PhotoState.PASSED, report={"verdict": "PASSED", "findings": [], "standard": made})
    return photo_view(photo, order.head, signed if links else None)


def facts(view: PhotoView) -> tuple[str | None, HeadView | None, bool | None]:
    return view.before, view.head, view.background_replaced


def test_a_replaced_wall_is_shown_beside_the_old_one() -> None:
    made = MADE | {"head": HEAD, "background_replaced": True, "before_sha256": "cd"}
    order_id = an_order(State.DRAFT).head.order_id
    link = f"signed:standard/{order_id}/3/before/cd.jpg"
    assert facts(seen(made)) == (link, HeadView(top=0.13, chin=0.66), True)
    assert facts(seen(made, links=False)) == (None, HeadView(top=0.13, chin=0.66), True)


def test_where_the_wall_stayed_there_is_nothing_to_compare() -> None:
    made = MADE | {"head": HEAD, "background_replaced": False, "before_sha256": None}
    assert facts(seen(made)) == (None, HeadView(top=0.13, chin=0.66), False)


@pytest.mark.parametrize("made", [MADE, None])
def test_an_old_photo_or_a_failed_one_knows_none_of_it(made: dict[str, Any] | None) -> None:
    assert facts(seen(made)) == NOT_KEPT


def test_an_approved_photo_is_saved_under_its_orders_number() -> None:
    approved, waits = (an_order(state, number="123456789012").head for state in (State.APPROVED, State.IN_REVIEW))
    key = f"standard/{approved.order_id}/1/std1.jpg"
    assert photo_view(a_photo(1), approved, signed).save_url == f"signed:{key} as 毕业证件照-123456789012.jpg"
    assert photo_view(a_photo(2), approved, signed).save_url is None  # another one
    assert photo_view(a_photo(1), waits, signed).save_url is None
    assert photo_view(a_photo(1), approved, None).save_url is None
