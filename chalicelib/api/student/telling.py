"""What a student did to her account, for the trail."""

from __future__ import annotations

from chalicelib.identity.model import Who
from chalicelib.identity.trail import Act
from chalicelib.wire import wire


def tell(act: Act, who: Who) -> None:
    """Writes a line about the caller of a request."""
    wire().stores.trail.tell(act, who.person_id, client=who.client, ip=who.ip, proven=who.proven)
