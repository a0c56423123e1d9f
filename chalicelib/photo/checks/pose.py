"""Does the person face the camera, head upright?"""

from __future__ import annotations

from ..codes import finding, severity
from ..face import OVAL
from ..model import Finding, Limit, Spec
from ..portrait import Portrait


def not_frontal(portrait: Portrait, spec: Spec) -> Finding | None:
    """The worse of yaw and pitch, in degrees away from frontal."""
    face, limits = portrait.face, spec.limits
    pitch = face.pitch - limits.pitch_frontal
    value, limit = max(((face.yaw, limits.yaw), (pitch, limits.pitch)), key=lambda turn: abs(turn[0]) / turn[1].fail)
    direction, correction = _words(value, limit is limits.yaw)
    return _turned(portrait, "not_frontal", value, limit, {"direction": direction, "correction": correction})


def head_tilted(portrait: Portrait, spec: Spec) -> Finding | None:
    """Roll in degrees; a little of it is corrected by the crop."""
    roll = portrait.face.roll
    return _turned(portrait, "head_tilted", roll, spec.limits.roll, {"side": "画面右侧" if roll > 0 else "画面左侧"})


def _words(value: float, sideways: bool) -> tuple[str, str]:
    if sideways:
        return ("脸偏向画面右侧", "把脸转回正前方") if value > 0 else ("脸偏向画面左侧", "把脸转回正前方")
    return ("低头", "把头抬起一些") if value > 0 else ("仰头", "把下巴收低一些")


def _turned(portrait: Portrait, code: str, value: float, limit: Limit, words: dict[str, str]) -> Finding | None:
    bad = severity(abs(value), limit)
    if bad is None:
        return None
    most = limit.fail if bad == "fail" else limit.warn
    box = portrait.face.box(OVAL, portrait.width, portrait.height)
    return finding(code, bad, measured=value, allowed=(-most, most), unit="deg", box=box, words=words)
