"""Limits of what reviewers refuse most often in people: hair over the brows, eyes that look aside, jewellery.

They only warn.  Ears behind hair and smiles are measured without a limit: of 584 clean pictures 215 have an ear mostly
behind hair; a smile that shows teeth is an open mouth already, and other smiles are seen in dark-skinned faces at rest.
"""

from __future__ import annotations

from .face import ENOUGH_PX
from .row import Evidence, Row, Whens

CLEAN = 584  # of the recipe's first 1,980: open eyes, nothing before the face, a bare head, a plain wall, px enough


def on_recipe(clean: str, faulty: str, faults: int) -> Evidence:
    """faults: how many further pictures of the recipe the limit tells; a person looked at each."""
    return Evidence(source="recipe", clean=clean, faulty=faulty, clean_pictures=CLEAN, faulty_pictures=faults)


LOWER_FACE_FREE: Whens = (*ENOUGH_PX, ("occluded_lower", "<", 0.3))
# The network reads eyes by the head, and of heads turned further it says too much.
FRONTAL: Whens = (*LOWER_FACE_FREE, ("yaw", "<", 15.0), ("yaw", ">", -15.0), ("worn_over_eye", "<", 0.3))
# The arms of glasses lie where earrings do; straps and hats are other findings.
NO_GLASSES_OR_HAT: Whens = (*LOWER_FACE_FREE, ("worn_around_eye", "<", 0.05), ("head_cover", "<", 0.3))

PERSON = (
    Row(
        code="hair_over_brows", measure="hair_over_brow", bad="high", warn=0.3, fail=None, unit="%", part="eyes",
        needs=ENOUGH_PX, means="share of a brow that hair lies over", rests_on=on_recipe("to 23 %", "35 rightly", 36),
    ),
    Row(
        code="eyes_aside", measure="look", bad="either", warn=12.0, fail=None, unit="deg", part="eyes", needs=FRONTAL,
        means="how far eyes and head together miss the camera, across", rests_on=on_recipe("to 7.7", "56 rightly", 63),
    ),
    Row(
        code="jewellery", measure="worn_beside_face", bad="high", warn=0.10, fail=None, unit="%", part="face",
        needs=NO_GLASSES_OR_HAT, means="share of what is worn in the person beside the face: earrings, earphones",
        rests_on=on_recipe("to 9 %, one 10.4 %", "with those at the neck 36 rightly; small earrings escape it", 44),
    ),
    Row(
        code="jewellery", measure="worn_at_neck", bad="high", warn=0.05, fail=None, unit="%", part="face",
        needs=NO_GLASSES_OR_HAT, means="the same at the neck", rests_on=on_recipe("to 2 %", "necklaces from 5 %", 44),
    ),
)  # fmt: skip
