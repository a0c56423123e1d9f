"""Orders with photos that failed on soft codes, and what their student must be told."""

from __future__ import annotations

from typing import Any

from chalicelib.orders.model import State
from tests.worlds.cell import Cell
from tests.worlds.orders import HOUR, T0, a_photo, a_refused, an_appeal, an_order

S = State
REFUSED, AFTER = (a_refused(1), a_refused(2)), (a_photo(1), a_refused(2), a_refused(3))
DEADLINE: dict[str, Any] = {"deadline": T0 + 24 * HOUR}
APPEALS = {
    "draft, failed twice": Cell(
        order=an_order(S.DRAFT, photos=REFUSED, due_at=T0 + 24 * HOUR), leads="PHOTO",
        tells="照片初检没有通过。请按提示更换，或请人工查看，并在 6月2日 10:00 前提交。",
    ),
    "in review, a person was asked": Cell(
        order=an_order(S.IN_REVIEW, photos=REFUSED, photo_no=2, appeals=(an_appeal(2),)),
        tells="已请人工查看，由审核人员决定照片是否通过，结果会通知您。",
    ),
    "rejected, new photos failed": Cell(
        order=an_order(S.REJECTED, rejections=1, photos=AFTER, **DEADLINE), leads="PHOTO",
        tells="新照片初检没有通过。请在 6月2日 10:00 前按提示更换，或请人工查看，不再收费。",
    ),
    "withdrawn, new photos failed": Cell(
        order=an_order(S.WITHDRAWN, photos=AFTER, **DEADLINE), leads="PHOTO",
        tells="新照片初检没有通过。请在 6月2日 10:00 前按提示更换，或请人工查看，不再收费。",
    ),
    "correction, new photos failed": Cell(
        order=an_order(S.CORRECTION, correcting=True, photos=AFTER, **DEADLINE), leads="PHOTO",
        tells="新照片初检没有通过。请在 6月2日 10:00 前按提示更换，或请人工查看，不再收费。",
    ),
}  # fmt: skip
