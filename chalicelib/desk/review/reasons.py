"""Reject reasons (驳回原因): the engine's codes, and faults that only a person sees (BY_EYE); each with its sentence.

BY_EYE is taken from collection centres' published rules and notices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from chalicelib.orders.model import Reason, Rejection
from chalicelib.photo.codes import CODES, Wording
from chalicelib.shared.errors import Invalid
from chalicelib.shared.names import is_seen

MOST_REASONS: Final = 12
MOST_NOTE: Final = 200  # characters

# The engine's messages with a {placeholder}, reworded without it, as a reviewer enters no measurement.
PLAIN: Final[Mapping[str, Wording]] = MappingProxyType(
    {
        "file_too_large": Wording("照片文件过大", "请用手机相册的“压缩”功能，或重新拍摄后上传"),
        "too_many_pixels": Wording("照片像素过高，无法处理", "请调低相机分辨率，或上传压缩后的照片"),
        "low_resolution": Wording(
            "照片分辨率过低", "请上传相机拍摄的原图，宽不小于 480 像素、高不小于 640 像素，不要用缩略图"
        ),
        "upside_down": Wording("照片没有正过来", "请在手机相册里把照片旋转到头部朝上，保存后重新上传"),
        "multiple_faces": Wording("照片中有多张人脸", "照片中只能有本人一人，请移开他人、海报和镜子后重新拍摄"),
        "not_frontal": Wording("没有正对镜头", "请正对镜头，不要仰头、低头或侧脸，双眼平视前方"),
        "head_tilted": Wording("头部倾斜", "请把头摆正，使两眼在同一水平线上"),
        "uneven_light": Wording("脸部左右光线不均", "请正面朝向窗户或灯光，或在偏暗一侧补光后重新拍摄"),
        "background_colour": Wording("背景颜色不符合要求", "请使用拍摄要求中的背景颜色重新拍摄，背景颜色要均匀"),
        "off_centre": Wording("人像不居中", "请把人像移到画面中央，左右留出相同的空间"),
    }
)

# Of some the engine has a suspicion, in its own words; the reviewer, who sees the picture, has these.
# In this order they have the first keys of the reviewer's keyboard, after those a task uses most (first_reasons.py): a
# new reason comes after them, before "other".
BY_EYE: Final[Mapping[str, Wording]] = MappingProxyType(
    {
        "glasses_glare": Wording("眼镜反光", "请避开直射灯光，稍微下压镜框，或摘下眼镜后重新拍摄"),
        "glasses_tinted": Wording("佩戴有色眼镜或美瞳", "请换成无色镜片、摘下美瞳后重新拍摄"),
        "glasses_frame": Wording("镜框遮挡眼睛", "请扶正镜框，使双眼完全露出，或换窄框眼镜后重新拍摄"),
        "hair_over_face": Wording("头发遮挡眉毛、眼睛或耳朵", "请把头发梳到耳后，露出双眉、双眼和双耳后重新拍摄"),
        "ears_hidden": Wording("耳朵没有露出或不对称", "请把头发别到耳后，正对镜头，使双耳对称露出"),
        "expression": Wording("表情不自然", "请放松面部、自然闭唇，不露齿、不皱眉，重新拍摄"),
        "eyes_aside": Wording("双眼没有平视镜头", "请自然睁开双眼，平视镜头后重新拍摄"),
        "shoulders_uneven": Wording("高低肩或肩部没有拍全", "请坐正、放平双肩，拍到第三颗纽扣的位置"),
        "jewellery": Wording("佩戴耳环、项链等饰品", "请摘下耳环、项链、发饰等饰品后重新拍摄"),
        "heavy_makeup": Wording("妆容过浓", "请卸去浓妆，素颜或淡妆后重新拍摄"),
        "clothes_unsuitable": Wording("衣着不符合要求", "请穿有领的深色上衣，不穿无袖、条纹或复杂图案的衣服"),
        "retouched": Wording("照片经过美颜、精修或修图", "请关闭美颜和滤镜，上传未经修饰的原图，不用写真馆精修照片"),
        "not_recent": Wording("使用了旧照片或录取照片", "请使用一年以内新拍摄的照片"),
        "ai_generated": Wording("照片像是由人工智能生成或合成", "请上传用相机实拍的原图，不要使用 AI 证件照或 AI 写真"),
        "not_the_person": Wording("照片可能不是本人", "请由本人拍摄并上传；如确为本人，请联系分社说明"),
        "selfie_distorted": Wording("自拍造成脸部变形", "请由他人用后置摄像头在 1.5 米外拍摄，不要自拍"),
        "oily_skin": Wording("面部油光", "请擦去面部油光，避开强光后重新拍摄"),
        "standard_poor": Wording("裁切后的照片效果不佳", "请按拍摄要求重新拍摄，头顶和双肩四周留足空间"),
        "other": Wording("照片不符合要求", "请按审核备注修改；看不明白时请联系分社"),
    }
)


class UnknownReason(Invalid):
    code = "review_reason_unknown"
    message = "没有“{code_}”这个驳回原因"
    action = "请从驳回原因列表中选择"


class ReasonNeeded(Invalid):
    code = "review_reason_missing"
    message = "驳回时请选择原因"
    action = "请至少选择一个原因，学生会看到每个原因和改正方法"


class NoteNeeded(Invalid):
    code = "review_note_needed"
    message = "选择“照片不符合要求”时请填写备注"
    action = "请写明学生应如何修改"


def catalogue() -> list[tuple[str, bool, Wording]]:
    """(code, whether it is the engine's to find, its words) for every code."""
    by_engine = [(code, True, PLAIN.get(code, wording)) for code, wording in CODES.items() if code not in BY_EYE]
    return by_engine + [(code, False, wording) for code, wording in BY_EYE.items()]


_ALL: Final = {code: wording for code, _, wording in catalogue()}


def reasons(codes: Iterable[str], note: str | None) -> tuple[Reason, ...]:
    """The reasons of a rejection, each once, in the order given.  Raises UnknownReason, NoteNeeded."""
    unique = dict.fromkeys(codes)
    for code in unique:
        if code not in _ALL:
            raise UnknownReason(field="reasons", code_=code)
    if "other" in unique and not is_seen(note or ""):
        raise NoteNeeded(field="note")
    return tuple(Reason(code=code, message=_ALL[code].message, cure=_ALL[code].cure) for code in unique)


def rejection(codes: Iterable[str], note: str | None) -> Rejection:
    """The rejection as the student gets it.  Raises UnknownReason, NoteNeeded."""
    return Rejection(reasons=reasons(codes, note), note=(note or "").strip() or None)


def messages(codes: Iterable[str]) -> list[str]:
    """The messages of codes from an earlier rejection; a code that is no longer in the catalogue is left out."""
    return [_ALL[code].message for code in codes if code in _ALL]
