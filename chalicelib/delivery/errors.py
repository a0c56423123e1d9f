"""Refusals of delivery."""

from __future__ import annotations

from chalicelib.shared.errors import Conflicting, Invalid, NotFound


class PackageUnknown(NotFound):
    code = "package_unknown"
    message = "没有找到这个制作包"
    action = "请刷新制作包列表后重试"


class NothingToDeliver(Conflicting):
    code = "nothing_to_deliver"
    message = "该任务没有待制作的照片"
    action = "请在有照片审核通过后再生成制作包"


class StillCollecting(Conflicting):
    """data: {package_id} of the package that still collects."""

    code = "package_still_collecting"
    message = "该任务还有一个制作包正在收集照片"
    action = "请等它完成后再生成；如果一直没有进展，请打开它并重新生成"


class PackagePurged(Conflicting):
    code = "package_purged"
    message = "这个制作包已过保存期，照片已经删除"
    action = "如需照片，请联系学校或学信网"


class FileNameWrong(Invalid):
    code = "file_name_wrong"
    message = "文件名模板不正确"
    action = "请用页面上列出的变量组成文件名，以 .jpg 结尾，不要以 / 开头，也不要包含 .."


class ChsiWordUnknown(Invalid):
    code = "chsi_word_unknown"
    message = "没有这个学信网的退回原因"
    action = "请从列表中还没有对应的原因里选择"


class RefusalUnknown(NotFound):
    code = "chsi_refusal_unknown"
    message = "学信网没有退回这张照片"
    action = "请刷新列表后重试"


class RefusalOver(Conflicting):
    code = "chsi_refusal_over"
    message = "这张照片已经换过，或订单现在不能勘误"
    action = "请打开订单查看现在的状态"


class WaybillWrong(Invalid):
    code = "waybill_wrong"
    message = "不像快递单号"
    action = "应为 8–40 位字母、数字或连字符（-），请照面单重新扫描或填写"


class WaybillIsOrder(Invalid):
    code = "waybill_is_order"
    message = "这是订单号，不是快递单号"
    action = "请扫描快递面单上的单号"


class NotToPost(NotFound):
    code = "not_to_post"
    message = "这个订单不在本任务的待寄名单里"
    action = "请核对任务；已登记单号的、还没有放进制作包的订单不在名单里"
