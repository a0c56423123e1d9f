"""Refusals of prints."""

from __future__ import annotations

from chalicelib.shared.errors import Conflicting, Invalid, NotFound


class PrintsUnknown(NotFound):
    code = "prints_unknown"
    message = "没有找到这份冲印文件"
    action = "请刷新冲印页面后重试"


class CannotPrintYet(Conflicting):
    code = "cannot_print_yet"
    message = "这个制作包还在收集照片，不能冲印"
    action = "请等它显示“可以下载”后再生成冲印文件"


class NothingToPrint(Conflicting):
    code = "nothing_to_print"
    message = "这个制作包里没有照片了"
    action = "请选择另一个制作包"


class CaptionWrong(Invalid):
    code = "caption_wrong"
    message = "照片下方的文字不正确"
    action = "最多 60 个字，只能用页面上列出的变量，其余大括号请删去"
