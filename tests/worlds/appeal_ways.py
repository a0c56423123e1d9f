"""Orders with photos that failed on soft codes, and what their student must be told."""

from __future__ import annotations

from typing import Any

from chalicelib.orders.model import Rejection, State
from tests.worlds.cell import Cell
from tests.worlds.orders import HOUR, T0, a_photo, a_refused, an_appeal, an_order

S = State
REFUSED, AFTER = (a_refused(1), a_refused(2)), (a_photo(1), a_refused(2), a_refused(3))
DEADLINE: dict[str, Any] = {"deadline": T0 + 24 * HOUR}
APPEALED = an_order(S.IN_REVIEW, photos=REFUSED, photo_no=2, appeals=(an_appeal(2),))
NAME = Rejection(reasons=(), note="姓名有误。")
APPEALS = {
    "draft, failed twice": Cell(
        order=an_order(S.DRAFT, photos=REFUSED, due_at=T0 + 24 * HOUR), leads="PHOTO",
        tells="照片初检没有通过。请按提示更换，或请人工查看，并在 6月2日 10:00 前提交。",
    ),
    "in review, a person was asked": Cell(
        order=APPEALED, tells="已请人工查看，由审核人员决定照片是否通过，预计 6月4日 前出结果。"
    ),
    "in review, a person was asked, and the usual time is known": Cell(
        order=APPEALED, about={"usual": 30 * HOUR},
        tells="已请人工查看，由审核人员决定照片是否通过，通常 2 天内审核。",
    ),
    "in review, a person was asked long ago": Cell(
        order=APPEALED, about={"now": T0 + 60 * 24 * HOUR},
        tells="已请人工查看，由审核人员决定照片是否通过，结果会通知您。",
    ),
    "withdrawn after an appeal": Cell(
        order=an_order(S.WITHDRAWN, photos=REFUSED, photo_no=2, appeals=(an_appeal(2),), **DEADLINE), leads="EDIT",
        tells="请在 6月2日 10:00 前换好照片重新提交，不再收费。",
    ),
    "correction of what a person approved": Cell(
        order=an_order(
            S.CORRECTION, photos=REFUSED, photo_no=2, appeals=(an_appeal(2),), correcting=True, rejection=NAME,
            **DEADLINE,
        ),
        leads="EDIT", tells="姓名有误。请在 6月2日 10:00 前换一张照片，不再收费。",
    ),
    "rejected, new photos failed, last try": Cell(
        order=an_order(S.REJECTED, rejections=2, photos=AFTER, **DEADLINE), leads="PHOTO", call=True,
        tells="新照片初检没有通过。请在 6月2日 10:00 前按提示更换，或请人工查看，不再收费。"
        "这是最后一次机会，拿不准请先打电话。",
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
