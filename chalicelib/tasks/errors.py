"""Refusals of tasks, task codes and schools."""

from __future__ import annotations

from chalicelib.shared.errors import Conflicting, Invalid, NotFound


class TaskUnknown(NotFound):
    code = "task_unknown"
    leads = "START"
    message = "没有找到这个采集任务"
    action = "请返回上一页，重新填写特征码"


class TaskCodeUnknown(NotFound):
    code = "task_code_unknown"
    leads = "START"
    message = "没有找到特征码“{typed}”"
    action = "请核对老师发布的特征码（一般为 6 位数字和字母，不分大小写）{hint}"


class SchoolUnknown(Invalid):
    """data: {"schools": labels of similar names}."""

    code = "school_unknown"
    message = "没有找到学校“{typed}”"
    action = "请填写学校全称，不要使用简称，并从提示的名称中选择"


class SchoolNotInTask(Invalid):
    code = "school_not_in_task"
    message = "该特征码不适用于“{school}”"
    action = "请核对学校名称，并向老师确认特征码是否正确"


class WrongTaskType(Invalid):
    """data: {"task_type"} of the code's task."""

    code = "wrong_task_type"
    message = "该特征码是“{is_}”的特征码，不是“{asked}”"
    action = "请将采集类型改为“{is_}”后继续；如不确定，请向老师确认"


class TaskNotOpenYet(Conflicting):
    """data: {"opens_at"}."""

    code = "task_not_open_yet"
    leads = "CONTACT"
    message = "采集尚未开始，将于{when}开放"
    action = "请在开放时间之后再来；如有疑问请联系：{contacts}"


class TaskClosed(Conflicting):
    code = "task_closed"
    leads = "CONTACT"
    message = "采集已{when}结束"
    action = "如需补采集，请联系：{contacts}"


class TaskCodeTaken(Conflicting):
    code = "task_code_taken"
    message = "特征码“{typed}”已被其他任务使用"
    action = "请换一个特征码"


class TaskChanged(Conflicting):
    code = "task_changed"
    message = "该任务刚刚被其他人修改"
    action = "请刷新后重新编辑"


class TaskFrozen(Invalid):
    """field: the setting that may not change."""

    code = "task_frozen"
    message = "任务开放后，“{what}”不能再修改"
    action = "请新建任务"


class TaskSettingsWrong(Invalid):
    """field: the setting; why: what is wrong and what to do, or empty."""

    code = "task_settings_wrong"
    message = "任务设置“{what}”不符合要求{why}"
    action = "请改正后重新保存"


class TaskRosterEmpty(Invalid):
    """field: the setting."""

    code = "task_roster_empty"
    message = "名单里还没有人，开放后谁都不能办理"
    action = "请先导入名单，或改为不使用名单"


class TaskIsOver(Invalid):
    """field: the setting; when: it was over."""

    code = "task_is_over"
    message = "采集已于{when}结束"
    action = "请先把结束时间改到以后，再开放"


class SchoolWrong(Invalid):
    code = "school_wrong"
    message = "学校信息不正确"
    action = "院校代码为5位数字，学校标识码为10位数字（没有可不填），各个名称不能为空、重复、换行或含有看不见的符号"


class SchoolIsThere(Conflicting):
    code = "school_is_there"
    message = "院校目录中已有这个院校代码：{name}"
    action = "请关闭后查找该校，用“修改”更改"


class SchoolChanged(Conflicting):
    code = "school_changed"
    message = "这所学校刚刚被同事修改或导入"
    action = "请核对最新的内容，再保存一次"


class SchoolNameTaken(Conflicting):
    code = "school_name_taken"
    message = "“{name}”已是{owner}（{owner_code}）的{named}"
    action = "一个名称只能属于一所学校；两校合并时，请先从那所学校移除"
