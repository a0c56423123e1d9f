"""The catalogue of findings: every code with what is wrong and what to do, in the words a student reads.

Reviewers use the same codes.  {words} are filled in by the check that finds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .model import Allowed, Box, Finding, Report, Severity, Spec, Unit


@dataclass(frozen=True)
class Wording:
    """What is wrong, what to do, and the name of what is looked at in a list of what is right, "" if in none."""

    message: str
    cure: str
    name: str = ""


LIKE_REJECTED = Wording(  # instead of same_as_rejected's, where only the looks agree
    "这张照片很像已被驳回的照片",
    "如果是同一张照片，请按驳回原因重新拍摄；如果是新拍的，可以继续提交，由人工审核",
)
LIKE_ANOTHER = Wording(  # the same of same_as_other_person's
    "这张照片很像他人提交的照片",
    "请确认没有选错文件；如果确是您本人的照片，可以继续提交，由人工审核",
)

HIDDEN_EYES = Wording(  # instead of sunglasses', where nothing tells that the lenses are dark
    "眼睛可能被镜片、镜框或其他物品遮住",
    "请摘下有色眼镜，避开镜片反光，露出双眼后重新拍摄",
)
PERHAPS_COVERED = Wording(  # instead of head_covered's, where it is only a doubt
    "可能戴了帽子或头饰", "请摘下帽子和头饰；没有戴的，或因宗教、医疗原因不能摘下的，可以继续提交，由人工审核"
)
HIDDEN_FACE = Wording(  # instead of face_occluded's, where no features are found in a face
    "看不清五官，脸部可能有遮挡",
    "请摘下口罩和帽子、放下手，正对镜头露出整张脸，在光线充足处重新拍摄",
)

PERHAPS_GENERATED = Wording(  # instead of ai_generated's, where the label leaves it open
    "文件标明照片可能由人工智能生成", "请上传用相机实拍的原图；确是实拍的，可以继续提交，由人工审核"
)

UNWANTED_GLASSES = Wording(  # instead of sunglasses', where a task wants no glasses at all
    "本次采集要求不戴眼镜，照片中像是戴了眼镜",
    "请摘下眼镜后重新拍摄；没有戴眼镜的，请避开鼻梁上的阴影和反光",
)

CODES = MappingProxyType(
    {
        "bad_format": Wording(
            "文件无法识别为照片，可能格式不支持或文件已损坏",
            "请上传 JPG、PNG、WebP 或 HEIC 格式的原图，不要上传截图文件包或网页文件",
        ),
        "file_too_large": Wording("照片文件过大", "请上传不超过 {limit} MB 的照片，可用手机相册的“压缩”或重新拍摄"),
        "too_many_pixels": Wording(
            "照片像素过高，无法处理", "请把相机分辨率调到 {limit} 万像素以内，或上传压缩后的照片"
        ),
        "low_resolution": Wording(
            "照片分辨率过低（{width}×{height} 像素）",
            "请上传相机拍摄的原图，宽不小于 480 像素、高不小于 640 像素，不要用缩略图",
            "分辨率",
        ),
        "ai_generated": Wording(
            "文件标明照片由人工智能生成或合成",
            "请上传用相机实拍的原图，不要使用 AI 证件照、AI 写真或 AI 消除工具处理过的照片",
            "非 AI 生成",
        ),
        "retouched": Wording(
            "照片文件显示用过美颜或修图软件", "请关闭美颜和滤镜，上传手机相机拍摄、未经修饰的原图", "无美颜软件痕迹"
        ),
        "no_face": Wording("没有检测到人脸", "请竖直手机正对人脸拍摄，脸部不要被遮挡，保持光线充足", "检测到人脸"),
        "upside_down": Wording("照片{lies}", "请在手机相册里把照片{cure}，使头部朝上，保存后重新上传", "照片正立"),
        "multiple_faces": Wording(
            "照片中有 {count} 张人脸", "照片中只能有本人一人，请移开他人、海报和镜子后重新拍摄", "只有一人"
        ),
        "not_frontal": Wording("没有正对镜头（{direction}）", "请正对镜头，{correction}，双眼平视前方", "正对镜头"),
        "head_tilted": Wording("头部向{side}倾斜", "请把头摆正，使两眼在同一水平线上", "头部端正"),
        "eyes_closed": Wording("眼睛没有自然睁开", "请双眼自然睁开并平视镜头，避免眨眼或眯眼", "双眼睁开"),
        "eyes_not_visible": Wording(
            "眼睛被头发、镜框或反光遮挡", "请把头发拨开、扶正镜框并避开灯光反射，露出双眼和眉毛", "眼睛无遮挡"
        ),
        "sunglasses": Wording(
            "佩戴了墨镜或有色眼镜", "请摘下墨镜或有色眼镜，常戴眼镜的请换成无色镜片后重新拍摄", "无有色眼镜"
        ),
        "mouth_open": Wording("嘴唇没有闭合", "请自然闭合嘴唇，不要露齿", "嘴唇闭合"),
        "face_occluded": Wording("脸部有遮挡", "请摘下口罩、放下手并拨开头发，露出整张脸后重新拍摄", "脸部无遮挡"),
        "head_covered": Wording(
            "像是戴了帽子或头饰",
            "请摘下帽子和头饰；因宗教或医疗原因不能摘下的，再次上传未通过后可请人工查看",
            "无帽子头饰",
        ),
        "hair_over_brows": Wording("头发可能遮住了眉毛", "请把刘海和头发拨开，露出双眉后重新拍摄", "双眉露出"),
        "eyes_aside": Wording("双眼可能没有看向镜头", "请正对镜头，双眼平视镜头后重新拍摄", "平视镜头"),
        "jewellery": Wording("可能戴了耳环、项链、耳机等", "请摘下耳环、项链、耳机等饰物后重新拍摄", "无饰物"),
        "blurred": Wording("照片模糊", "请擦净镜头、对准脸部对焦并拿稳手机，在明亮处重新拍摄", "清晰"),
        "motion_blurred": Wording(
            "照片因晃动而模糊", "请双手拿稳手机或用三脚架，本人保持不动，在明亮处重新拍摄", "无晃动"
        ),
        "too_dark": Wording("脸部光线过暗", "请面向窗户或灯光，在光线充足均匀的地方重新拍摄", "不过暗"),
        "too_bright": Wording("脸部光线过亮或反光", "请避开强光直射和闪光灯，擦去面部油光后重新拍摄", "不过亮"),
        "uneven_light": Wording(
            "脸部左右光线不均，{side}侧偏暗", "请正面朝向窗户或灯光，或在{side}侧补光后重新拍摄", "光线均匀"
        ),
        "red_eye": Wording("眼睛因闪光灯发红", "请关闭闪光灯，在明亮处重新拍摄，不要用软件修改", "无红眼"),
        "not_colour": Wording("照片不是彩色的", "请用彩色模式重新拍摄，不要使用黑白滤镜或扫描件", "彩色"),
        "colour_cast": Wording("照片偏色，肤色不自然", "请关闭滤镜和彩色灯光，在自然光或白光下重新拍摄", "不偏色"),
        "noisy_or_overcompressed": Wording(
            "照片噪点过多或压缩过度",
            "请在光线充足处重新拍摄，并上传相机原图，不要上传聊天软件压缩过的照片",
            "无噪点与压缩痕迹",
        ),
        "not_a_real_photo": Wording(
            "疑似翻拍屏幕或纸质照片", "请直接对本人拍摄，不要翻拍屏幕、证件或纸质照片", "非翻拍"
        ),
        "has_border": Wording("照片带有边框或黑边", "请上传没有边框的原图，不要使用截图或拼图", "无边框"),
        "background_not_plain": Wording(
            "背景不均匀，有渐变或杂物", "请站在纯色墙面前约一米处，避开阴影、物品和他人后重新拍摄", "背景均匀"
        ),
        "background_colour": Wording("背景颜色不符合要求", "请使用{colour}背景重新拍摄，背景颜色要均匀", "背景颜色"),
        "background_shadow": Wording("背景上有人影", "请离墙一米左右，让光从正面照来，避免影子落在墙上", "背景无影"),
        "clothes_like_background": Wording(
            "衣服与背景颜色接近", "请换一件与背景颜色差别明显的衣服后重新拍摄", "衣着与背景有别"
        ),
        "head_too_small": Wording("人像在照片中太小", "请靠近一些拍摄，使头部和肩部占满画面", "人像不过小"),
        "head_too_large": Wording(
            "人像在照片中太大，四周留白不足", "请后退一些拍摄，头顶和左右两侧都要留出空间", "人像不过大"
        ),
        "crown_margin": Wording(
            "头顶上方留白不足", "请把镜头抬高或后退一些，使头顶上方留出约一个额头的高度", "头顶留白"
        ),
        "same_as_rejected": Wording("这张照片已被驳回过", "请按驳回原因重新拍摄，不要重复提交被驳回的照片"),
        "same_as_other_person": Wording("这张照片与他人提交的照片相同", "请上传本人的照片，并确认没有选错文件"),
        "not_recent": Wording(
            "照片可能不是一年以内拍摄的", "请使用一年以内新拍摄的照片；相机日期有误的，请提交后由人工审核"
        ),
        "eye_line": Wording("眼睛的高度不在规定范围内", "请平视镜头拍摄，摘下帽子并整理过高的头发", "眼睛高度"),
        "off_centre": Wording("人像不居中，{side}侧空间不足", "请把人像移到画面中央，{side}侧多留一些空间", "居中"),
        "shoulders_cut": Wording("肩部没有拍全，下方空间不足", "请把镜头放低或后退一些，拍到双肩和胸口", "肩部完整"),
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
    wording: Wording | None = None,
) -> Finding:
    """A finding with its words, or others; measured is rounded so that reports stay short and comparable."""
    wording = wording or CODES[code]
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


def only_soft(report: Report, spec: Spec) -> bool:
    """Whether the picture fails, but on nothing that a person who sees it may not decide otherwise."""
    fails = {one.code for one in report.findings if one.severity == "fail"}
    return bool(fails) and fails <= spec.soft
