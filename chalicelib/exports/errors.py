"""Refusals of exports."""

from __future__ import annotations

from chalicelib.shared.errors import Conflicting, Invalid, NotFound


class ExportUnknown(NotFound):
    code = "export_unknown"
    message = "没有找到这次导出"
    action = "请刷新导出记录；导出的表格只有导出的人能下载"


class ExportNeeds(Invalid):
    code = "export_needs"
    message = "导出这种表格还要选择{what}"
    action = "请选择后再导出"


class ExportsOpen(Conflicting):
    code = "exports_open"
    message = "已有 {number} 次导出还没有写完"
    action = "请等其中一次写完；中断的那次请点“重新开始”"


class ExportNotReady(Conflicting):
    code = "export_not_ready"
    message = "表格还没有写完"
    action = "请等进度到头后再下载"


class ExportGone(Conflicting):
    code = "export_gone"
    message = "表格已过保存期，自动删除了"
    action = "请重新导出"


class ExportNotStopped(Conflicting):
    code = "export_not_stopped"
    message = "这次导出没有中断"
    action = "请刷新查看进度"
