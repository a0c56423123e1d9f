"""The table of a season: its days, its tasks, its schools, then the whole."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.desk.money.season import Season, SeasonDesk, Sums
from chalicelib.exports.model import Export, Page, Row
from chalicelib.exports.runner import Table
from chalicelib.exports.words import money_words

HEAD = ("类别", "名称", "收款笔数", "收款（元）", "退款笔数", "退款（元）", "净额（元）")


def season_table(desk: SeasonDesk) -> Table:
    def page(export: Export, _: str | None) -> Page:
        rows = list(_rows(desk.money(export.branch, export.asked.year or 0)))
        return Page(rows=[(f"{at}", row) for at, row in enumerate(rows)], looked=len(rows), after=None)

    return Table(head=HEAD, count=lambda _: 0, page=page)


def _rows(season: Season) -> Iterator[Row]:
    for day, sums in season.days.items():
        yield _row("日期", day, sums)
    for task, sums in season.tasks:
        yield _row("任务", task.title, sums)
    for name, sums in season.schools.items():
        yield _row("学校", name, sums)
    yield _row("合计", f"{season.first} 至 {season.last}", season.total)


def _row(kind: str, name: str, sums: Sums) -> Row:
    return (
        kind, name, str(sums.payments), money_words(sums.income), str(sums.refunds), money_words(sums.returned),
        money_words(sums.net),
    )  # fmt: skip
