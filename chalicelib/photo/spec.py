"""The photo standards we can produce, as data; every number stands beside its source.

Sources, by the short names used below:
  standard   教毕指〔2017〕99号 高等教育学历证书电子注册图像采集规范及信息标准 (wording as in 教试中心函〔2021〕125号)
  GA 461     GA 461-2004 居民身份证数字相片技术要求, as quoted by those who take such pictures
  ISO        ISO/IEC 19794-5:2011 frontal pose: roll within 8°
  OFIQ       ISO/IEC 29794-5:2025: shares of the skin in the darkest 26 and the brightest 9 of 256 steps
  drawn      drawn portraits only, no real picture: see docs/photo-checks.md
  measured   the models used here on 86 portraits taken from public test sets; percentiles in the comment
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from .model import Background, Limit, Limits, Spec

LIGHT_BLUE = Background(rgb=(100, 197, 255), tolerance=20.0, policy="keep")  # standard: reference value
WHITE = Background(rgb=(255, 255, 255), tolerance=20.0, policy="keep")  # standard
LIGHT_GREY = Background(rgb=(240, 240, 240), tolerance=20.0, policy="keep")  # standard

LIMITS = Limits(
    max_bytes=20 * 1024 * 1024,  # a 12-megapixel phone JPEG is 3–8 MB
    max_pixels=40_000_000,  # opens in about 300 MB of memory
    face_score=0.85,  # measured: 86 of 86 faces found, no false find in 101 pictures without one
    face_presence=0.5,  # measured: 1.00 on all upright faces, 0.24 on a stretched one, 0.00 upside down
    other_face_share=0.5,  # another face outside the crop counts from half the main face's width on
    yaw=Limit(10.0, 15.0),  # degrees; measured: frontal portraits p1..p99 -14..15, model error p90 3.8
    pitch=Limit(10.0, 15.0),  # degrees away from pitch_frontal; measured: p1..p99 -10..16
    pitch_frontal=5.5,  # degrees; measured: median of frontal portraits, the model's zero is not frontal
    roll=Limit(5.0, 8.0),  # degrees; ISO
    roll_corrected=5.0,  # degrees the crop may turn back; more would visibly tilt the shoulders
    blink=Limit(0.32, 0.40),  # score of the more closed eye; measured: open p99 0.32, closed from 0.40
    eye_ratio=Limit(0.20, 0.15),  # eye height / width, smaller is worse; measured: open p1 0.19, closed to 0.12
    mouth_ratio=Limit(0.08, 0.12),  # lip gap / mouth width; measured: closed 0–0.05, teeth 0.1–0.3
    jaw_open=Limit(0.10, 0.17),  # score; measured: closed to 0.10, p95 0.17
    sharpness=Limit(30.0, 20.0),  # variance of the Laplacian of the face in the frame, smaller is worse; measured
    dark_share=Limit(0.10, 0.25),  # share of the skin; OFIQ
    bright_share=Limit(0.05, 0.12),  # share of the skin; OFIQ
    skin_dark=Limit(60.0, 45.0),  # median luma 0–255, smaller is worse; well-lit deep skin measures 65 and more
    skin_bright=Limit(225.0, 238.0),  # median luma 0–255
    eye_lightness=Limit(
        0.34, 0.28
    ),  # by the cheek's, smaller is worse; measured: open p1 0.345, sunglasses 0.14 and 0.19
    eye_glare=Limit(0.08, 0.15),  # share of white around an eye; measured: none on bare eyes, a drawn reflection 0.68
    covered=Limit(0.12, 0.25),  # share of the face unlike its skin and as light; measured: faces to 0.01
    covered_dark=Limit(0.20, 0.35),  # share of the face too dark for it; measured: to 0.15, in hard side light 0.38
    unlike_hair=0.5,  # share of what is above the forehead; drawn only
    crown_height=1.25,  # eyes to crown by face width; measured: bare heads 0.63–1.12
    direction=Limit(
        0.22, 0.18
    ),  # least by most detail, smaller is worse; measured: sharp 0.21–0.43, moved by 9 px 0.05–0.17
    uneven_light=Limit(0.33, 0.45),  # share of the brighter half; measured: studio to 0.32, hard side light 0.43–0.62
    red_eye=Limit(0.30, 0.45),  # share of the iris; measured: real eyes to 0.28, drawn red ones 0.91
    chroma=Limit(
        5.0, 3.5
    ),  # mean of the skin, smaller is worse; measured: colour from 5.4 (a graded film still), grey 0
    colour_cast=Limit(5.0, 10.0),  # distance from OFIQ's range of natural skin; measured: to 2.2
    grain=Limit(6.5, 9.0),  # standard deviation of luma 0–255; measured: clean to 2.0, with noise of 14 from 9.8
    blocks=Limit(3.2, 4.0),  # bends at block edges by all others; measured: quality 75 to 1.7, 30 to 3.1, 10 from 4.3
    wave=20.0,  # peak of the spectrum by its surroundings; measured: real to 5.1, a drawn screen 188
    shadow=Limit(6.0, 10.0),  # L* beside the head below L* further out
    clothes=Limit(16.0, 10.0),  # ΔE, smaller is worse
    background_spread=Limit(5.0, 8.0),  # ΔE, policy keep; measured: even walls to 4.4, a vignette 11.6
    wall_spread=Limit(12.0, 20.0),  # ΔE, policy normalise: the wall is replaced, so only objects matter
    enlargement=1.25,  # times; beyond it a face has too few real pixels for 480 × 640
)

CHSI = Spec(
    name="chsi",
    rev=1,
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
    limits=LIMITS,
)

ID_CARD = Spec(
    name="id_card_ga461",
    rev=1,
    width=358,  # px; GA 461
    height=441,  # px; GA 461
    dpi=350,  # GA 461
    min_bytes=14 * 1024,  # 14–20 KB in GA 461 as two sources quote it
    max_bytes=20 * 1000,
    quality_min=60,
    crown=(7.0, 21.0),  # px from the top; GA 461: 头顶发际
    eyes=(150.0, 234.0),  # px from the top; GA 461: at least 207 from the bottom; the upper bound keeps the chin in
    face_width=(193.0, 221.0),  # px; GA 461: 207 ± 14
    centre_offset=17.0,  # px; the social security card's version: the eyes' middle at 162–196 px
    background=WHITE,
    limits=LIMITS,
)

SPECS = MappingProxyType({spec.name: spec for spec in (CHSI, ID_CARD)})


def spec_for(name: str, background: Background | None = None, *, file_bytes: tuple[int, int] | None = None) -> Spec:
    """The named standard with what a task wants otherwise: its background, the file's least and most bytes.

    Raises KeyError for an unknown name.
    """
    spec = SPECS[name]
    low, high = file_bytes or (spec.min_bytes, spec.max_bytes)
    return replace(spec, background=background or spec.background, min_bytes=low, max_bytes=high)
