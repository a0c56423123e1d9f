"""The photo standards we can produce, as data; every number stands beside its source.

Sources, by the short names used below:
  standard   教毕指〔2017〕99号 高等教育学历证书电子注册图像采集规范及信息标准 (wording as in 教试中心函〔2021〕125号)
  GA 461     GA 461-2004 居民身份证数字相片技术要求, as quoted by those who take such pictures
  ISO        ISO/IEC 19794-5:2011 frontal pose: roll within 8°
  OFIQ       ISO/IEC 29794-5:2025: shares of the skin in the darkest 26 and the brightest 9 of 256 steps
  drawn      drawn portraits only, no real picture: see docs/photo-checks.md
  measured   the models used here on 242 frontal portraits of three public sets, and on the same pictures spoilt by
             drawings/faults/photo_faults.py; docs/photo-checks.md names the sets
  86         the same on 86 portraits of public test sets, not all of them frontal
"""

from __future__ import annotations

import math
from dataclasses import replace
from types import MappingProxyType

from .model import Background, Covers, Glasses, Limit, Limits, Spec

LIGHT_BLUE = Background(rgb=(100, 197, 255), tolerance=20.0, policy="keep")  # standard: reference value
WHITE = Background(rgb=(255, 255, 255), tolerance=20.0, policy="keep")  # standard
LIGHT_GREY = Background(rgb=(240, 240, 240), tolerance=20.0, policy="keep")  # standard

NEVER = math.inf  # fails: what rests on too few real pictures only warns

# What a person who sees the picture may decide otherwise.  Never the file, the number of faces, geometry, the colours
# of the standard, or a picture that was rejected before.
SOFT = frozenset(
    {
        "not_frontal", "head_tilted", "eyes_closed", "eyes_not_visible", "sunglasses", "mouth_open", "face_occluded",
        "head_covered", "blurred", "motion_blurred", "too_dark", "too_bright", "uneven_light", "red_eye", "colour_cast",
        "noisy_or_overcompressed", "not_a_real_photo", "background_not_plain", "background_shadow",
        "clothes_like_background",
    }
)  # fmt: skip

LIMITS = Limits(
    max_bytes=20 * 1024 * 1024,  # a 12-megapixel phone JPEG is 3–8 MB
    max_pixels=40_000_000,  # opens in about 300 MB of memory
    face_score=0.85,  # 86: 86 of 86 faces found, no false find in 101 pictures without one
    face_presence=0.5,  # 86: 1.00 on all upright faces, 0.24 on a stretched one, 0.00 upside down
    other_face_share=0.25,  # another face outside the crop counts from a quarter of the main face's width on
    yaw=Limit(10.0, 15.0),  # degrees; measured: to 7; the model's own error p90 3.8
    pitch=Limit(14.0, 18.0),  # degrees away from pitch_frontal; measured: p2..p98 -12..11; the model's error p90 4.6
    pitch_frontal=3.0,  # degrees; measured: the three sets' medians are 0, 3 and 6
    roll=Limit(5.0, 7.0),  # degrees; ISO: 8, less the 1.0 that roll was off by at most; measured: to 5.0
    roll_corrected=5.0,  # degrees the crop may turn back; more would visibly tilt the shoulders
    blink=Limit(0.40, 0.40),  # the expression network's score; 77 open-eyed faces of public sets: none above
    eye_ratio=Limit(0.16, 0.15),  # height by width between the lids, smaller is worse; the same 77: none below
    shut=Limit(0.55, NEVER),  # how surely an eye is shut, 0–1; of the same 77, 20 are above 0.78; shut ones from 0.84
    mouth_ratio=Limit(0.06, 0.07),  # lip gap / mouth width; measured: shut to 0.061, teeth from 0.076
    jaw_open=Limit(0.28, 0.35),  # score; measured: shut to 0.28, wide open 0.6 and more
    dark_lips=Limit(0.30, 0.38),  # share of the lips' area; measured: shut to 0.22, open from 0.43
    sharpness=Limit(25.0, 18.0),  # variance of the Laplacian of the face in the frame, smaller is worse; measured:
    # sharp from 34, out of focus to 4
    dark_share=Limit(0.10, 0.25),  # share of the skin; OFIQ
    bright_share=Limit(0.03, 0.06),  # share of the skin; OFIQ; measured: 0, burnt out from 0.07
    skin_dark=Limit(52.0, 45.0),  # median luma 0–255, smaller is worse; measured: well-lit deep skin from 60
    highlights=Limit(115.0, 90.0),  # luma that 5 % of the frame reach: the wall alone is lighter in good light
    eyes_dark=Limit(
        0.47, 0.45
    ),  # L* by 100 of the eyes' lightest twentieth beside dim skin, smaller is worse; measured:
    # deep skin in good light from 0.49, light skin in the dark to 0.45
    glaring=Limit(0.88, NEVER),  # L* by 100 of bare skin; measured: to 0.85, glaring from 0.90, retouched skin too
    veil=Limit(0.59, NEVER),  # darkest 1 % of a light face by its skin; measured: to 0.58, veiled mostly over 0.63
    eye_lightness=Limit(0.43, 0.39),  # by the cheek's, smaller is worse; measured: open from 0.46, lenses to 0.37
    eye_contrast=Limit(0.38, 0.33),  # of lightness around an eye by the cheek's, smaller is worse; measured: bare eyes
    # from 0.43, strands of hair to 0.29
    eye_glare=Limit(0.05, 0.12),  # share of white around an eye; measured: to 0.003, reflections from 0.4
    eye_pale=Limit(
        0.20, 0.35
    ),  # share of what is paler than skin around an eye; measured: to 0.08, reflections from 0.55
    eye_strands=Limit(1.35, NEVER),  # times; measured: bare eyes to 1.26, light hair over them from 1.75
    bridge=Limit(
        0.11, 0.22
    ),  # darker or lighter line across the nose; measured: bare noses to 0.09, three glossy ones to
    # 0.21, the one pair of real glasses 0.12, painted dark frames from 0.18; light frames are not seen
    eye_colour=Limit(0.5, 0.65),  # share unlike skin around both eyes; measured: bare to 0.40, mirrored lenses from 0.9
    covered=Limit(0.15, NEVER),  # share of the face unlike its skin; measured: masks from 0.3, bare to 0.06 in studios
    covered_dark=Limit(0.20, NEVER),  # share of the face too dark for it; measured: to 0.08, black masks from 0.46
    mouth=Limit(0.16, 0.13),  # L* along it by the cheeks', smaller is worse; measured: bare from 0.20, cloth to 0.12
    lips=Limit(2.2, 1.8),  # that, times their colour's distance from bare skin (ΔE), smaller is worse; measured: bare
    # from 2.9, skin-coloured hands and cloth to 1.3
    # How alike the face's halves are, smaller is worse; measured: bare from 0.60 in studios, hands to 0.38.
    halves=Limit(0.52, -NEVER),
    features=Limit(0.14, 0.08),  # smaller is worse; measured: bare from 0.20, covered to 0.02
    unlike_hair=0.5,  # share of what is above the forehead; measured: to 0.18, coloured hats from 0.68
    black_and_white=0.05,  # the smaller share of either there; measured: hair to 0.03, an officer's cap 0.10
    flat_hair=0.5,  # median of how far L* is from that around, smaller is worse; measured: hair from 0.68, smooth hats
    # to 0.37
    ribs=3.5,  # times; measured: hair to 1.9, drawn knitted hats mostly from 5.8
    crown_height=1.25,  # eyes to crown by face width; measured: to 1.10, and a high bun 1.41
    direction=Limit(0.58, 0.545),  # least by most detail, smaller is worse; measured: still from 0.57, moved to 0.54
    uneven_light=Limit(0.26, 0.30),  # share of the brighter half; measured: to 0.24, lit from one side from 0.31
    red_eye=Limit(0.54, 0.62),  # share of the pupil; measured: to 0.28, red ones 1.0
    chroma=Limit(
        5.4, 4.5
    ),  # mean of the skin, smaller is worse; measured: from 8.6; 86: a graded film still 5.4; grey 0
    colour_cast=Limit(
        10.8, 12.0
    ),  # distance from OFIQ's range of natural skin; measured: to 10.7, tinted mostly over 17
    cold_cast=Limit(2.5, 3.5),  # on the green or blue side of that range; measured: clean 0, tinted mostly over 4
    eye_white=Limit(
        3.5, 5.0
    ),  # distance from the white of natural eyes; measured: clean to 3.9, one of 218 5.7; tinted
    # from 5.0, and from 7 on portraits that had no cast before
    grain=Limit(1.4, 1.55),  # standard deviation of L*; measured: clean to 0.81, laughing to 1.27, with noise of 24
    # from 2.15
    specks=Limit(1.2, 2.0),  # % of the face's px; measured: to 0.1, salt and pepper of 6 % from 4
    blocks=Limit(3.2, 4.0),  # bends at block edges by all others; measured: quality 75 to 1.7, 30 to 3.1, 10 from 4.3
    wave=6.8,  # peak of the spectrum by its surroundings; measured: real to 5.2, one of 370 6.5; screens mostly from 13
    shadow=Limit(6.0, 8.0),  # L* beside the head below L* further out; measured: studio walls to 5, shadows from 7.8
    clothes=Limit(
        6.0, 5.2
    ),  # ΔE, smaller is worse; measured: white shirts before grey from 6, the wall's colour to 3.4
    background_spread=Limit(
        6.5, 8.6
    ),  # ΔE, policy keep; measured: studio walls to 8.3, half as light at one side 8.9–11
    wall_parts=Limit(
        14.0, 20.0
    ),  # ΔE, policy keep; measured: studio walls to 16, one 18; dark corners from 14, mostly 22
    wall_pattern=Limit(0.3, 0.4),  # share of the wall's squares; measured: to 0.26, stripes, tiles, folds from 0.8
    wall_spread=Limit(12.0, 20.0),  # ΔE, policy normalise: the wall is replaced, so only objects matter
    wall_left=Limit(
        0.0015, 0.0025
    ),  # share of a replaced wall that shows things on it: some 15 px of 480 square; measured on 164 good portraits to
    # 0.0022, one whose hair went with the wall 0.015
    shade_left=Limit(
        0.0025, 0.01
    ),  # share of a replaced wall: shade of it that stayed; measured: good portraits to 0.0022, before wood and tan
    # walls to 0.008, since ears and temples share their hue; hard shadows from 0.003, mostly 0.03
    same_colour=Limit(2.3, 0.0),  # ΔE of clothes and the old wall, smaller is worse; 2.3 is just noticeable (Mahy et
    # al. 1994); a doubt only: a white shirt before a white wall is often cut out well
    haze=0.015,  # share of what is below the chin where clothes and that wall were not told apart, for that to count;
    # measured: where clothes are of the wall's colour mostly from 0.018
    # Times; beyond it, with less than 380 px of the picture for a frame of 480, a face has too few real pixels.
    enlargement=1.25,
)

CHSI = Spec(
    name="chsi",
    rev=5,
    width=480,  # px; standard
    height=640,  # px; standard
    dpi=300,  # standard
    min_bytes=30 * 1024,  # 20–40 KB in the standard, "不少于30KB" in notices: 30–40 satisfies both
    max_bytes=40 * 1000,  # 40 KB however a KB is counted
    quality_min=60,  # standard: 压缩品质系数不低于60
    crown=(50.0, 110.0),  # px from the top; standard: 头顶发际
    eyes=(200.0, 300.0),  # px from the top; standard: 眼睛
    face_width=(180.0, 300.0),  # px; standard: 两脸颊之间
    centre_offset=12.0,  # px; standard says 水平居中 without a number: 2.5 % of the width
    background=LIGHT_BLUE,
    also_grounds=(WHITE.rgb, LIGHT_GREY.rgb),  # standard: 可选用浅蓝色、白色或浅灰色
    glasses="ALLOW",  # standard: 常戴眼镜的学生应配戴眼镜, untinted and without glare
    covers="REFUSE",  # standard: 不得用头部覆盖物, with exceptions that a task makes
    soft=SOFT,
    limits=LIMITS,
)

ID_CARD = Spec(
    name="id_card_ga461",
    rev=5,
    width=358,  # px; GA 461
    height=441,  # px; GA 461
    dpi=350,  # GA 461
    min_bytes=14 * 1024,  # 14–20 KB in GA 461 as two sources quote it
    max_bytes=20 * 1000,
    quality_min=70,  # GA 461
    crown=(7.0, 21.0),  # px from the top; GA 461: 头顶发际
    eyes=(150.0, 234.0),  # px from the top; GA 461: at least 207 from the bottom; the upper bound keeps the chin in
    face_width=(193.0, 221.0),  # px; GA 461: 207 ± 14
    centre_offset=17.0,  # px; the social security card's version: the eyes' middle at 162–196 px
    background=WHITE,
    also_grounds=(),
    glasses="ALLOW",  # GA 461: 常戴眼镜的居民应配戴眼镜
    covers="REFUSE",  # GA 461: 免冠
    soft=SOFT,
    limits=LIMITS,
)

SPECS = MappingProxyType({spec.name: spec for spec in (CHSI, ID_CARD)})


def spec_for(
    name: str,
    background: Background | None = None,
    *,
    file_bytes: tuple[int, int] | None = None,
    glasses: Glasses | None = None,
    covers: Covers | None = None,
) -> Spec:
    """The named standard with what a task wants otherwise: its background, the file's least and most bytes, what clear
    glasses and covered heads are.

    Raises KeyError for an unknown name.
    """
    spec = SPECS[name]
    low, high = file_bytes or (spec.min_bytes, spec.max_bytes)
    if background is not None:
        spec = replace(spec, background=background, also_grounds=())
    spec = replace(spec, glasses=glasses or spec.glasses, covers=covers or spec.covers)
    return replace(spec, min_bytes=low, max_bytes=high)
