"""Cases and refusals of the rows of an appeal."""

from __future__ import annotations

from dataclasses import replace

from msgspec.structs import replace as replace_event

from chalicelib.orders import events as ev
from chalicelib.orders.appeal import AppealReason
from chalicelib.orders.model import PhotoState, Rejection, State
from tests.unit.orders.cases_refusals import No
from tests.unit.orders.cases_student import DAY, FREE, NO_DEADLINE, RULES
from tests.unit.orders.order_case import NOW, Case
from tests.worlds.orders import BLURRED, HOUR, ME, PRICE, T0, a_photo, a_refused, an_appeal, an_order

S = State
REFUSED = (a_refused(), a_refused(2))
APPEAL = ev.Appeal(actor=ME, photo_no=2, reason=AppealReason.EYE_CONDITION, note="sealed")
ASKED = an_appeal(2, reason=AppealReason.EYE_CONDITION, at=NOW, note="sealed")
AFTER = (a_photo(), a_refused(2), a_refused(3))
AGAIN = an_order(S.DRAFT, photos=REFUSED)
HARD = an_order(S.DRAFT, photos=(a_refused(), a_photo(2, PhotoState.FAILED)))

APPEALING = {
    "appeal": Case(
        order=an_order(S.DRAFT, photos=REFUSED), event=APPEAL, to=S.AWAITING_PAYMENT,
        head={
            "photo_no": 2, "appeals": (ASKED,), "rules": RULES, "price": PRICE, "expires_at": NOW + DAY,
            "due_at": NOW + DAY,
        },
    ),
    "appeal, a free task": Case(
        order=an_order(S.DRAFT, photos=REFUSED), event=APPEAL, task=FREE, to=S.IN_REVIEW,
        head={
            "photo_no": 2, "appeals": (ASKED,), "rules": FREE.rules, "price": 0, "due_at": None, "queued_at": NOW,
            "risk": 1.0,
        },
    ),
    "appeal, sent back before": Case(
        order=an_order(
            S.REJECTED, photos=(*REFUSED, a_refused(3)), appeals=(ASKED,), rejections=2, rejected_sha256=("sha2",),
            rejection=Rejection(reasons=(BLURRED,)),
        ),
        event=replace_event(APPEAL, photo_no=3), to=S.IN_REVIEW,
        head={
            **NO_DEADLINE, "photo_no": 3, "rejection": None, "queued_at": NOW, "priority": True, "risk": 1.0,
            "appeals": (ASKED, replace(ASKED, photo_no=3)),
        },
    ),
    "resubmit the same one, which a person was asked about": Case(
        order=an_order(S.WITHDRAWN, photos=REFUSED, photo_no=2, appeals=(ASKED,), stopped=True),
        event=ev.Resubmit(actor=ME, photo_no=2), to=S.IN_REVIEW,
        head={**NO_DEADLINE, "queued_at": NOW, "priority": True, "risk": 1.0, "stopped": False},
    ),
    "resubmit a better one after an appeal": Case(
        order=an_order(S.REJECTED, photos=(*REFUSED, a_photo(3)), appeals=(ASKED,), risk=1.0, rejections=1),
        event=ev.Resubmit(actor=ME, photo_no=3), to=S.IN_REVIEW,
        head={**NO_DEADLINE, "photo_no": 3, "queued_at": NOW, "priority": True, "risk": 0.0},
    ),
}  # fmt: skip
NO_APPEALS = {
    "appeal before opening": No("task_open", AGAIN, APPEAL, {"now": T0 - 2 * HOUR}),
    "appeal after the site": No("not_on_site", AGAIN, APPEAL, {"on_site": True}),
    "appeal what passed": No("photo_appealable", an_order(S.DRAFT, photos=(a_refused(), a_photo(2))), APPEAL),
    "appeal what failed on a hard code": No("photo_appealable", HARD, APPEAL),
    "appeal an earlier photo": No("photo_appealable", an_order(S.DRAFT, photos=(*REFUSED, a_refused(3))), APPEAL),
    "appeal nothing": No("photo_appealable", an_order(S.DRAFT, photos=()), APPEAL),
    "appeal under an old spec": No(
        "photo_appealable", an_order(S.DRAFT, photos=(a_refused(), a_refused(2, spec_rev=2))), APPEAL
    ),
    "appeal at once": No("failed_before", an_order(S.DRAFT, photos=(a_photo(), a_refused(2))), APPEAL),
    "appeal once too often": No(
        "appeals_left", an_order(S.REJECTED, photos=(*AFTER, a_refused(4)), appeals=(an_appeal(2), an_appeal(3))),
        replace_event(APPEAL, photo_no=4),
    ),
    "appeal for a photo a second time": No(
        "not_appealed", an_order(S.WITHDRAWN, photos=REFUSED, photo_no=2, appeals=(an_appeal(2),)), APPEAL
    ),
    "resubmit what failed, and nobody was asked about": No(
        "photo_ready_or_appealed", an_order(S.REJECTED, photos=AFTER), ev.Resubmit(actor=ME, photo_no=3)
    ),
    "resubmit what was appealed under an old spec": No(
        "photo_ready_or_appealed",
        an_order(S.WITHDRAWN, photos=(a_refused(), a_refused(2, spec_rev=2)), photo_no=2, appeals=(an_appeal(2),)),
        ev.Resubmit(actor=ME, photo_no=2),
    ),
    "appeal for a rejected picture": No(
        "new_content", an_order(S.REJECTED, photos=REFUSED, rejected_sha256=("sha2",)), APPEAL
    ),
    "appeal after the last rejection": No("tries_left", an_order(S.REJECTED, photos=REFUSED, rejections=3), APPEAL),
    "appeal too late": No("in_time", an_order(S.REJECTED, photos=REFUSED), APPEAL, {"now": T0 + 38 * HOUR}),
}  # fmt: skip
