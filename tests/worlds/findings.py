"""What is found in one portrait, without the picture around it."""

from __future__ import annotations

from chalicelib.photo.boxes import box_of
from chalicelib.photo.judge import judge
from chalicelib.photo.limits import rows_for
from chalicelib.photo.measures import take_measures
from chalicelib.photo.model import Finding, Spec
from chalicelib.photo.portrait import Portrait
from chalicelib.photo.scene import Scene


def findings(portrait: Portrait, spec: Spec) -> dict[str, Finding]:
    """By code, fails first."""
    scene = Scene(portrait.width, portrait.height, 1, (), portrait, portrait.rgb)
    found = judge(take_measures(scene), rows_for(spec), spec, lambda row: box_of(scene, row))
    return {one.code: one for one in found}
