"""What a network that knows the parts of a head sees of it.

No limit looks at these yet: they are kept in every report, so that limits can be chosen from real pictures.
"""

from __future__ import annotations

from ..model import Measures
from ..parts import measured
from ..portrait import Portrait


def parts(portrait: Portrait) -> Measures:
    """Shares 0–1 of regions of the face and around it; each by its name in parts/."""
    return measured(portrait.parts, portrait.face)
