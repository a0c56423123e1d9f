"""The texts that a client's body says a person agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.identity.texts import ConsentKind

Version = Annotated[str, Meta(min_length=1, max_length=20)]


class TextVersion(Struct, frozen=True, forbid_unknown_fields=True):
    kind: ConsentKind
    version: Version


def by_kind(texts: Sequence[TextVersion]) -> dict[ConsentKind, str]:
    """Kind → version.  Raises ValueError if a kind is there twice."""
    versions = {text.kind: text.version for text in texts}
    if len(versions) < len(texts):
        raise ValueError("each kind once in the field `texts`")
    return versions
