"""The texts people agree to: the operator's own, in sections, with their versions.

Each is a file in this folder, oldest version first.  A published version is never edited: a change is a new version at
the end, and whoever agreed to an older one is asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec

from chalicelib.shared.crypto import sha256_hex

FOLDER = Path(__file__).parent


class ConsentKind(StrEnum):
    TERMS = "TERMS"
    PRIVACY = "PRIVACY"
    FACE = "FACE"


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """heading: "" if the text has only one section."""

    heading: str
    paragraphs: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join([self.heading, *self.paragraphs] if self.heading else self.paragraphs)


class _Version(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, kw_only=True)
class ConsentText:
    """One version of one text.  text: all sections joined; digest: SHA-256 of title and text, stored with a consent."""

    kind: ConsentKind
    version: str
    title: str
    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(map(str, self.sections))

    @property
    def digest(self) -> str:
        return sha256_hex(f"{self.title}\n{self.text}".encode())


def _versions(kind: ConsentKind) -> tuple[ConsentText, ...]:
    versions = msgspec.json.decode((FOLDER / f"{kind}.json").read_bytes(), type=list[_Version])
    return tuple(
        ConsentText(kind=kind, version=entry.version, title=entry.title, sections=entry.sections) for entry in versions
    )


TEXTS: Mapping[ConsentKind, tuple[ConsentText, ...]] = {kind: _versions(kind) for kind in ConsentKind}


def current(kind: ConsentKind) -> ConsentText:
    """The text in force."""
    return TEXTS[kind][-1]
