"""Where the person is: what two networks see of head and body, put together.

That of the parts tells a head from its shadow, but takes plain dark cloth for wall; that of the bust tells a body
whatever it wears, but takes a shadow beside the head for hair.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..pixels.figures import median

WALL, PERSON = 0.1, 0.9  # less of the person is wall; more is surely person
NECK = 0.15  # face widths below the chin, along which the body follows the head: further down dark cloth is lost
DARK = 0.35  # of the wall's L*: cloth and hair are darker; a hard shadow that takes 60 % of the light leaves 0.43

Shares = NDArray[np.float32]


def joined(head: Shares, body: Shares, lightness: Shares, chin: float, face_width: float) -> Shares:
    """The person's share (0–1) of every px, (rows, columns).

    head, body: as either network sees it; lightness: L*.  Down to the chin's row the head's counts, and the body's too
    where it is dark; from the neck down the body's.
    """
    above = slice(max(0, int(chin)))
    wall = (head[above] < WALL) & (body[above] < WALL)
    light = median(lightness[above][wall]) if wall.any() else 0.0
    person = head.copy()
    np.maximum(head, body, out=person, where=lightness < DARK * light)
    neck = person[above.stop :]
    below = np.clip((np.arange(above.stop, len(head), dtype=np.float32)[:, None] - chin) / (NECK * face_width), 0, 1)
    neck += below * (body[above.stop :] - neck)
    return person
