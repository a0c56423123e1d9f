"""Refusals of imports."""

from __future__ import annotations

from chalicelib.shared.errors import Conflicting, Invalid, NotFound


class ImportUnknown(NotFound):
    code = "import_unknown"
    message = "没有找到这次导入"
    action = "请刷新导入记录后重试"


class TaskNeeded(Invalid):
    code = "import_task_needed"
    message = "请选择要导入的任务"
    action = "只有院校目录的导入不需要选择任务"


class UndoOfOtherKind(Invalid):
    code = "import_undo_kind"
    message = "只有名单和现场采集的导入可以撤销"
    action = "院校、快递单号和学信网结果请重新导入正确的表格，或逐条修改"


class ImportNotStopped(Conflicting):
    code = "import_not_stopped"
    message = "这次导入已经结束，不能重新开始"
    action = "请刷新查看结果；需要再导入时，请重新上传表格"


class ImportGoesOn(Conflicting):
    code = "import_goes_on"
    message = "这次导入还没有结束，暂时不能撤销"
    action = "请等它结束后再撤销；超过一小时没有进展会显示“已停止”，那时可以重新开始或撤销"


class NothingToCorrect(Conflicting):
    code = "import_not_correctable"
    message = "这次导入没有可以更正的行"
    action = "请刷新查看结果；需要再导入时，请重新上传表格"


class CorrectedMeanwhile(Conflicting):
    code = "import_corrected"
    message = "这次导入刚刚被更正过，错误的行已经不同"
    action = "请刷新，看过新的结果后再更正"


class NotMatchable(Conflicting):
    code = "import_not_matchable"
    message = "这次导入的列不能这样对应"
    action = "请刷新，看过这次导入的结果后再对应；已经写入的，请重新上传表格"


class RowsGone(NotFound):
    code = "import_rows_gone"
    message = "错误的行只保留一天，已经删除"
    action = "请在原来的表格中改正，再重新导入"


class KindUnknown(NotFound):
    code = "import_kind_unknown"
    message = "没有这种表格"
    action = "请刷新查看结果"
