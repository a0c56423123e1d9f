"""All checks in one ordered table: the code a check gives, how it looks, and what its limits rest on.

Checks are pure.  Some look at the whole picture, the others at the one portrait in it.  The words of a check stand in
codes.py, its numbers in spec.py; CONTRIBUTING.md lists what else a new one needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..model import Finding, Spec
from ..portrait import Portrait
from ..scene import Scene
from . import (
    background,
    colours,
    covering,
    damage,
    exposure,
    eyes,
    faces,
    framing,
    glasses,
    hidden_eyes,
    light,
    mouth,
    pose,
    resolution,
    sharpness,
)


@dataclass(frozen=True)
class Check[Seen]:
    """code: what it finds; look: the pure function; rests_on: the source of its limits (see spec.py)."""

    code: str
    look: Callable[[Seen, Spec], Finding | None]
    rests_on: str


PICTURE_CHECKS: tuple[Check[Scene], ...] = (
    Check("low_resolution", resolution.low_resolution, "standard: 480 × 640 px"),
    Check("no_face", faces.no_face, "standard: 正面免冠; detector measured"),
    Check("upside_down", faces.upside_down, "standard: 正面免冠; detector measured"),
    Check("multiple_faces", faces.multiple_faces, "standard: 背景无他人"),
    Check("too_dark", exposure.too_dark, "OFIQ: under-exposure prevention"),
    Check("too_bright", exposure.too_bright, "OFIQ: over-exposure prevention"),
    Check("has_border", damage.has_border, "standard: 不得加边框; drawn"),
)

PORTRAIT_CHECKS: tuple[Check[Portrait], ...] = (
    Check("not_frontal", pose.not_frontal, "standard: 正面; angles measured"),
    Check("head_tilted", pose.head_tilted, "ISO: roll within 8°"),
    Check("eyes_closed", eyes.eyes_closed, "standard: 双眼自然睁开; measured"),
    Check("eyes_not_visible", hidden_eyes.eyes_not_visible, "standard: 镜框不遮眼，不反光，头发不遮眼; measured"),
    Check("sunglasses", glasses.sunglasses, "standard: 眼镜不得有色; clear ones: the task chooses"),
    Check("mouth_open", mouth.mouth_open, "standard: 嘴唇自然闭合; measured"),
    Check("face_occluded", covering.face_occluded, "standard: 正面免冠; drawn, beards measured"),
    Check("head_covered", covering.head_covered, "standard: 不得用头部覆盖物; a doubt only"),
    Check("blurred", sharpness.blurred, "standard: 对焦准确; measured"),
    Check("motion_blurred", sharpness.motion_blurred, "standard: 对焦准确; measured"),
    Check("uneven_light", light.uneven_light, "standard: 光线均匀、无不对称高光; measured"),
    Check("red_eye", light.red_eye, "standard: 无红眼; drawn"),
    Check("not_colour", colours.not_colour, "standard: 彩色; measured"),
    Check("colour_cast", colours.colour_cast, "OFIQ: natural colour"),
    Check("noisy_or_overcompressed", damage.noisy_or_overcompressed, "standard: 层次清晰; measured"),
    Check("not_a_real_photo", damage.not_a_real_photo, "notices: 严禁翻拍; a doubt only"),
    Check("background_not_plain", background.background_not_plain, "standard: 均匀无渐变，无阴影; measured"),
    Check("background_colour", background.background_colour, "standard: 浅蓝、白、浅灰; the task chooses"),
    Check("background_shadow", background.background_shadow, "standard: 背景无阴影; drawn"),
    Check("clothes_like_background", background.clothes_like_background, "standard: 衣着与背景区分明显"),
    Check("head_too_small", framing.head_too_small, "standard: 脸部宽度"),
    Check("head_too_large", framing.head_too_large, "standard: 脸部宽度"),
    Check("crown_margin", framing.crown_margin, "standard: 头顶发际"),
    Check("eye_line", framing.eye_line, "standard: 眼睛"),
    Check("off_centre", framing.off_centre, "standard: 水平居中"),
    Check("shoulders_cut", framing.shoulders_cut, "standard: 480 × 640 frame with both shoulders"),
)


def run(scene: Scene, spec: Spec) -> tuple[Finding, ...]:
    """Every finding of every check, fails first, each group in the table's order."""
    found = [check.look(scene, spec) for check in PICTURE_CHECKS]
    if scene.portrait is not None:
        found += [check.look(scene.portrait, spec) for check in PORTRAIT_CHECKS]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.severity != "fail"))
