"""CHSI's reasons for refusing a photo, in its own words, and which of our reasons for a rejection each is.  Pure.

CHSI writes free text.  The table knows the words that schools and collectors publish; what it does not know, a branch
adds for itself, and that comes first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

MOST_SAID: Final = 60  # characters that are kept of a reason
UNSAID: Final = "没有写明原因"
HIDDEN: Final = "…"
_IDENTIFYING: Final = re.compile(r"[0-9*][0-9*Xx-]*")  # numbers of IDs, students and phones, masked ones too
_LEAST_OWN: Final = 2  # characters of a name or number: one alone is part of other words
_BETWEEN: Final = re.compile(r"[\s,.;:!?、，。；：！？“”\"'()（）【】\[\]]+")
_ONLY_VERDICT: Final = frozenset({"不通过", "未通过", "失败", "不合格"})

# (words in CHSI's text, code): the first row of which any word is there decides, so the narrower come first.
TABLE: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("非同一人", "不是同一人", "比对不通过", "比对未通过", "比对不一致", "非本人", "人证不一致"), "not_the_person"),
    (("眼睛中心到上边缘", "眼睛到上边缘", "眼睛位置"), "eye_line"),
    (("头顶到上边缘", "头顶距", "头顶留白"), "crown_margin"),
    (("黑边", "白边", "边框", "文字", "水印"), "has_border"),
    (("瞳孔平行", "双眼不水平", "头部倾斜", "歪头"), "head_tilted"),
    (("运动模糊",), "motion_blurred"),
    (("清晰度", "模糊", "不清晰", "对焦", "虚焦"), "blurred"),
    (("背景阴影", "背景有阴影", "背景有影子"), "background_shadow"),
    (("背景颜色", "背景色"), "background_colour"),
    (("背景",), "background_not_plain"),
    (("眼镜反光", "镜片反光", "反光"), "glasses_glare"),
    (("墨镜", "太阳镜"), "sunglasses"),
    (("有色眼镜", "有色镜片", "美瞳"), "glasses_tinted"),
    (("镜框",), "glasses_frame"),
    (("闭眼", "未睁眼", "眼睛未睁开"), "eyes_closed"),
    (("红眼",), "red_eye"),
    (("视线", "没有平视", "未平视"), "eyes_aside"),
    (("耳环", "耳饰", "项链", "饰品"), "jewellery"),
    (("帽", "头饰", "头巾"), "head_covered"),
    (("口罩", "遮挡面部", "面部遮挡", "脸部遮挡"), "face_occluded"),
    (("头发", "刘海", "遮眉", "遮挡眉"), "hair_over_face"),
    (("耳",), "ears_hidden"),
    (("张嘴", "张口", "露齿"), "mouth_open"),
    (("表情",), "expression"),
    (("未检测到人脸", "没有检测到人脸", "无人脸"), "no_face"),
    (("多张人脸", "多人"), "multiple_faces"),
    (("侧脸", "未正对", "非正面", "人脸角度", "俯仰", "偏转"), "not_frontal"),
    (("人脸过小", "头部过小", "人像过小"), "head_too_small"),
    (("人脸过大", "头部过大", "人像过大"), "head_too_large"),
    (("不居中", "未居中", "偏左", "偏右"), "off_centre"),
    (("光线不均", "光照不均", "阴阳脸"), "uneven_light"),
    (("过暗", "偏暗", "曝光不足"), "too_dark"),
    (("过亮", "偏亮", "过曝", "曝光过度"), "too_bright"),
    (("偏色", "色彩失真"), "colour_cast"),
    (("黑白", "非彩色", "灰度"), "not_colour"),
    (("翻拍", "屏幕拍摄", "打印件"), "not_a_real_photo"),
    (("人工智能", "AI", "合成"), "ai_generated"),
    (("美颜", "修图", "修饰", "PS", "处理痕迹"), "retouched"),
    (("旧照", "近期照片", "与录取照片相同", "使用录取照片"), "not_recent"),
    (("压缩", "噪点"), "noisy_or_overcompressed"),
    (("分辨率", "像素"), "low_resolution"),
    (("变形", "畸变"), "selfie_distorted"),
    (("浓妆", "妆容", "化妆"), "heavy_makeup"),
    (("衣着", "着装", "服装"), "clothes_unsuitable"),
    (("肩",), "shoulders_uneven"),
)


def reason_said(result: str, note: str, *, own: Iterable[str] = ()) -> str:
    """CHSI's reason as it is kept: short, in one spelling, without numbers, UNSAID if there is only a verdict.

    result, note: the cells of the row; own: the student's name and number, which are left out.
    """
    text = note.strip() or result.strip()
    if not text or text in _ONLY_VERDICT:
        return UNSAID
    hidden = _one_spelling(text)
    for word in map(_one_spelling, own):
        if len(word) >= _LEAST_OWN:
            hidden = re.sub(re.escape(word), HIDDEN, hidden, flags=re.IGNORECASE)
    hidden = _IDENTIFYING.sub(HIDDEN, hidden)
    return _BETWEEN.sub(" ", hidden).strip()[:MOST_SAID].strip() or UNSAID


def _one_spelling(text: str) -> str:
    """What is hidden stays so: the normal form would make full stops of it."""
    return HIDDEN.join(unicodedata.normalize("NFKC", part) for part in text.split(HIDDEN))


def code_of(said: str, own: Mapping[str, str]) -> str | None:
    """Our code for a reason as `reason_said` gives it, or None.  own: the branch's, by reason."""
    if said in own:
        return own[said]
    text = said.upper()
    return next((code for words, code in TABLE if any(word in text for word in words)), None)
