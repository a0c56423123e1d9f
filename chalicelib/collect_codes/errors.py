"""Refusals of a picture or text without a collection code, or with one that cannot be used; worded for students."""

from __future__ import annotations

from chalicelib.shared.errors import Invalid, NotFound, TooLarge, TooMany, Unsupported


class NoCollectCodeNeeded(Invalid):
    code = "no_collect_code_needed"
    leads = "FORM"
    message = "本任务不需要上传采集码"
    action = "请直接填写学生信息"


class UploadMissing(NotFound):
    code = "upload_missing"
    leads = "COLLECT_CODE"
    message = "采集码图片还没有上传完成，或已被清理"
    action = "请重新上传采集码图片"


class BadFormat(Unsupported):
    code = "bad_format"
    message = "图片无法打开"
    action = "请上传 JPG、PNG、WebP 或 HEIC 格式的图片"


class FileTooLarge(TooLarge):
    code = "file_too_large"
    message = "图片文件过大"
    action = "请在学信网长按采集码保存原图后上传，不要上传超过 10 MB 的图片"


class TooManyPixels(Invalid):
    code = "too_many_pixels"
    message = "图片尺寸过大"
    action = "请在学信网长按采集码保存原图后上传，或裁剪到只剩采集码"


class QrNotFound(Invalid):
    code = "qr_not_found"
    message = "图片中没有找到二维码"
    action = "请上传完整、清晰的采集码图片：在学信网打开采集码后长按图片保存，不要截图或翻拍"


class QrUnclear(Invalid):
    code = "qr_unclear"
    message = "图片中有二维码，但看不清楚，无法识别"
    action = "请在学信网打开采集码后长按图片保存，上传保存的原图，不要截图或翻拍；只能拍照时请放平、对焦并避开反光"


class QrSeveral(Invalid):
    code = "qr_several"
    message = "图片中有 {count} 个采集码，无法判断哪一个是您的"
    action = "请上传只有您本人采集码的图片，可先裁去其他二维码"


class QrUnreadable(Invalid):
    code = "qr_unreadable"
    message = "图片中的二维码不是可以识别的采集码"
    action = "请在学信网打开“图像采集码”，长按图片保存后上传，不要使用截图"


class QrOther(Invalid):
    """data {"kind": "payment" | "contact" | "url"}."""

    code = "qr_other"
    message = "这是{what}，不是采集码"
    action = (
        "请上传学信网的“图像采集码”：学信档案→学籍学历→获取图像采集码，长按图片保存；"
        "如果采集码也在这张图片中，请裁剪到只剩采集码"
    )


class TextUnreadable(Invalid):
    code = "collect_code_text_unreadable"
    message = "这段文字不是可以识别的采集码"
    action = "请完整复制采集码的内容，或改为上传采集码图片"


class OtherSchool(Invalid):
    code = "collect_code_other_school"
    message = "采集码属于“{school}”，不在本任务的学校范围内"
    action = "请核对特征码和采集码是否对应同一所学校，或联系老师：{contacts}"


class OtherLevel(Invalid):
    code = "collect_code_other_level"
    message = "采集码的学历层次是“{level}”，不在本任务的范围内"
    action = "如有多个学籍，请上传对应层次的采集码；或联系老师：{contacts}"


class CodeNotOnRoster(Invalid):
    code = "not_on_roster"
    leads = "START"
    message = "本任务的名单中没有这个采集码"
    action = "请核对特征码和采集码；如确认无误，请联系老师：{contacts}"


class ReadExpired(NotFound):
    """The same for a reading that does not exist, has expired or is somebody else's."""

    code = "read_expired"
    leads = "COLLECT_CODE"
    message = "采集码信息已过期"
    action = "请重新上传采集码"


class TooManyReads(TooMany):
    code = "too_many_reads"
    message = "识别采集码的次数过多"
