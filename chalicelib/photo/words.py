"""What fills the {blanks} of a code's sentences (codes.py), taken from the measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from .model import Measures, Spec
from .pixels.colour import name_of

TURNED = {  # degrees clockwise to upright: how the picture lies, and what to do
    90: ("是横着的", "向右旋转 90 度"),
    180: ("上下颠倒了", "旋转 180 度"),
    270: ("是横着的", "向左旋转 90 度"),
}
FORWARD = "把脸转回正前方"

Blanks = dict[str, object]


def blanks(code: str, measure: str, measures: Measures, spec: Spec) -> Mapping[str, object]:
    """Those of one code; measure: the name of the one that is told."""
    fill = BLANKS.get(code)
    return fill(measure, measures, spec) if fill else {}


def _value(measures: Measures, name: str) -> float:
    return measures[name] or 0.0


def _size(measure: str, measures: Measures, spec: Spec) -> Blanks:
    return {"width": int(_value(measures, "width")), "height": int(_value(measures, "height"))}


def _turn(measure: str, measures: Measures, spec: Spec) -> Blanks:
    lies, cure = TURNED[int(_value(measures, "turn"))]
    return {"lies": lies, "cure": cure}


def _count(measure: str, measures: Measures, spec: Spec) -> Blanks:
    return {"count": int(_value(measures, "faces"))}


def _direction(measure: str, measures: Measures, spec: Spec) -> Blanks:
    more = _value(measures, measure) > 0
    if measure == "yaw":
        return {"direction": "脸偏向画面右侧" if more else "脸偏向画面左侧", "correction": FORWARD}
    direction, correction = ("低头", "把头抬起一些") if more else ("仰头", "把下巴收低一些")
    return {"direction": direction, "correction": correction}


def _lean(measure: str, measures: Measures, spec: Spec) -> Blanks:
    return {"side": "画面右侧" if _value(measures, "roll") > 0 else "画面左侧"}


def _dim_side(measure: str, measures: Measures, spec: Spec) -> Blanks:
    return {"side": "左" if _value(measures, "light_left") < _value(measures, "light_right") else "右"}


def _tight_side(measure: str, measures: Measures, spec: Spec) -> Blanks:
    return {"side": "左" if _value(measures, "off_centre") < 0 else "右"}


def _wall(measure: str, measures: Measures, spec: Spec) -> Blanks:
    return {"colour": name_of(spec.background.rgb)}


BLANKS: Mapping[str, Callable[[str, Measures, Spec], Blanks]] = MappingProxyType(
    {
        "low_resolution": _size,
        "upside_down": _turn,
        "multiple_faces": _count,
        "not_frontal": _direction,
        "head_tilted": _lean,
        "uneven_light": _dim_side,
        "background_colour": _wall,
        "off_centre": _tight_side,
    }
)
