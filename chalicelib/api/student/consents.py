"""Consents, on the `orders` step: taking one back, or giving it again, moves the orders that it is about."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.identity.errors import ProveFirst
from chalicelib.identity.model import Role, Who
from chalicelib.identity.texts import ConsentKind
from chalicelib.identity.view import AccountView
from chalicelib.wire import wire


class Agreement(Struct, frozen=True, forbid_unknown_fields=True):
    """agreed false takes an earlier consent back."""

    kind: ConsentKind
    version: Annotated[str, Meta(min_length=1, max_length=20)]
    agreed: bool = True


@routes.route("/api/me/consents", methods=["POST"], name="orders")
@endpoint(role=Role.STUDENT, body=Agreement, answer=AccountView)
def agree(who: Who, body: Agreement) -> AccountView:
    """Agree to a text, or take that back.  A consent names the version it was given for, and stays on record; without
    the consent to the handling of the face, what is under review stops until it is given again."""
    if not who.proven:  # whoever got a recycled number must not agree in the owner's name
        raise ProveFirst
    person = wire().student.agreements.say(who.person_id, body.kind, body.version, agreed=body.agreed)
    return wire().student.accounts.view(person, proven=True)
