"""The photo standards we can produce, as data; every number stands beside its source.  What may be measured in a
picture stands in limits/.

Sources, by the short names used below:
  standard   教毕指〔2017〕99号 高等教育学历证书电子注册图像采集规范及信息标准 (wording as in 教试中心函〔2021〕125号)
  GA 461     GA 461-2004 居民身份证数字相片技术要求, as quoted by those who take such pictures
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from .model import Background, Covers, Glasses, Spec

LIGHT_BLUE = Background(rgb=(100, 197, 255), tolerance=20.0, policy="keep")  # standard: reference value
WHITE = Background(rgb=(255, 255, 255), tolerance=20.0, policy="keep")  # standard
LIGHT_GREY = Background(rgb=(240, 240, 240), tolerance=20.0, policy="keep")  # standard

# What a person who sees the picture may decide otherwise.  Never the file, the number of faces, geometry, the colours
# of the standard, or a picture that was rejected before.
_SOFT = (
    "not_frontal", "head_tilted", "eyes_closed", "eyes_not_visible", "sunglasses", "mouth_open", "face_occluded",
    "head_covered", "blurred", "motion_blurred", "too_dark", "too_bright", "uneven_light", "red_eye", "colour_cast",
    "noisy_or_overcompressed", "not_a_real_photo", "background_not_plain", "background_shadow",
    "clothes_like_background", "retouched", "not_recent", "hair_over_brows", "eyes_aside", "jewellery",
)  # fmt: skip
SOFT = frozenset(_SOFT)

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
