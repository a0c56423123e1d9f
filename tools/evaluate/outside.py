"""Faults put into real pictures by a program of others: the ISO/IEC 29794-5 degradations of ofiq-syngen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np

from chalicelib.photo.reading.picture import open_picture
from tools.evaluate.groups import CUT, Rate, Seen


@dataclass(frozen=True)
class Fault:
    """component, at: which of its degradations; severity: 0–1, by that program; codes: any of them tells the fault."""

    component: str
    at: int
    severity: float
    codes: frozenset[str]


# Those that spoil a whole picture.  What is aimed at eyes, lips, skin or wall needs networks of OFIQ that no package
# carries; without these it falls anywhere.  Of banding and barrel distortion no check knows.
_KINDS = {
    "underexposed": ("UnderExposurePrevention", 0, {"too_dark"}),
    "darker": ("LuminanceMean", 0, {"too_dark"}),
    "overexposed": ("OverExposurePrevention", 0, {"too_bright"}),
    "light from a side": ("IlluminationUniformity", 0, {"uneven_light"}),
    "colour cast": ("NaturalColour", 0, {"colour_cast", "not_colour"}),
    "out of focus": ("Sharpness", 0, {"blurred"}),
    "moved": ("Sharpness", 1, {"motion_blurred", "blurred"}),
    "noise": ("Sharpness", 2, {"noisy_or_overcompressed"}),
    "compressed": ("CompressionArtifacts", 0, {"noisy_or_overcompressed"}),
    "turned": ("HeadPoseRoll", 0, {"head_tilted", "upside_down"}),
}  # fmt: skip
FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        f"{name}, {severity:g}": Fault(f"{component}.scalar", at, severity, frozenset(codes))
        for name, (component, at, codes) in _KINDS.items()
        for severity in (0.5, 1.0)
    }
)


def spoilt(data: bytes, name: str) -> bytes:
    """The picture as a PNG with the fault, the same each time.  Raises PictureError; KeyError for an unknown name."""
    from ofiq_syngen.components import COMPONENT_REGISTRY  # loads slowly, and is asked for by name alone

    fault = FAULTS[name]
    spoil = COMPONENT_REGISTRY[fault.component][fault.at].function
    pixels = cv2.cvtColor(np.asarray(open_picture(data).convert("RGB")), cv2.COLOR_RGB2BGR)
    seed = int(hashlib.sha256(data).hexdigest()[:8], 16)
    _, file = cv2.imencode(".png", spoil(pixels, fault.severity, seed), [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return file.tobytes()


def told(seen: Seen, by_fault: Mapping[str, Seen]) -> Iterator[Rate]:
    """seen: the pictures as they are; of each fault how often it is told, how often it fails, and how often whatever it
    is told as does, but for the picture's cut.  Of those pictures in which none of its codes was found before, and that
    are large enough: the engine does not ask small ones whether they are sharp."""
    for name, spoiled in by_fault.items():
        codes = FAULTS[name].codes
        known = codes | {"low_resolution"}
        clean = {picture.sha256 for picture, found in seen if known.isdisjoint(found.findings)}
        now = [found for picture, found in spoiled if picture.sha256 in clean]
        yield Rate(f"told: {name}", sum(not codes.isdisjoint(found.findings) for found in now), len(now))
        yield Rate(f"failed: {name}", sum(not codes.isdisjoint(found.fails) for found in now), len(now))
        yield Rate(f"as anything: {name}", sum(bool(found.fails - CUT) for found in now), len(now))
