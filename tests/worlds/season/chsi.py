"""CHSI's answers: what it refused is looked at, explained and photographed anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator, expect

from chalicelib.shared.sheets import csv_bytes
from tests.worlds.season.branch import Season
from tests.worlds.season.employee import Employee
from tests.worlds.season.students import Student
from tests.worlds.season.tasks import TITLE

MANAGER = "li"
UNKNOWN = "丙类质量问题"  # no digits, which would be hidden, and in no table of ours
KNOWN = ("头顶到上边缘百分比不合格", "照片清晰度不合格")
MEANS = ("uneven_light", "脸部左右光线不均")  # what the branch finds out the unknown words say


def results_are_imported(season: Season, numbers: Sequence[str], refused: Mapping[str, str]) -> None:
    """Of every order that was delivered; whom CHSI refused waits until somebody has looked.

    numbers: of the orders; refused: number → CHSI's words.
    """
    manager = season[MANAGER]
    manager.go("导入表格")
    manager.heading("导入表格")
    lines = [(one, "不通过" if one in refused else "通过", refused.get(one, "")) for one in numbers]
    table = csv_bytes([["订单号", "结果", "说明"], *map(list, lines)])
    manager.pick("文件", "学信网结果.csv", "text/csv", table)
    manager.sees("按文件认出来的")
    _choose_task(manager)
    manager.page.get_by_label("不通过的先不发起勘误").check()
    manager.page.get_by_label("原因").fill("学信网返回的结果")
    manager.button("上传并检查").click()
    manager.sees(f"共 {len(numbers)} 行，已导入 {len(numbers)} 行")
    if not refused:
        return
    manager.link("看学信网退回").click()
    manager.heading("学信网退回")
    expect(_refused(manager)).to_have_count(len(refused))
    for number, words in refused.items():
        expect(_refused(manager, number)).to_contain_text(words)


def unknown_words_are_explained(season: Season, number: str) -> None:
    """A look at the photo tells what CHSI means; from now on those words are a reason of ours."""
    manager = _at_refused(season)
    photo = _refused(manager, number)
    expect(photo).to_contain_text("还没有对应的原因")
    manager.button(f"查看订单 {number} 的照片").click()
    expect(photo.locator("img")).to_be_visible()
    expect(photo.locator(".measured")).to_contain_text("头顶")
    manager.button(f"对应“{UNKNOWN}”").click()
    manager.confirm("记下", "问过学信网", told=["学生收到选定的原因和改法"], code=MEANS[0])
    manager.sees("0 个等待对应")
    expect(photo).to_contain_text(MEANS[1])


def corrections_are_opened(season: Season, numbers: Sequence[str]) -> None:
    """The first for itself, all others at once."""
    manager = _at_refused(season)
    manager.button(f"发起订单 {numbers[0]} 的勘误").click()
    manager.confirm("发起 1 个", "看过照片", told=["免费重拍，不再收费"])
    manager.sees("已发起 1 个勘误")
    expect(_refused(manager, numbers[0])).to_contain_text("待勘误")
    manager.button("全部发起勘误").click()
    manager.confirm(f"发起 {len(numbers) - 1} 个", "看过照片")
    manager.sees(f"已发起 {len(numbers) - 1} 个勘误")
    expect(_refused(manager).filter(has_text="待勘误")).to_have_count(len(numbers))


def correction_is_taken_back(season: Season, number: str) -> None:
    """CHSI accepts that photo after all; its student is told to do nothing."""
    manager = _at_refused(season)
    manager.link(number).click()
    manager.heading("订单")
    manager.button("撤销勘误").click()
    manager.confirm("撤销勘误", "学信网复核后通过", told=["照片不用更换"])
    manager.sees("“撤销勘误”已完成")
    expect(manager.button("撤销勘误")).to_have_count(0)


def student_comes_with_another_photo(student: Student, message: str) -> None:
    """She reads what CHSI says and how to mend it, and hands another photo in without paying again."""
    student.returns_days_later()
    student.sees("待勘误")
    student.sees(message)
    student.link("修改订单").first.click()
    student.heading("拍摄照片")
    student.sees("这张照片需要更换")
    student.hands_in_another(seed=2)


def accepted_at_last(season: Season, numbers: Sequence[str], refused: int) -> None:
    """CHSI accepts the new photos; what it refused before stays in the figures."""
    results_are_imported(season, numbers, {})
    manager = _at_refused(season)
    expect(_refused(manager)).to_have_count(refused)
    expect(_refused(manager).filter(has_text="采集完成")).to_have_count(refused)
    expect(_refused(manager).get_by_role("button", name="发起订单")).to_have_count(0)


def _choose_task(manager: Employee) -> None:
    choice = manager.page.locator("#task")
    choice.select_option(choice.get_by_role("option").filter(has_text=TITLE).get_attribute("value"))


def _at_refused(season: Season) -> Employee:
    """The manager, at the page of what CHSI refused of the season's task."""
    manager = season[MANAGER]
    manager.go("任务", TITLE, "学信网退回")
    manager.heading("学信网退回")
    return manager


def _refused(manager: Employee, number: str = "") -> Locator:
    """Photos; number: of the order, "" for all."""
    return manager.page.locator(".refused > li").filter(has_text=number)
