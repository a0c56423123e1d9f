"""Consents, on the `orders` step: taking one back, or giving it again, moves the orders that it is about."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.api.student.texts import TextVersion, Version, by_kind
from chalicelib.identity.errors import ProveFirst
from chalicelib.identity.model import Role, Who
from chalicelib.identity.texts import ConsentKind
from chalicelib.identity.view import AccountView
from chalicelib.wire import wire


class Agreement(Struct, frozen=True, forbid_unknown_fields=True):
    """Either kind and version, or texts, each kind once.  agreed false takes an earlier consent back."""

    kind: ConsentKind | None = None
    version: Version | None = None
    texts: Annotated[list[TextVersion], Meta(max_length=len(ConsentKind))] = []
    agreed: bool = True

    def __post_init__(self) -> None:
        if self.texts and (self.kind or self.version):
            raise ValueError("either the field `kind` or texts")
        if not self.texts and self.kind is None:
            raise ValueError("a consent needs the field `kind`")
        if not self.texts and self.version is None:
            raise ValueError("a consent needs the field `version`")
        by_kind(self.texts)

    @property
    def versions(self) -> dict[ConsentKind, str]:
        """Kind → version."""
        if self.kind is not None and self.version is not None:
            return {self.kind: self.version}
        return by_kind(self.texts)


@routes.route("/api/me/consents", methods=["POST"], name="orders")
@endpoint(role=Role.STUDENT, body=Agreement, answer=AccountView)
def agree(who: Who, body: Agreement) -> AccountView:
    """Agree to texts, or take that back.  A consent names the version it was given for, and stays on record; without
    the consent to the handling of the face, what is under review stops until it is given again."""
    if not who.proven:  # whoever got a recycled number must not agree in the owner's name
        raise ProveFirst
    person = wire().student.agreements.say(who.person_id, body.versions, agreed=body.agreed)
    return wire().student.accounts.view(person, proven=True)
