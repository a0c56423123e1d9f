"""Limits of the light on the face and of its colours."""

from __future__ import annotations

from .row import Evidence, Row, Whens
from .sources import on_portraits

SEEN_EYES: Whens = (("worn_over_eye", "<", 0.05), ("hair_over_eye", "<", 0.05), ("blink", "<", 0.4))
DIM_SKIN: Whens = (("skin_light", "<", 0.3922),)  # what is black in a lighter face is no lack of light
MASKED: Whens = (("occluded_lower", ">", 0.2), ("highlights", ">=", 0.3529))  # a dark mask is no lack of light
LIGHT_SKIN: Whens = (("skin_light", ">=", 0.4706), *SEEN_EYES)  # a dimmer face without anything dark is out of focus

TOO_DARK = (
    Row(
        code="too_dark", measure="skin_light", bad="low", warn=0.2039, fail=0.1765, unit="%", part="face",
        unless=MASKED,
        means="median luma of the skin",
        rests_on=on_portraits("well-lit deep skin from 60 of 255", "to 44 at a quarter of the light"),
    ),
    Row(
        code="too_dark", measure="skin_black", bad="high", warn=0.10, fail=0.25, unit="%", part="face", needs=DIM_SKIN,
        unless=MASKED,
        means="share of dim skin in the darkest 26 of 256 steps", rests_on=Evidence(source="OFIQ"),
    ),
    Row(
        code="too_dark", measure="highlights", bad="low", warn=0.451, fail=0.3529, unit="%", part="face",
        means="what 5 % of the frame reach: the wall alone is lighter in good light",
        rests_on=on_portraits("from 115 of 255", "to 64"),
    ),
    Row(
        code="too_dark", measure="eyes_light", bad="low", warn=0.45, fail=None, unit="%", part="face",
        needs=(*DIM_SKIN, *SEEN_EYES),
        means="the lightest of the eyes beside dim skin (L*)",
        rests_on=on_portraits("deep skin in good light from 49", "light skin at a gamma of 3.5 to 45"),
    ),
)  # fmt: skip

TOO_BRIGHT = (
    Row(
        code="too_bright", measure="skin_lightness", bad="high", warn=0.88, fail=None, unit="%", part="face",
        means="L* of bare skin", rests_on=on_portraits("to 85; pale retouched skin more", "glaring from 90"),
    ),
    Row(
        code="too_bright", measure="skin_burnt", bad="high", warn=0.03, fail=0.06, unit="%", part="face",
        means="share of the skin in the brightest 9 of 256 steps",
        rests_on=Evidence(source="OFIQ", clean="0", faulty="burnt out from 7 %", clean_pictures=242),
    ),
    Row(
        code="too_bright", measure="veil", bad="high", warn=0.59, fail=None, unit="%", part="face", needs=LIGHT_SKIN,
        means="the darkest 1 % of a light face by its skin",
        rests_on=on_portraits("to 58 %", "veiled mostly over 63 %"),
    ),
)  # fmt: skip

SIDE_LIGHT = (
    Row(
        code="uneven_light", measure="uneven_light", bad="high", warn=0.26, fail=0.36, unit="%", part="face",
        means="how much dimmer one side of the face is, the nose left out",
        rests_on=on_portraits("to 24 %", "lit from one side from 31 %"),
    ),
    Row(
        code="red_eye", measure="red_pupil", bad="high", warn=0.54, fail=0.62, unit="%", part="eye",
        means="share of red in a pupil (the inner half of the iris)", rests_on=on_portraits("to 28 %", "all of it"),
    ),
)  # fmt: skip

IN_COLOUR: Whens = (("chroma", ">=", 4.5),)  # a picture without colours has no cast

COLOURS = (
    Row(
        code="not_colour", measure="chroma", bad="low", warn=5.4, fail=4.5, means="mean chroma of the skin",
        rests_on=on_portraits("from 8.3; a graded film 5.4", "a tenth of the colour left to 4.3; grey 0"),
    ),
    Row(
        code="colour_cast", measure="colour_off", bad="high", warn=10.8, fail=12.0, part="face", needs=IN_COLOUR,
        means="complexion's distance from OFIQ's range of natural skin",
        rests_on=on_portraits("to 10.8, sunburnt or retouched", "mostly over 17"),
    ),
    Row(
        code="colour_cast", measure="white_off", bad="high", warn=5.0, fail=None, part="face",
        needs=(*IN_COLOUR, *SEEN_EYES),
        means="that of the whites of the eyes from natural ones",
        rests_on=on_portraits("to 3.9, one of 218 5.7", "mostly over 7", pictures=218),
    ),
    Row(
        code="colour_cast", measure="cold_off", bad="high", warn=2.5, fail=5.0, part="face", needs=IN_COLOUR,
        means="complexion's distance on the green or blue side", rests_on=on_portraits("0", "mostly over 4"),
    ),
)  # fmt: skip
