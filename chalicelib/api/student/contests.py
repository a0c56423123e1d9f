"""Asking the branch whose a collection code is, on the `orders` step."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.api.student.orders import ReadId
from chalicelib.identity.model import Role, Who
from chalicelib.wire import wire

Id = Annotated[str, Meta(min_length=1, max_length=64)]


class Asking(Struct, frozen=True, forbid_unknown_fields=True):
    """read_id: of the collection code that was refused."""

    task_id: Id
    read_id: ReadId


class Asked(Struct, frozen=True):
    """asked: the branch decides, and tells; false: nothing is in the way any more, and an order may be opened."""

    asked: bool


@routes.route("/api/contests", methods=["POST"], name="orders")
@endpoint(role=Role.STUDENT, body=Asking, answer=Asked)
def contest_code(who: Who, body: Asking) -> Asked:
    """Ask the branch whose a collection code is.  Another account's unpaid order holds it; the branch decides between
    the two, and both are told."""
    return Asked(wire().student.contests.ask(who, body.task_id, body.read_id))
