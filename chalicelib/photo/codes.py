"""The catalogue of findings: every code with what is wrong and what to do, in the words a student reads.

Reviewers use the same codes.  {words} are filled in by the check that finds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .model import Allowed, Box, Finding, Limit, Severity, Unit


@dataclass(frozen=True)
class Wording:
    message: str
    cure: str


CODES = MappingProxyType(
    {
        "bad_format": Wording(
            "文件无法识别为照片，可能格式不支持或文件已损坏",
            "请上传 JPG、PNG 或 WebP 格式的原图，不要上传截图文件包或网页文件",
        ),
        "file_too_large": Wording("照片文件过大", "请上传不超过 {limit} MB 的照片，可用手机相册的“压缩”或重新拍摄"),
        "too_many_pixels": Wording(
            "照片像素过高，无法处理", "请把相机分辨率调到 {limit} 万像素以内，或上传压缩后的照片"
        ),
        "low_resolution": Wording(
            "照片分辨率过低（{width}×{height} 像素）",
            "请上传相机拍摄的原图，宽不小于 480 像素、高不小于 640 像素，不要用缩略图",
        ),
        "no_face": Wording("没有检测到人脸", "请竖直手机正对人脸拍摄，脸部不要被遮挡，保持光线充足"),
        "multiple_faces": Wording("照片中有 {count} 张人脸", "照片中只能有本人一人，请移开他人、海报和镜子后重新拍摄"),
        "not_frontal": Wording("没有正对镜头（{direction}）", "请正对镜头，{correction}，双眼平视前方"),
        "head_tilted": Wording("头部向{side}倾斜", "请把头摆正，使两眼在同一水平线上"),
        "eyes_closed": Wording("眼睛没有自然睁开", "请双眼自然睁开并平视镜头，避免眨眼或眯眼"),
        "mouth_open": Wording("嘴唇没有闭合", "请自然闭合嘴唇，不要露齿"),
        "blurred": Wording("照片模糊", "请擦净镜头、对准脸部对焦并拿稳手机，在明亮处重新拍摄"),
        "too_dark": Wording("脸部光线过暗", "请面向窗户或灯光，在光线充足均匀的地方重新拍摄"),
        "too_bright": Wording("脸部光线过亮或反光", "请避开强光直射和闪光灯，擦去面部油光后重新拍摄"),
        "background_not_plain": Wording(
            "背景不均匀，有渐变、阴影或杂物", "请站在纯色墙面前约一米处，避开阴影、物品和他人后重新拍摄"
        ),
        "background_colour": Wording("背景颜色不符合要求", "请使用{colour}背景重新拍摄，背景颜色要均匀"),
        "head_too_small": Wording("人像在照片中太小", "请靠近一些拍摄，使头部和肩部占满画面"),
        "head_too_large": Wording("人像在照片中太大，四周留白不足", "请后退一些拍摄，头顶和左右两侧都要留出空间"),
        "crown_margin": Wording("头顶上方留白不足", "请把镜头抬高或后退一些，使头顶上方留出约一个额头的高度"),
        "eye_line": Wording("眼睛的高度不在规定范围内", "请平视镜头拍摄，摘下帽子并整理过高的头发"),
        "off_centre": Wording("人像不居中，{side}侧空间不足", "请把人像移到画面中央，{side}侧多留一些空间"),
        "shoulders_cut": Wording("肩部没有拍全，下方空间不足", "请把镜头放低或后退一些，拍到双肩和胸口"),
    }
)


def finding(
    code: str,
    severity: Severity,
    *,
    measured: float | None = None,
    allowed: Allowed | None = None,
    unit: Unit = "",
    box: Box | None = None,
    words: Mapping[str, object] = MappingProxyType({}),
) -> Finding:
    """A finding with its words; measured is rounded so that reports stay short and comparable."""
    wording = CODES[code]
    return Finding(
        code=code,
        severity=severity,
        measured=None if measured is None else round(float(measured), 2),
        allowed=allowed,
        unit=unit,
        box=box,
        message=wording.message.format(**words),
        cure=wording.cure.format(**words),
    )


def severity(value: float, limit: Limit) -> Severity | None:
    """How bad a value is; where `fail` is below `warn`, small values are the bad ones."""
    sign = 1 if limit.fail >= limit.warn else -1
    if sign * value > sign * limit.fail:
        return "fail"
    return "warn" if sign * value > sign * limit.warn else None
