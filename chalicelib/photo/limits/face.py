"""Limits of what is seen of the person: pose, eyes, mouth, what is before the face and on the head.

What was fitted to painted faults alone, and fails real faces, only warns.
"""

from __future__ import annotations

from ..codes import UNWANTED_GLASSES
from ..crop import ENLARGEMENT
from ..model import Glasses
from .row import Evidence, Row, Whens
from .sources import on_portraits

ENOUGH_PX: Whens = (("enlargement", "<=", ENLARGEMENT * 1.01),)  # 380 px of the picture make a frame of 480
BEHIND_LENSES: Whens = (("dark_lenses", ">", 0),)
NO_LENSES: Whens = (("dark_lenses", "<", 1),)
OPEN_EYED = Evidence(
    source="public", clean="of 77 open-eyed faces none", faulty="painted lids escape it", clean_pictures=77
)

POSE = (
    Row(
        code="not_frontal", measure="pitch", bad="either", warn=14.0, fail=18.0, unit="deg", part="face",
        means="pitch, from how frontal faces are measured", rests_on=on_portraits("p2..p98 -12..11; error p90 4.6", ""),
    ),
    Row(
        code="not_frontal", measure="yaw", bad="either", warn=10.0, fail=15.0, unit="deg", part="face",
        means="yaw", rests_on=on_portraits("to 7; the model's own error p90 3.8", ""),
    ),
    Row(
        code="head_tilted", measure="roll", bad="either", warn=5.0, fail=7.0, unit="deg", part="face",
        means="roll; ISO/IEC 19794-5 has 8, less the 1.0 by which it is off at most",
        rests_on=Evidence(source="ISO", clean="to 5.0", clean_pictures=242),
    ),
)  # fmt: skip

EYES_CLOSED = (
    Row(
        code="eyes_closed", measure="blink", bad="high", warn=0.40, fail=0.40, unit="%", part="eye", needs=ENOUGH_PX,
        means="the expression network's score", rests_on=OPEN_EYED,
    ),
    Row(
        code="eyes_closed", measure="eye_ratio", bad="low", warn=0.16, fail=0.15, unit="ratio", part="eye",
        needs=ENOUGH_PX, means="the lids' height by width", rests_on=OPEN_EYED,
    ),
    Row(
        code="eyes_closed", measure="shut", bad="high", warn=0.55, fail=None, unit="%", part="eye", needs=ENOUGH_PX,
        means="how surely an eye is shut: a logistic sum of both, of the share of the iris' height that is seen, and "
        "of how much narrower it is than the other",
        rests_on=on_portraits(
            "to 72 % in studios; of 77 open-eyed faces of public sets 20 over 78 %",
            "in one of 208 ways of shutting 84 %, all others over 90 %", faults=208,
        ),
    ),
)  # fmt: skip

EYES_NOT_VISIBLE = (
    Row(
        code="eyes_not_visible", measure="eye_lightness", bad="low", warn=0.43, fail=0.39, unit="%", part="eye",
        needs=NO_LENSES, means="lightness around an eye by the skin's beside it, which is taken to be three quarters "
        "of the lightest of cheeks and forehead at least", rests_on=on_portraits("from 0.46", "to 0.37"),
    ),
    Row(
        code="eyes_not_visible", measure="eye_contrast", bad="low", warn=0.38, fail=0.33, unit="%", part="eye",
        needs=NO_LENSES, means="contrast of lightness there", rests_on=on_portraits("from 0.43", "strands to 0.29"),
    ),
    Row(
        code="eyes_not_visible", measure="eye_glare", bad="high", warn=0.05, fail=0.12, unit="%", part="eye",
        needs=NO_LENSES, means="share of white around an eye",
        rests_on=on_portraits("to 0.3 %", "reflections from 40 %"),
    ),
    Row(
        code="eyes_not_visible", measure="eye_pale", bad="high", warn=0.20, fail=0.35, unit="%", part="eye",
        needs=NO_LENSES, means="share paler and lighter than skin there",
        rests_on=on_portraits("to 8 %", "reflections from 55 %"),
    ),
    Row(
        code="eyes_not_visible", measure="eye_strands", bad="high", warn=1.35, fail=None, part="eye",
        needs=NO_LENSES, means="times that light changes more across an eye than down it: hair",
        rests_on=on_portraits("to 1.26", "light hair from 1.75, mostly over 2.3"),
    ),
)  # fmt: skip

DARK_LENSES = (
    Row(
        code="sunglasses", measure="both_coloured", bad="high", warn=0.5, fail=0.65, unit="%", part="eyes",
        means="share of a colour that skin has not, around both eyes",
        rests_on=on_portraits("to 40 %", "mirrored from 90 %, mostly 100 %"),
    ),
    Row(
        code="sunglasses", measure="both_lightness", bad="low", warn=0.43, fail=0.39, unit="%", part="eyes",
        needs=BEHIND_LENSES, means="lightness around both eyes, by the cheeks'",
        rests_on=on_portraits("from 0.54", "to 0.34"),
    ),
    Row(
        code="sunglasses", measure="both_contrast", bad="low", warn=0.38, fail=0.33, unit="%", part="eyes",
        needs=BEHIND_LENSES, means="contrast there", rests_on=on_portraits("from 0.41", "to 0.34"),
    ),
)  # fmt: skip


def clear_lenses(glasses: Glasses) -> tuple[Row, ...]:
    """Of clear glasses, as far as a task minds them."""
    if glasses == "ALLOW":
        return ()
    return (
        Row(
            code="sunglasses", measure="bridge", bad="high", warn=0.11, fail=None if glasses == "DOUBT" else 0.22,
            unit="%", part="eyes", wording=UNWANTED_GLASSES,
            means="a darker or lighter line across the nose; light frames are not seen",
            rests_on=on_portraits(
                "to 0.09; three glossy noses to 0.21", "one real pair 0.12; painted dark frames from 0.18"
            ),
        ),
    )  # fmt: skip


MOUTH = (
    Row(
        code="mouth_open", measure="mouth_ratio", bad="high", warn=0.06, fail=0.07, unit="ratio", part="lips",
        means="lips' gap by width", rests_on=on_portraits("to 0.061", "teeth from 0.076"),
    ),
    Row(
        code="mouth_open", measure="jaw_open", bad="high", warn=0.28, fail=0.35, unit="ratio", part="lips",
        means="the expression network's score", rests_on=on_portraits("to 0.28", "wide open from 0.6"),
    ),
    Row(
        code="mouth_open", measure="dark_lips", bad="high", warn=0.30, fail=0.38, unit="ratio", part="lips",
        means="share of the lips' area far darker than the cheeks", rests_on=on_portraits("to 0.22", "from 0.43"),
    ),
)  # fmt: skip

OCCLUDED = (
    Row(
        code="face_occluded", measure="covered", bad="high", warn=0.15, fail=None, unit="%", part="face",
        means="share of the face unlike its complexion", rests_on=on_portraits("to 9 % in studios", "masks from 30 %"),
    ),
    Row(
        code="face_occluded", measure="covered_dark", bad="high", warn=0.20, fail=None, unit="%", part="face",
        means="share far darker", rests_on=on_portraits("to 8 % in studios", "black masks from 46 %"),
    ),
    Row(
        code="face_occluded", measure="features", bad="low", warn=0.14, fail=0.08, unit="%", part="face",
        means="contrast of lips (also of lines along them) or nostrils by that of the eyes",
        rests_on=on_portraits("from 0.20", "to 0.02"),
    ),
    Row(
        code="face_occluded", measure="mouth_lines", bad="low", warn=0.16, fail=0.13, unit="%", part="face",
        means="lightness along the mouth by the skin's",
        rests_on=on_portraits("from 0.20", "cloth of skin's colour or dotted to 0.12"),
    ),
    Row(
        code="face_occluded", measure="halves", bad="low", warn=0.52, fail=None, unit="%", part="face",
        means="how alike the halves below the eyes are, less where the detector doubts the face",
        rests_on=on_portraits("from 60 % in studios", "hands to 39 %"),
    ),
    Row(
        code="face_occluded", measure="lips_apart", bad="low", warn=2.2, fail=1.8, part="face",
        means="lightness along the mouth, times the lips' distance in colour from bare skin",
        rests_on=on_portraits("from 2.9", "hands and cloth of skin's colour to 1.3"),
    ),
)  # fmt: skip

HEAD_COVERED = (
    Row(
        code="head_covered", measure="unlike_hair", bad="high", warn=0.5, fail=None, unit="%",
        means="share of colours above the forehead that hair hardly has",
        rests_on=on_portraits("to 18 %", "coloured hats from 68 %"),
    ),
    Row(
        code="head_covered", measure="black_and_white", bad="high", warn=0.05, fail=None, unit="%",
        means="black beside white there: the smaller share",
        rests_on=on_portraits("hair to 3 %", "an officer's cap 10 %"),
    ),
    Row(
        code="head_covered", measure="strands", bad="low", warn=0.5, fail=None, means="strands there (L*)",
        rests_on=on_portraits("hair from 0.68", "smooth hats to 0.37"),
    ),
    Row(
        code="head_covered", measure="ribs", bad="high", warn=3.5, fail=None, unit="ratio",
        means="times that light changes more across than down there",
        rests_on=on_portraits("hair to 1.9", "drawn knitted hats mostly from 5.8"),
    ),
    Row(
        code="head_covered", measure="crown_height", bad="high", warn=1.25, fail=None, unit="ratio",
        means="from the eyes to the crown by the face's width", rests_on=on_portraits("to 1.10, a high bun 1.41", ""),
    ),
)  # fmt: skip
