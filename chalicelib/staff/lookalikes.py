"""Names of staff that would be read as somebody else's: in the audit trail and in what waits for a second person."""

from __future__ import annotations

import unicodedata
from typing import Final

# What rows of the trail are signed with where nobody of the staff did it.
NOBODYS: Final = frozenset({"系统", "运维人员", "学生本人", "到期清理"})
BESIDE_OTHERS: Final = "CJK"  # the one script that others stand beside


def is_lookalike(name: str) -> bool:
    """Whether a name is one that the product signs with, or has signs drawn like those of another script: 小 has a twin
    among the radicals, A one in Cyrillic.  Full-width letters and brackets are seen as what they are."""
    ordinary = unicodedata.normalize("NFKC", name)
    if "".join(ordinary.split()) in NOBODYS:
        return True
    if any(unicodedata.normalize("NFKC", sign) != sign for sign in name if not "\uff00" <= sign <= "\uffef"):
        return True
    scripts = {unicodedata.name(sign, "?").split()[0] for sign in ordinary if sign.isalpha()}
    return len(scripts - {BESIDE_OTHERS}) > 1
