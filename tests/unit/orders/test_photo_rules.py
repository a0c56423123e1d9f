"""Why no photo may be uploaded now, in every state."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.orders import errors
from chalicelib.orders.model import RESUBMITTABLE, State
from chalicelib.orders.photos.rules import may_upload, upload_refusal
from tests.worlds.orders import HOUR, T0, a_task, an_order

BACK = {"deadline": T0 + 2 * HOUR}


@pytest.mark.parametrize(
    ("state", "head", "about", "refusal"),
    [
        (State.DRAFT, {}, {}, None),
        (State.DRAFT, {}, {"task": a_task(state="CLOSED")}, errors.TaskNotOpen),
        (State.DRAFT, {}, {"on_site": True}, errors.CollectedOnSite),
        (State.REJECTED, BACK, {}, None),
        (State.REJECTED, BACK, {"task": a_task(state="CLOSED")}, None),
        (State.REJECTED, BACK, {"now": T0 + 2 * HOUR}, errors.DeadlinePassed),
        (State.WITHDRAWN, {"deadline": None}, {}, errors.DeadlinePassed),
        (State.REJECTED, BACK | {"rejections": 3}, {}, errors.NoTriesLeft),
        (State.REJECTED, BACK | {"rejections": 3, "granted": 1}, {}, None),
        (State.CORRECTION, BACK | {"rejections": 3}, {}, None),
        *((state, {}, {}, errors.PhotoNotWanted) for state in State if state not in (State.DRAFT, *RESUBMITTABLE)),
    ],
)  # fmt: skip
def test_why_not(state: State, head: dict[str, Any], about: dict[str, Any], refusal: type[Exception] | None) -> None:
    known: dict[str, Any] = {"task": a_task(reject_limit=3), "now": T0 + HOUR, "on_site": False} | about
    asked = (an_order(state, **head), known.pop("task"), known.pop("now"))
    assert upload_refusal(*asked, **known) is refusal
    assert may_upload(*asked, **known) is (refusal is None)
