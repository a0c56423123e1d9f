"""The school's table of who may take part: wrong rows are corrected in their file, a wrong table is taken back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

import openpyxl
from playwright.sync_api import expect

from chalicelib.shared.sheets import csv_bytes
from tests.worlds.season.branch import Season
from tests.worlds.season.graduates import Graduate
from tests.worlds.season.tasks import TITLE

FIRST_LINE = 2  # of the table: the heading is line 1


def roster_is_imported(season: Season) -> None:
    """Three of its rows are wrong: Excel spoilt a code, one stands there twice, one is no code at all."""
    manager, graduates = season["li"], season.graduates
    spoilt = {1: "1.23457E+15", 2: graduates[0].code, 3: "还没有申请"}
    _choose(season, ((spoilt.get(one.number, one.code), *one.place) for one in graduates), "学校提供")
    expect(manager.page.locator("main")).to_contain_text(f"检查了 {len(graduates)} 行，3 处要改。还没有写入任何一行。")
    for number, said in {1: "科学计数法", 2: f"与第 {FIRST_LINE} 行重复", 3: "不是有效的采集码"}.items():
        line = FIRST_LINE + number
        expect(manager.page.get_by_role("row", name=re.compile(f"^{line} "))).to_contain_text(said)
    with manager.page.expect_download() as waiting:
        manager.button("下载这些行").click()
    book, out = openpyxl.load_workbook(waiting.value.path()), io.BytesIO()
    sheet = book.worksheets[0]
    (column,) = (cell.column for cell in sheet[1] if cell.value == "采集码")
    for number in range(1, len(spoilt) + 1):
        sheet.cell(number + 1, column).value = graduates[number].text  # as read from the picture she sent
    book.save(out)
    manager.pick("传回改好的表", "改好.xlsx", "application/octet-stream", out.getvalue())
    manager.sees(f"共 {len(graduates)} 行，已导入 {len(graduates)} 行")


def wrong_roster_is_taken_back(season: Season, begun: Graduate) -> None:
    """It lists somebody of another school, and one who is on the right list and has an order: she keeps both."""
    manager = season["li"]
    _choose(season, ((one.code, *one.place) for one in (season.stranger, begun)), "补充名单")
    manager.sees("共 2 行，已导入 2 行")
    manager.button("撤销这次导入").click()
    told = ["2 人中 1 人还没有开始", "1 人已有订单，名单去掉也不影响", "本任务的名单中没有这个采集码"]
    manager.confirm("撤销 2 人", "这是另一所学校的名单", told=told)
    manager.sees("已撤销")


def _choose(season: Season, rows: Iterable[tuple[str, ...]], reason: str) -> None:
    """From the task's page to the result."""
    manager = season["li"]
    manager.go("任务", TITLE, "导入名单")
    manager.heading("导入表格")
    manager.pick("文件", "名单.csv", "text/csv", csv_bytes([["采集码", "学院", "班级"], *map(list, rows)]))
    manager.page.get_by_label("原因").fill(reason)
    manager.button("上传并检查").click()
    manager.heading("导入结果")
