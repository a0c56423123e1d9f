"""Limits of what is seen of the person: pose, eyes, mouth, what is before the face and on the head."""

from __future__ import annotations

from ..codes import HIDDEN_EYES, HIDDEN_FACE, PERHAPS_COVERED, UNWANTED_GLASSES
from ..crop import ENLARGEMENT
from ..model import Glasses
from .row import Evidence, Row, Whens
from .sources import on_people, on_portraits

ENOUGH_PX: Whens = (("enlargement", "<=", ENLARGEMENT * 1.01),)  # 380 px of the picture make a frame of 480
LIT: Whens = (("highlights", ">=", 0.3529),)  # 90 of 255: in the dark the network guesses, and that is told
NO_LENSES: Whens = (*ENOUGH_PX, ("worn_over_eye", "<", 0.3))  # what is told of these is another finding

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
        code="head_tilted", measure="roll", bad="either", warn=5.0, fail=8.0, unit="deg", part="face",
        means="roll; ISO/IEC 19794-5 has 8; measured it is off by 1.0 at most",
        rests_on=Evidence(source="ISO", clean="to 5.0", clean_pictures=242),
    ),
)  # fmt: skip

EYES_CLOSED = (
    Row(
        code="eyes_closed", measure="eye_ratio", bad="low", warn=0.09, fail=0.09, unit="ratio", part="eye",
        needs=(*ENOUGH_PX, ("blink", ">", 0.40)), rests_on=on_people(),
        means="the lids' height by width, where the expression network agrees",
    ),
    Row(
        code="eyes_closed", measure="eye_ratio", bad="low", warn=0.15, fail=None, unit="ratio", part="eye",
        needs=ENOUGH_PX, means="the lids' height by width", rests_on=on_people(),
    ),
    Row(
        code="eyes_closed", measure="blink", bad="high", warn=0.40, fail=None, unit="%", part="eye", needs=ENOUGH_PX,
        means="the expression network's score", rests_on=on_people(),
    ),
)  # fmt: skip

EYES_NOT_VISIBLE = (
    Row(
        code="eyes_not_visible", measure="hair_over_eye", bad="high", warn=0.15, fail=0.75, unit="%", part="eyes",
        needs=ENOUGH_PX, means="share of an eye that is hair", rests_on=on_people(),
    ),
    Row(
        code="eyes_not_visible", measure="worn_over_eye", bad="high", warn=0.3, fail=None, unit="%", part="eyes",
        unless=(("worn_over_both", ">", 0.3),), means="share of one eye alone that is no part of a head",
        rests_on=on_people(),
    ),
    Row(
        code="eyes_not_visible", measure="eye_glare", bad="high", warn=0.05, fail=0.12, unit="%", part="eye",
        needs=ENOUGH_PX, means="share of white around an eye", rests_on=on_people(),
    ),
    Row(
        code="eyes_not_visible", measure="eye_lightness", bad="low", warn=0.30, fail=None, unit="%", part="eye",
        needs=NO_LENSES, unless=(("both_lightness", "<", 0.30),),
        means="lightness around an eye by the skin's beside it, which is taken to be three quarters "
        "of the lightest of cheeks and forehead at least", rests_on=on_people(),
    ),
)  # fmt: skip

DARK_LENSES = (
    Row(
        code="sunglasses", measure="worn_over_both", bad="high", warn=0.3, fail=None, unit="%", part="eyes",
        wording=HIDDEN_EYES, rests_on=on_people(),
        means="share of either eye that is no part of a head: lenses that hide them",
    ),
    Row(
        code="sunglasses", measure="both_lightness", bad="low", warn=0.30, fail=0.22, unit="%", part="eyes",
        needs=(("hair_over_eye", "<", 0.5),), rests_on=on_people(),
        means="lightness around both eyes, by the cheeks', unless hair lies over them",
    ),
    Row(
        code="sunglasses", measure="both_lightness", bad="low", warn=0.5, fail=0.5, unit="%", part="eyes",
        needs=(("worn_over_both", ">", 0.5),), rests_on=on_people(),
        means="the same behind such lenses",
    ),
)  # fmt: skip


def clear_lenses(glasses: Glasses) -> tuple[Row, ...]:
    """Of clear glasses, as far as a task minds them."""
    if glasses == "ALLOW":
        return ()
    return (
        Row(
            code="sunglasses", measure="worn_around_eye", bad="high", warn=0.02,
            fail=None if glasses == "DOUBT" else 0.05, unit="%", part="eyes",
            wording=UNWANTED_GLASSES, means="share of what is worn around eye and brow", rests_on=on_people(),
        ),
    )  # fmt: skip


MOUTH = (
    Row(
        code="mouth_open", measure="mouth_ratio", bad="high", warn=0.09, fail=0.18, unit="ratio", part="lips",
        means="lips' gap by width", rests_on=on_people(),
    ),
    Row(
        code="mouth_open", measure="jaw_open", bad="high", warn=0.20, fail=0.35, unit="ratio", part="lips",
        means="the expression network's score", rests_on=on_people(),
    ),
)  # fmt: skip

OCCLUDED = (
    Row(
        code="face_occluded", measure="portraits", bad="low", warn=1, fail=1, unit="count", allowed=(1, None),
        needs=(("faces", ">", 0),), wording=HIDDEN_FACE, rests_on=on_people(),
        means="faces in which the mesh finds no features (presence 0.5), though the detector is sure (score 0.85)",
    ),
    Row(
        code="face_occluded", measure="occluded_lower", bad="high", warn=0.10, fail=0.20, unit="%", part="face",
        needs=LIT, means="share of the face below the tip of the nose that is neither its skin nor hair",
        rests_on=on_people(),
    ),
    Row(
        code="face_occluded", measure="occluded_lips", bad="high", warn=0.10, fail=0.30, unit="%", part="lips",
        needs=LIT, means="the same of the lips", rests_on=on_people(),
    ),
    Row(
        code="face_occluded", measure="occluded_upper", bad="high", warn=0.12, fail=0.30, unit="%", part="face",
        needs=LIT, means="the same of the face above, but for where glasses are", rests_on=on_people(),
    ),
)  # fmt: skip

HEAD_COVERED = (
    Row(
        code="head_covered", measure="head_cover", bad="high", warn=0.50, fail=0.50, unit="%", needs=LIT,
        means="share of the head above the brows and outside the face that is worn", rests_on=on_people(),
    ),
    Row(
        code="head_covered", measure="head_cover", bad="high", warn=0.01, fail=None, unit="%",
        wording=PERHAPS_COVERED, needs=LIT, means="the same, where it is only a doubt", rests_on=on_people(),
    ),
)  # fmt: skip
